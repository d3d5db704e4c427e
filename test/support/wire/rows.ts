import type { WireAnswer, WireAsk, WireSeen } from './play';

/** An answer of a provider, and what must come of it. */
export interface WireRow {
	readonly name: string;
	readonly ask: WireAsk;
	readonly expected: Expected;
}

/** Values, or what Jest matches them with. */
type Expected = Partial<Record<keyof WireSeen, unknown>>;
type How = Omit<WireAsk, 'answer'>;

export function row(name: string, answer: WireAnswer, expected: Expected, how: How = {}): WireRow {
	// Whether the model is left alone takes a second run to see.
	return { name, ask: { follow: expected.cooled !== undefined, ...how, answer }, expected };
}

export const at = (model: string): How => ({ model });

/** The other model answers, after one call to each. */
export const second = (kind: string, cooled: boolean): Expected => ({ branch: 'Second', kind, calls: [1, 1], cooled });

/** An error as OpenAI and most others write it. */
export function error(status: number, message: string, code: string | number | null = null, more: object = {}): WireAnswer {
	return { status, body: { error: { message, type: 'invalid_request_error', param: null, code, ...more } } };
}

export const anthropic = (status: number, message: string, type = 'invalid_request_error'): WireAnswer => ({
	status,
	body: { type: 'error', error: { type, message } },
});

export const google = (code: number, message: string, status: string): WireAnswer => ({
	status: code,
	body: [{ error: { code, message, status } }],
});

/** What OpenRouter was told by the provider behind it. */
export const wrapped = (status: number, raw: object): WireAnswer => ({
	status,
	body: {
		error: { message: 'Provider returned error', code: status, metadata: { raw: JSON.stringify({ error: raw }), provider_name: 'P' } },
	},
});

/** A completion; `choice` overrides what its one choice holds. */
export function completion(content: string | null, finish_reason: string | null, choice: object = {}, more: object = {}): WireAnswer {
	const choices = [{ index: 0, finish_reason, message: { role: 'assistant', content }, ...choice }];
	const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
	return { status: 200, body: { id: 'c', object: 'chat.completion', model: 'm', choices, usage, ...more } };
}

export const HALF = 'The first half of a sentence that the';
