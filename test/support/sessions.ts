import type { Attempt } from '../../router/calls/attempt';
import type { ModelSpec } from '../../router/registry/model';
import { analyze } from '../../router/request/analyze';
import type { AnalyzedRequest, Message } from '../../router/request/request';
import { nextState } from '../../router/session/nextState';
import type { SessionState } from '../../router/session/sessionState';
import type { Stuck } from '../../router/session/stick';
import { choiceOf } from '../../router/strategies/choice';
import type { Ranking } from '../../router/strategies/strategy';
import { answers } from './routing';
import { requestOf, user } from './requests';

export const HARD = 'Prove that every compact metric space is complete and derive the constant.';
export const EASY = 'What is the capital of France?';

const USD = [
	[0.05, 0.005, 0.4],
	[0.25, 0.025, 2],
	[1.25, 0.125, 10],
] as const;

/** Weakest first, at list prices. */
export function pricedAt(model: ModelSpec, cached: number | null = USD[model.rank]?.[1] ?? 1): ModelSpec {
	const [input, , output] = USD[model.rank] ?? [5, 0.5, 25];
	const tier = { fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: cached, outputUsdPerMTok: output };
	return { ...model, price: { source: 'catalogue', tiers: [tier] } };
}

export function conversation(...messages: readonly Message[]): AnalyzedRequest {
	return analyze(requestOf(...messages));
}

export const asks = (text: string): AnalyzedRequest => conversation(user(text));

/** A tool call and its result, as two turns. */
export function step(result: string, { name = 'look', args = '{"q":1}', id = 'c1' } = {}): Message[] {
	return [
		{ role: 'assistant', content: '', toolCalls: [{ id, name, arguments: args }] },
		{ role: 'tool', content: result, toolCallId: id, toolName: name },
	];
}

export const picks = (model: ModelSpec): Ranking => choiceOf(model.id, { reason: 'picked' });

export function answeredBy({ id: modelId }: ModelSpec, verdict: 'accepted' | 'rejected' = 'accepted'): Attempt {
	const result = answers('fine');
	if (!result.ok) throw new Error('not answered');
	const gate = { verdict, score: null, reasons: [], quoted: [], cutOff: false, onlyEscalates: false };
	return { modelId, why: 'first', startedMs: 0, endedMs: 0, omitted: [], result: { kind: 'answered', answer: result.answer, gate } };
}

interface After {
	readonly stuck: Stuck;
	readonly request: AnalyzedRequest;
	readonly models: readonly ModelSpec[];
	readonly attempts: readonly Attempt[];
	readonly nowMs?: number;
}

/** The state once the last attempt has answered. */
export function stateAfter({ attempts, nowMs = 1_000, ...after }: After): SessionState {
	const state = nextState({ ...after, attempts, answer: attempts.length - 1, nowMs });
	if (state === null) throw new Error('no state');
	return state;
}
