import { isObject, methodOf, type AnyFunction } from './methods';

/** What is used of `@n8n/ai-node-sdk`, which is the host's and comes as whatever it exports. */
export interface Sdk {
	/** n8n's LangChain object for a model of the SDK's kind. */
	supply(ctx: unknown, model: object): object;
	/** A tool's schema, of zod or JSON Schema, as JSON Schema; what it cannot convert it gives back. */
	schemaOf(name: string, schema: unknown): unknown;
}

/** @throws Error where the SDK has not what is used of it. */
export function readSdk(sdk: unknown): Sdk {
	const supplyModel = needed(sdk, 'supplyModel');
	const getParametersJsonSchema = needed(sdk, 'getParametersJsonSchema');
	return {
		supply: (ctx, model) => {
			const supplied = supplyModel(ctx, model);
			const response: unknown = isObject(supplied) ? Reflect.get(supplied, 'response') : null;
			if (!isObject(response)) throw unexpected('supplyModel gave no model');
			return response;
		},
		schemaOf: (name, inputSchema) => getParametersJsonSchema({ type: 'function', name, inputSchema }),
	};
}

/** The method, bound to its object. @throws Error where there is none. */
export function needed(holder: unknown, name: string): AnyFunction {
	const method = methodOf(holder, name);
	if (method === null) throw unexpected(`it has no ${name}`);
	return method;
}

/** What is said where the host's SDK is another than the one this was written for. */
export function unexpected(what: string): Error {
	return new Error(`This version of n8n has an AI node SDK that the LLM Router does not know: ${what}. Update n8n or the package`);
}
