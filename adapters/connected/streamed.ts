import { methodOf } from '../langchain/methods';

import type { Ask } from './ask';

/** What the chunks of a stream make. */
export interface Whole {
	/** As LangChain puts them together; `undefined`: there was none. */
	readonly message: unknown;
	/** The same to be read: where several chunks say how it ended, LangChain puts the words in a row. */
	readonly readable: unknown;
}

/**
 * A Chat Model's answer as it comes. It ends, and the stream is closed, as soon as `signal` is aborted.
 * @param hear is told each chunk, and what all of them make so far.
 * @throws what the sub-node throws.
 */
export async function streamed(
	{ model, messages, options }: Ask,
	signal: AbortSignal,
	hear: (chunk: unknown, whole: Whole) => void,
): Promise<Whole> {
	const iterator = iteratorOf(await methodOf(model, 'stream')?.(messages, { ...options, signal }));
	const close = () => void Promise.resolve(iterator.return?.()).catch(() => {});
	signal.addEventListener('abort', close, { once: true });
	if (signal.aborted) close();
	let whole: Whole = { message: undefined, readable: undefined };
	let about: object = {};
	for (let step = await iterator.next(); step.done !== true && !signal.aborted; step = await iterator.next()) {
		about = { ...about, ...aboutOf(step.value) };
		const message = joined(whole.message, step.value);
		whole = { message, readable: readable(message, about) };
		hear(step.value, whole);
	}
	return whole;
}

/** Whether the sub-node can stream at all. */
export function canStream(model: object): boolean {
	return methodOf(model, 'stream') !== null;
}

function joined(message: unknown, chunk: unknown): unknown {
	if (message === undefined) return chunk;
	const concat = methodOf(message, 'concat');
	if (concat === null) throw new Error('The sub-node streams messages that cannot be put together');
	return concat(chunk);
}

function aboutOf(chunk: unknown): object {
	const about: unknown = typeof chunk === 'object' && chunk !== null ? Reflect.get(chunk, 'response_metadata') : null;
	return typeof about === 'object' && about !== null ? about : {};
}

function readable(message: unknown, about: object): unknown {
	if (typeof message !== 'object' || message === null) return message;
	const view: unknown = Object.create(message, { response_metadata: { value: about } });
	return view;
}

function iteratorOf(chunks: unknown): AsyncIterator<unknown> {
	if (!isAsyncIterable(chunks)) throw new Error('The sub-node gave no stream');
	return chunks[Symbol.asyncIterator]();
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
	return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
