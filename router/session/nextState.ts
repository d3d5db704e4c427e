import type { Attempt } from '../calls/attempt';
import type { ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';

import { MAX_FAILURES, SESSION_VERSION, type SessionState, type Work } from './sessionState';
import type { Stuck } from './stick';

export interface Answered {
	readonly stuck: Stuck;
	readonly request: AnalyzedRequest;
	readonly models: readonly ModelSpec[];
	readonly attempts: readonly Attempt[];
	/** Index into `attempts`; `null`: nobody answered. */
	readonly answer: number | null;
	/** Epoch ms. */
	readonly nowMs: number;
}

/**
 * The conversation's state after a call, to be stored. A model that answered because another failed does not move it;
 * one that answered because a check had rejected a weaker one's answer does. `null`: there is still nothing to keep.
 */
export function nextState(answered: Answered): SessionState | null {
	const { stuck, request, models, nowMs } = answered;
	const { state, moved } = stuck;
	const result = answerOf(answered);
	if (result === null) return state;
	const model = modelOf(answered);
	if (model === undefined) return null;
	const isTurn = stuck.moved !== 'tool_step' && stuck.failure === null;
	const escalated = model.id !== stuck.modelId;
	const usage = result.answer.usage;
	const output = usage?.outputTokens ?? Math.ceil(result.answer.text.length / CHARS_PER_TOKEN);
	const calm = escalated || moved === 'up' ? 0 : stuck.calm;
	return {
		v: SESSION_VERSION,
		modelId: model.id,
		rank: model.rank,
		atMs: Math.max(nowMs, state?.atMs ?? 0),
		turns: (state?.turns ?? 0) + (isTurn || state === null ? 1 : 0),
		calls: (state?.calls ?? 0) + 1,
		outputTokens: (state?.outputTokens ?? 0) + output,
		work: isTurn ? hardestOf(stuck) : (state?.work ?? null),
		calm,
		downs: (state?.downs ?? 0) + (moved === 'down' && !escalated ? 1 : 0),
		prefixTokens:
			result.modelId === model.id ? (usage?.inputTokens ?? request.needs.inputTokens) + output : keptPrefix(state, model, models),
		failures: isTurn ? [] : [...(state?.failures ?? []), ...(stuck.failure === null ? [] : [stuck.failure])].slice(-MAX_FAILURES),
	};
}

/** What turns are compared with: the hardest work since the conversation came to the model it is with. */
function hardestOf({ moved, state, work }: Stuck): Work | null {
	if (moved !== 'kept' || state === null || work === null) return work ?? state?.work ?? null;
	return state.work !== null && state.work.hardness > work.hardness ? state.work : work;
}

/** Only to guess what an answer without a count weighs. */
const CHARS_PER_TOKEN = 4;

function answerOf({ attempts, answer }: Answered) {
	const attempt = answer === null ? undefined : attempts[answer];
	return attempt?.result.kind === 'answered' ? { modelId: attempt.modelId, answer: attempt.result.answer } : null;
}

/** The model the conversation is with from now on. */
function modelOf(answered: Answered): ModelSpec | undefined {
	const { stuck, models, attempts } = answered;
	const byId = (id: string | undefined) => models.find((model) => model.id === id);
	const served = byId(answerOf(answered)?.modelId);
	const meant = byId(stuck.modelId ?? undefined) ?? served;
	const rejected = attempts.some(({ result }) => result.kind === 'answered' && result.gate.verdict === 'rejected');
	return rejected && served !== undefined && meant !== undefined && served.rank > meant.rank ? served : meant;
}

/** Another model answered: what the conversation's own has cached is what it had. */
function keptPrefix(state: SessionState | null, model: ModelSpec, models: readonly ModelSpec[]): number {
	return state !== null && state.modelId === model.id && models.includes(model) ? state.prefixTokens : 0;
}
