/** What is used of a connected Chat Model: n8n hands over LangChain's object, and this much of it holds for all of them. */
export interface ChatModelLike {
	invoke(messages: readonly object[], options: { readonly signal: AbortSignal } & Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** Whether a sub-node's object is a Chat Model. Completion models, which take no messages, say of themselves what they are. */
export function isChatModel(value: unknown): value is ChatModelLike {
	if (typeof value !== 'object' || value === null || !('invoke' in value) || typeof value.invoke !== 'function') return false;
	if (!('_modelType' in value) || typeof value._modelType !== 'function') return true;
	return Reflect.apply(value._modelType, value, []) === 'base_chat_model';
}

/** The model's name at its provider, as far as the object tells. */
export function modelNameOf(model: object): string | null {
	return textIn(model, 'model') ?? textIn(model, 'modelName');
}

/**
 * Switches the model's own retries off, so that ours are the only ones: n8n made this object for our node, and
 * with LangChain's six a fallback would come a minute late.
 * @returns the retries it still makes: 0, or its own number where it cannot be told.
 */
export function quietRetries(model: object): number {
	const caller: unknown = 'caller' in model ? model.caller : null;
	const holder = typeof caller === 'object' && caller !== null ? caller : model;
	const { maxRetries } = { maxRetries: 0, ...retriesOf(holder) };
	if (maxRetries <= 0 || (holder === caller && Reflect.set(holder, 'maxRetries', 0))) return 0;
	return maxRetries;
}

/**
 * The keys the object holds, so that they can be taken out of what its provider says. They are in fields of
 * different names, on the object or on a part of it.
 */
export function keysOf(model: object): string[] {
	return textFields(model, KEY_NAME);
}

/** The addresses it calls, as far as the object tells. */
export function baseUrlsOf(model: object): string[] {
	return textFields(model, URL_NAME);
}

const PARTS = ['clientConfig', 'clientOptions', 'fields', 'lc_kwargs', 'client', 'connection'] as const;
const KEY_NAME = /(api_?key|secret|token|password|credential)$/i;
const URL_NAME = /(base_?url|endpoint|base_?path)$/i;

function textFields(model: object, names: RegExp): string[] {
	const parts = [model, ...PARTS.map((name): unknown => Reflect.get(model, name))];
	const found = parts.flatMap((part) => (typeof part === 'object' && part !== null ? Object.entries(part) : []));
	return [...new Set(found.flatMap(([name, value]: [string, unknown]) => (names.test(name) && typeof value === 'string' ? [value] : [])))];
}

function retriesOf(holder: object): { maxRetries?: number } {
	return 'maxRetries' in holder && typeof holder.maxRetries === 'number' ? { maxRetries: holder.maxRetries } : {};
}

function textIn(value: object, name: string): string | null {
	const found: unknown = Reflect.get(value, name);
	return typeof found === 'string' && found.trim() !== '' ? found.trim() : null;
}
