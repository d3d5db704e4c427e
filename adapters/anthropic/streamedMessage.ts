import type { Event } from './event';

/** Puts a streamed message together, so that it is read as one that came in one piece. */
export interface StreamedMessage {
	add(event: Event): void;
	/** As its server would have sent it; what broke off says so. `null`: nothing of a message has come. */
	body(): object | null;
}

interface Opened {
	/** As it began. */
	readonly block: Readonly<Record<string, unknown>>;
	/** What came of each of its fields since. */
	readonly pieces: Map<string, string[]>;
}

export function createStreamedMessage(): StreamedMessage {
	const blocks = new Map<number, Opened>();
	let message: Readonly<Record<string, unknown>> | null = null;
	let end: Extract<Event, { type: 'message_delta' }> | null = null;
	let error: unknown;
	return {
		add(event) {
			if (event.type === 'message_start') message = event.message;
			else if (event.type === 'message_delta') end = event;
			else if (event.type === 'error') error = event.error ?? 'error';
			else if (event.type === 'content_block_start') blocks.set(event.index, { block: event.content_block, pieces: new Map() });
			else if (event.type === 'content_block_delta') addDelta(blocks.get(event.index), event.delta);
		},
		body() {
			if (message === null) return error === undefined ? null : { error };
			const stop_reason = end?.delta['stop_reason'] ?? 'interrupted';
			return { ...message, content: [...blocks.values()].map(wholeBlock), stop_reason, usage: usageOf(message, end, blocks.size), error };
		},
	};
}

type Delta = Extract<Event, { type: 'content_block_delta' }>['delta'];

function addDelta(opened: Opened | undefined, { type: _type, ...fields }: Delta): void {
	for (const [name, piece] of Object.entries(fields)) {
		const pieces = opened?.pieces.get(name) ?? [];
		pieces.push(piece);
		opened?.pieces.set(name, pieces);
	}
}

function wholeBlock({ block, pieces }: Opened): object {
	const { partial_json, ...texts } = Object.fromEntries([...pieces].map(([name, some]) => [name, some.join('')]));
	const whole = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, `${textIn(block[name])}${text}`]));
	return { ...block, ...whole, ...(partial_json && { input: inputOf(partial_json) }) };
}

function textIn(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function inputOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// It was cut off.
		return text;
	}
}

type Fields = Readonly<Record<string, unknown>>;

/** The end counts what was written. Before it the output is not counted yet, and half a bill is none. */
function usageOf({ usage }: Fields, end: { readonly usage?: Fields | null | undefined } | null, written: number): unknown {
	if (end === null && written > 0) return null;
	const counted = Object.entries(end?.usage ?? {}).filter(([, count]) => count !== null);
	return { ...(typeof usage === 'object' ? usage : null), ...Object.fromEntries(counted) };
}
