import { isFunction, isObject } from './methods';
import { needed, readSdk, unexpected } from './sdk';

/** LangChain's own classes: messages made with others are not recognized by everybody in n8n. */
export interface MessageClasses {
	readonly AIMessageChunk: new (fields: object) => object;
	readonly ChatGenerationChunk: new (fields: object) => object;
}

const found = new WeakMap<object, Promise<MessageClasses>>();

/**
 * The classes of the very copy of LangChain that the host's SDK works with, read off a chunk it makes; once per SDK.
 * A package may import nothing but the SDK, and n8n's tree holds LangChain more than once.
 * @throws Error where the SDK is not as expected.
 */
export async function harvest(sdk: unknown): Promise<MessageClasses> {
	if (!isObject(sdk)) throw unexpected('it is not there');
	const before = found.get(sdk);
	if (before !== undefined) return await before;
	const classes = harvestNew(sdk);
	found.set(sdk, classes);
	return await classes;
}

async function harvestNew(sdk: object): Promise<MessageClasses> {
	const chunk = await firstOf(needed(readSdk(sdk).supply(undefined, DUMMY), '_streamResponseChunks')([], {}));
	const message: unknown = isObject(chunk) ? Reflect.get(chunk, 'message') : null;
	const classes = { ChatGenerationChunk: classOf(chunk), AIMessageChunk: classOf(message) };
	if (!isFunction(isObject(message) ? Reflect.get(message, 'concat') : null)) throw unexpected('its messages cannot be put together');
	return classes;
}

async function firstOf(chunks: unknown): Promise<unknown> {
	const step: unknown = await needed(chunks, 'next')();
	await needed(chunks, 'return')();
	return isObject(step) ? Reflect.get(step, 'value') : undefined;
}

function classOf(value: unknown): new (fields: object) => object {
	const made: unknown = isObject(value) ? value.constructor : null;
	if (!isClass(made) || made === Object) throw unexpected('it streams something else than chunks');
	return made;
}

function isClass(value: unknown): value is new (fields: object) => object {
	return typeof value === 'function';
}

/** A model as the SDK wants one, which says one word. */
const DUMMY = {
	provider: 'none',
	modelId: 'none',
	withTools: () => DUMMY,
	generate: () => Promise.reject(new Error('This model is there for its classes only')),
	async *stream() {
		yield { type: 'text-delta', delta: '.' };
	},
};
