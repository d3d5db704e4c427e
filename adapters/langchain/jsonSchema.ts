import { isObject } from './methods';
import { readSdk, unexpected } from './sdk';
import type { SchemaOf } from './tools';

/**
 * Schemas of tools as JSON Schema, converted by the host. Its SDK knows zod of its own copy alone; LangChain knows
 * others, and shows what it makes of one where it binds the tool that takes a structure.
 * @throws Error where the SDK is not as expected.
 */
export function schemaConverter(sdk: unknown): SchemaOf {
	const host = readSdk(sdk);
	const structured: unknown = Reflect.get(host.supply(undefined, NOBODY), 'withStructuredOutput');
	return (name, schema) => {
		const converted = host.schemaOf(name, schema);
		return isJsonSchema(converted) ? converted : shownBy(structured, converted);
	};
}

/** Schema libraries have methods on their objects, JSON Schema has none. */
function isJsonSchema(schema: unknown): boolean {
	return !isObject(schema) || (!('~standard' in schema) && !('_def' in schema));
}

function shownBy(structured: unknown, schema: unknown): unknown {
	if (typeof structured !== 'function') throw unexpected('it has no withStructuredOutput');
	let shown: unknown;
	const bindTools = (tools: unknown) => {
		shown = tools;
		return NOTHING;
	};
	Reflect.apply(structured, { bindTools }, [schema, { name: 'shown' }]);
	const first: unknown = Array.isArray(shown) ? shown[0] : undefined;
	const tool: unknown = isObject(first) ? Reflect.get(first, 'function') : undefined;
	return isObject(tool) ? Reflect.get(tool, 'parameters') : undefined;
}

/** What comes after the binding is not wanted. */
const NOTHING = { pipe: () => NOTHING, withConfig: () => NOTHING };

const NOBODY = { provider: 'none', modelId: 'none' };
