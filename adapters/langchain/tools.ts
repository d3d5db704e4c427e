import type { ToolSpec } from '../../router/request/request';
import { z } from '../../vendor/zod';

import { isFunction } from './methods';

/** A schema of zod or JSON Schema → JSON Schema; what cannot be converted comes back as it is. */
export type SchemaOf = (name: string, schema: unknown) => unknown;

export interface ReadTools {
	/** Each name once: LangChain binds some twice, and Anthropic refuses that. */
	readonly tools: readonly ToolSpec[];
	/** Types of tools that a provider runs itself, such as its web search: only a connected model of it can have them. */
	readonly providers: readonly string[];
}

/**
 * Tools in whatever form a consumer has bound them: LangChain's own, OpenAI's, Anthropic's, or those of n8n's SDK.
 * @throws Error for what is no tool.
 */
export function readTools(raw: readonly unknown[], schemaOf: SchemaOf): ReadTools {
	const tools = new Map<string, ToolSpec>();
	const providers = new Set<string>();
	for (const one of raw) {
		const read = readTool(one, schemaOf);
		if (typeof read === 'string') providers.add(read);
		else if (!tools.has(read.name)) tools.set(read.name, read);
	}
	return { tools: [...tools.values()], providers: [...providers] };
}

function readTool(raw: unknown, schemaOf: SchemaOf): ToolSpec | string {
	const wrapped = Wrapped.safeParse(raw);
	const flat = Flat.safeParse(wrapped.success ? wrapped.data.function : raw);
	const type = Typed.safeParse(raw).data?.type;
	// What is called by a name and takes no schema of ours is run by its provider.
	const schema =
		flat.data === undefined ? undefined : (flat.data.schema ?? flat.data.inputSchema ?? flat.data.input_schema ?? flat.data.parameters);
	if (flat.data === undefined || (schema === undefined && type !== undefined && type !== 'function')) {
		if (type === undefined) throw new Error('A tool that was bound to the LLM Router has no name');
		return type === 'provider' ? (flat.data?.name ?? type) : type;
	}
	const { name, description, strict } = flat.data;
	return { name, description: description ?? null, parameters: parametersOf(name, schema, schemaOf), ...(strict != null && { strict }) };
}

const Flat = z.object({
	name: z.string().min(1),
	description: z.string().nullish().catch(null),
	strict: z.boolean().nullish().catch(null),
	schema: z.unknown(),
	inputSchema: z.unknown(),
	input_schema: z.unknown(),
	parameters: z.unknown(),
});
const Wrapped = z.object({ type: z.literal('function'), function: z.unknown().refine((it) => typeof it === 'object' && it !== null) });
const Typed = z.object({ type: z.string() });

/** A tool without parameters, or with some nobody can read, takes any. */
function parametersOf(name: string, schema: unknown, schemaOf: SchemaOf): object {
	const converted = schema === undefined ? {} : asPlain(schemaOf(name, schema));
	const { $schema: _version, ...rest } = JsonSchema.parse(converted);
	return { ...(rest.type === undefined && { type: 'object', properties: {} }), ...rest };
}

/** The host's SDK knows only zod 3 of its own copy; schemas of zod 4 convert themselves. */
function asPlain(schema: unknown): unknown {
	if (typeof schema !== 'object' || schema === null) return {};
	const own: unknown = Reflect.get(schema, 'toJSONSchema');
	if (isFunction(own)) return Reflect.apply(own, schema, []);
	return '~standard' in schema || '_def' in schema ? {} : schema;
}

const JsonSchema = z.record(z.unknown()).catch({});
