import type { CallResult, MeteredCall, ModelRequest, Purpose } from '../../router/calls/client';
import { answers, fails } from './routing';

export interface ScriptedCall extends MeteredCall {
	readonly sent: readonly ModelRequest[];
	readonly purposes: readonly Purpose[];
}

/** Replies as its script says, call by call; text stands for an answer. One call too many is an error. */
export function scriptedCall(...script: readonly (string | CallResult | Promise<CallResult>)[]): ScriptedCall {
	const sent: ModelRequest[] = [];
	const purposes: Purpose[] = [];
	return {
		sent,
		purposes,
		async complete(purpose, request) {
			const reply = script[sent.length];
			sent.push(request);
			purposes.push(purpose);
			if (reply === undefined) throw new Error(`call ${sent.length} is not in the script`);
			return typeof reply === 'string' ? answers(reply) : reply;
		},
		embed: async () => ({ ok: false, failure: failureOf() }),
	};
}

function failureOf() {
	const result = fails('bad_request');
	if (result.ok) throw new Error('a failure was asked for');
	return result.failure;
}

export const tierReply = (tier: number, confidence = 1, reason = 'a judge said so') => JSON.stringify({ reason, tier, confidence });
export const scoreReply = (score: number, reason = 'a judge said so') => JSON.stringify({ reason, score });

/** For judges whose words hold no key. */
export const asSaid = (text: string) => text;
export const fitReply = (model: string, confidence = 1, reason = 'a judge said so') => JSON.stringify({ reason, model, confidence });
