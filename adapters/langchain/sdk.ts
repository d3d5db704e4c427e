/** What is used of `@n8n/ai-node-sdk`, which is the host's and comes as whatever it exports. */
export interface Sdk {
	/** n8n's LangChain object for a model of the SDK's kind. */
	supply(ctx: unknown, model: object): object;
	/** A tool's schema, of zod or JSON Schema, as JSON Schema; what it cannot convert it gives back. */
	schemaOf(name: string, schema: unknown): unknown;
}

/** @throws Error where the SDK has not what is used of it. */
export function readSdk(sdk: unknown): Sdk {
	const supplyModel = functionOf(sdk, 'supplyModel');
	const getParametersJsonSchema = functionOf(sdk, 'getParametersJsonSchema');
	return {
		supply: (ctx, model) => {
			const supplied: unknown = supplyModel(ctx, model);
			const response: unknown = isObject(supplied) ? Reflect.get(supplied, 'response') : null;
			if (!isObject(response)) throw unexpected('supplyModel gave no model');
			return response;
		},
		schemaOf: (name, inputSchema) => getParametersJsonSchema({ type: 'function', name, inputSchema }),
	};
}

/** What is said where the host's SDK is another than the one this was written for. */
export function unexpected(what: string): Error {
	return new Error(`This version of n8n has an AI node SDK that the LLM Router does not know: ${what}. Update n8n or the package`);
}

export type AnyFunction = (...args: unknown[]) => unknown;

export function isObject(value: unknown): value is object {
	return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export function isFunction(value: unknown): value is AnyFunction {
	return typeof value === 'function';
}

/** The method, bound to its object. @throws Error where there is none. */
export function functionOf(holder: unknown, name: string): AnyFunction {
	const found: unknown = isObject(holder) ? Reflect.get(holder, name) : undefined;
	if (!isFunction(found)) throw unexpected(`it has no ${name}`);
	return (...args) => Reflect.apply(found, holder, args);
}
