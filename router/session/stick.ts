import type { ModelId, ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';
import { choiceOrder } from '../selection/choiceOrder';
import { lacks } from '../selection/eligibility';
import { choiceOf } from '../strategies/choice';
import type { Ranking } from '../strategies/strategy';

import { mayComeDown } from './comingDown';
import { failingCallOf } from './failingCall';
import type { SessionState, Work } from './sessionState';
import { SESSION_MS } from './sessionStore';
import { isLighter, workOf } from './work';

export interface StickOptions {
	/** `null`: the conversation is new. */
	readonly state: SessionState | null;
	readonly request: AnalyzedRequest;
	/** The models that may serve. */
	readonly models: readonly ModelSpec[];
	readonly threshold: number;
	/** Epoch ms, since states outlive the process. */
	readonly nowMs: number;
}

/** How the conversation moved, and what `nextState` needs to know of it. */
export interface Stuck {
	readonly ranking: Ranking;
	readonly moved: 'first' | 'kept' | 'tool_step' | 'up' | 'down';
	/** The model the conversation is with now. `null`: none may serve. */
	readonly modelId: ModelId | null;
	/** As it was used; `null`: there was none, or none that counts any more. */
	readonly state: SessionState | null;
	/** Of a user turn; `null`: of a tool step, or nothing was read. */
	readonly work: Work | null;
	readonly calm: number;
	/** The failing tool call it went up for. */
	readonly failure: string | null;
}

/**
 * What a conversation's tool step is answered by, without asking the strategy: the model it has, or one step up where
 * the same tool call keeps failing. `null`: it is a user turn, or there is no conversation yet.
 */
export function stickToolStep(options: Omit<StickOptions, 'threshold'>): Stuck | null {
	const { request, models } = options;
	const kept = keptBy(options);
	if (kept === null || !isToolStep(request)) return null;
	const { state, model } = kept;
	const facts = { state, work: null, calm: state.calm };
	const failure = failingCallOf(request.request.messages);
	const above = failure === null || state.failures.includes(failure) ? undefined : oneUp(model, models, request);
	if (above !== undefined) {
		const ranking = choiceOf(above.id, { reason: `goes up to ${above.branch}, as the same tool call failed again and again` });
		return { ...facts, ranking: { ...ranking, kept: true }, moved: 'up', modelId: above.id, failure };
	}
	const ranking = choiceOf(model.id, { reason: `stays with ${model.branch} for this tool step` });
	return { ...facts, ranking: { ...ranking, kept: true }, moved: 'tool_step', modelId: model.id, failure: null };
}

/**
 * What a conversation's user turn is answered by: up at once where the ranking asks for somebody stronger, else the
 * model it has, unless it may come down. Never weaker than the ranking's own first choice.
 */
export function stick({ ranking, ...options }: StickOptions & { readonly ranking: Ranking }): Stuck {
	const { request, nowMs } = options;
	const first = firstChoice(ranking, options);
	const kept = keptBy(options);
	const work = workOf(request);
	const moved = { ranking, modelId: first?.id ?? null, work, calm: 0, failure: null };
	if (kept === null || first === undefined) return { ...moved, moved: 'first', state: kept?.state ?? null };
	const { state, model } = kept;
	if (ranking.kind === 'choice' && ranking.only?.includes(model.id) === false) return { ...moved, moved: 'first', state: null };
	const steady = withoutChance(ranking);
	if (first.rank > model.rank) return { ...moved, ranking: steady, moved: 'up', state };
	const calm = calmOf(work, state);
	if (first.rank < model.rank && mayComeDown({ state, from: model, to: first, request, calm, nowMs })) {
		return { ...moved, ranking: steady, moved: 'down', state };
	}
	const stays = first.id === model.id ? steady : keptRanking(ranking, model);
	return { ...moved, ranking: stays, moved: 'kept', modelId: model.id, calm, state };
}

/** A turn that says nothing of its work ends no calm and begins none. */
function calmOf(work: Work | null, { work: before, calm }: SessionState): number {
	if (work === null || before === null) return calm;
	return isLighter(work, before) ? calm + 1 : 0;
}

/** The last thing said is what a tool has returned. */
export function isToolStep({ request }: AnalyzedRequest): boolean {
	return request.messages.findLast(({ role }) => role !== 'system')?.role === 'tool';
}

function keptBy({ state, models, nowMs }: Pick<StickOptions, 'state' | 'models' | 'nowMs'>): Kept | null {
	if (state === null || nowMs - state.atMs > SESSION_MS) return null;
	const model = models.find(({ id }) => id === state.modelId);
	return model === undefined ? null : { state, model };
}

interface Kept {
	readonly state: SessionState;
	readonly model: ModelSpec;
}

/** Whom selection would take for this ranking where all are well. */
function firstChoice(ranking: Ranking, { request, models, threshold }: Pick<StickOptions, 'request' | 'models' | 'threshold'>) {
	const { needs } = request;
	const able = models.filter((model) => lacks(model, needs) === null);
	return choiceOrder(able, { ranking, models, threshold, needs })[0];
}

function oneUp(model: ModelSpec, models: readonly ModelSpec[], { needs }: AnalyzedRequest): ModelSpec | undefined {
	const above = models.filter((one) => one.rank > model.rank && lacks(one, needs) === null);
	return above.sort((a, b) => a.rank - b.rank)[0];
}

/** In the midst of a conversation nobody is sampled at random: it could only move it. */
function withoutChance(ranking: Ranking): Ranking {
	const { epsilon: _, ...steady } = ranking;
	return steady;
}

function keptRanking(ranking: Ranking, model: ModelSpec): Ranking {
	const only = ranking.kind === 'choice' ? ranking.only : undefined;
	const { quality, prior } = ranking;
	return {
		...choiceOf(model.id, {
			reason: `stays with ${model.branch} in this conversation; ${ranking.reason}`,
			...(only !== undefined && { only: [model.id, ...only.filter((id) => id !== model.id)] }),
		}),
		...(quality !== undefined && { quality }),
		...(prior !== undefined && { prior }),
		kept: true,
	};
}
