import type { Broken } from '../../router/calls/classifyNetwork';
import type { ModelRequest } from '../../router/calls/client';
import type { Clock } from '../../router/clock';

import { askOf } from './ask';
import type { ChatModelLike } from './chatModel';
import { canStream, streamed } from './streamed';
import type { Teller } from './teller';

export type Exchange =
	/** `reply`: to be read; `original`: as it came. */
	| { readonly kind: 'reply'; readonly reply: unknown; readonly original: unknown }
	/** `whole`: what of a stream had come. */
	| { readonly kind: 'thrown'; readonly error: unknown; readonly whole: unknown }
	/** The sub-node cannot be asked that. */
	| { readonly kind: 'not_asked'; readonly words: string }
	| Extract<Broken, { kind: 'cancelled' | 'timeout' }>;

const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Means {
	/** `null` for no stream. */
	readonly teller: Teller | null;
	readonly sleep: Clock['sleep'];
}

/** One call; never throws. It ends at the timeout or on cancel even if the sub-node goes on. */
export async function exchange(model: ChatModelLike, request: ModelRequest, signal: AbortSignal, means: Means): Promise<Exchange> {
	const { timeoutMs } = request;
	if (signal.aborted) return { kind: 'cancelled', sent: false };
	const stop = new AbortController();
	const cancelled = new Promise<Exchange>((resolve) => {
		signal.addEventListener('abort', () => resolve({ kind: 'cancelled', sent: true }), { once: true, signal: stop.signal });
	});
	// What it says once the call has ended, nobody hears.
	const late = means
		.sleep(Math.min(timeoutMs, LONGEST_TIMER_MS), stop.signal)
		.then((): Exchange => ({ kind: 'timeout', afterMs: timeoutMs }));
	try {
		return await Promise.race([called(model, request, stop.signal, means.teller), cancelled, late]);
	} finally {
		stop.abort();
	}
}

async function called(model: ChatModelLike, request: ModelRequest, signal: AbortSignal, teller: Teller | null): Promise<Exchange> {
	const ask = asked(model, request);
	if ('kind' in ask) return ask;
	let soFar: unknown;
	try {
		if (teller !== null && canStream(ask.model) && !request.omit.includes('stream')) {
			const whole = await streamed(ask, signal, (chunk, { readable }) => {
				soFar = readable;
				teller.hear(chunk);
			});
			return { kind: 'reply', reply: whole.readable, original: whole.message };
		}
		const reply = await ask.model.invoke(ask.messages, { ...ask.options, signal });
		return { kind: 'reply', reply, original: reply };
	} catch (error) {
		return { kind: 'thrown', error, whole: soFar };
	}
}

/** What binding tools throws is about the tools: nothing has been sent. */
function asked(
	model: ChatModelLike,
	request: ModelRequest,
): NonNullable<ReturnType<typeof askOf>> | Extract<Exchange, { kind: 'not_asked' }> {
	try {
		return askOf(model, request) ?? { kind: 'not_asked', words: 'its sub-node takes no tools' };
	} catch (error) {
		return { kind: 'not_asked', words: error instanceof Error ? error.message : String(error) };
	}
}
