import { bypassFloor, bypassRanking } from './bypass';
import type { Attempt } from './calls/attempt';
import { buildRecord } from './decision/buildRecord';
import { choose } from './execution/choose';
import { currentPlan, execute } from './execution/execute';
import { createMeter } from './execution/meter';
import type { Meter } from './execution/meter';
import { strongestWay, type StrongestWay } from './execution/budgets/strongestQuota';
import type { Embedding } from './features/embedding';
import { explain, hintsOf, howItFailed } from './decision/explain';
import { explore, type ExploreAsk } from './explore';
import type { HealthView } from './health/health';
import { chooseAudit } from './decision/keep';
import type { Recorded } from './ledger/port';
import type { DecisionRecord } from './ledger/record';
import type { ModelId, ModelSpec } from './registry/model';
import { strongestOf } from './registry/rank';
import { analyze } from './request/analyze';
import type { AnalyzedRequest } from './request/request';
import { countTokens, createRememberingCounter, MAX_COUNTED_CHARS } from './request/tokens';
import type { RouteAsk, RouteOutcome, Router, RouteResult, RouterDeps, Through } from './routeTypes';
import { callSize, eligibility } from './selection/eligibility';
import type { Eligibility } from './selection/eligibility';
import type { Plan } from './selection/plan';
import { choiceOf } from './strategies/choice';
import type { Ranking } from './strategies/strategy';
import { strongestAloneNanoUsd } from './decision/strongestAlone';

export type { RouteAsk, RouteOutcome, Router, RouteResult, RouterDeps, Unusable } from './routeTypes';

/** One router serves one run of a node: what does not change between its items is worked out once. */
export function createRouter(deps: RouterDeps): Router {
	const countOnce = createRememberingCounter();
	return {
		async route(ask) {
			const id = deps.newId();
			const atMs = deps.clock.now();
			if (ask.request.kind !== 'request') return finish(deps, ask, { id, atMs, ...ask.request });
			const request = analyze(ask.request.request, countOnce);
			const deadlineMs = ask.policy.deadlineMs === null ? null : atMs + ask.policy.deadlineMs;
			await ask.strongest.began();
			const meter = createMeter({
				client: deps.client,
				health: deps.health,
				clock: deps.clock,
				budget: ask.budget,
				limiter: deps.limiter,
				...(deps.refusals && { refusals: deps.refusals }),
				signal: ask.signal,
				deadlineMs,
				sideQueueMs: ask.policy.patienceMs,
				decisionId: id,
				newId: deps.newId,
				countTokens: (text) => countTokens(text, MAX_COUNTED_CHARS),
			});
			const ranking = bypassRanking(ask.bypass, ask.models) ?? (await rank(deps, ask, request, meter));
			const strongest = wayToStrongest(ask);
			const ranked = makePlan(deps, ask, { request, ranking, deadlineMs, strongest });
			const audit = chooseAudit(ask, deps.random);
			await deps.health.refresh(ask.models);
			const view = deps.health.view(ranked.startMs);
			const standing = standingOf(ranked, view);
			const plan = explored(deps, ask, { plan: ranked, standing, view });
			const states = new Map(plan.models.map((model) => [model.id, view.of(model, callSize(plan))]));
			const on = { ...ask, ...deps, plan, strongest };
			const embedding = embed(deps, ask, request, meter);
			const execution = ask.policy.operation === 'route_only' ? await choose(on) : await execute({ ...on, request, meter });
			const atEnd = currentPlan({ ...ask, plan, strongest }, execution.attempts, deps.clock.now());
			return finish(deps, ask, {
				id,
				atMs,
				kind: 'routed',
				request,
				plan: atEnd,
				standing,
				states,
				execution,
				meter,
				audit,
				embedding: await embedding,
			});
		},
	};
}

/** While the models answer. It costs no item: what cannot be embedded is kept without. */
async function embed(
	{ clock }: RouterDeps,
	{ keep, embedder = null }: RouteAsk,
	request: AnalyzedRequest,
	{ call }: Meter,
): Promise<Embedding | null> {
	if (!keep.features || embedder === null) return null;
	const embedded = await embedder.embed({ request, call, nowMs: clock.now() });
	return embedded.ok ? embedded.embedding : null;
}

function standingOf(plan: Plan, health: HealthView): Map<ModelId, Eligibility> {
	const situation = { plan, attempts: [], health, nowMs: plan.startMs };
	return new Map(plan.models.map((model) => [model.id, eligibility(model, situation)]));
}

/** An item that came back has had its first choice. */
function explored({ random }: RouterDeps, { reEntry }: RouteAsk, ask: Omit<ExploreAsk, 'random'>): Plan {
	return reEntry === null ? { ...ask.plan, ranking: explore({ ...ask, random }) } : ask.plan;
}

/** A strategy that fails must not cost the item: the strongest model is the safe choice. */
async function rank(deps: RouterDeps, ask: RouteAsk, request: AnalyzedRequest, meter: Meter): Promise<Ranking> {
	const { models, strategy } = ask;
	const { threshold } = ask.policy;
	try {
		const { random, clock } = deps;
		const ranking = await strategy.rank({ request, models, threshold, call: meter.call, random, nowMs: clock.now() });
		if (ranking.kind === 'scored' || models.some(({ id }) => id === ranking.modelId)) return ranking;
		return strongest(ask, `chose ${ranking.modelId}, which is not in play`);
	} catch (error) {
		// Its message may quote the prompt, and the reason is kept.
		return strongest(ask, `failed (${error instanceof Error ? error.name : 'no error'})`, messageOf(error));
	}
}

function strongest({ models, strategy }: RouteAsk, why: string, quote?: string): Ranking {
	const reason = `the ${strategy.name} strategy ${why}, so the strongest model`;
	return choiceOf(strongestOf(models).id, { reason, ...(quote !== undefined && { quote }) });
}

/** Who must have the strongest model has it, whatever its share of the day is. */
function wayToStrongest({ bypass, models, reEntry, strongest: share }: RouteAsk): StrongestWay {
	return strongestWay({ share, models, exempt: bypass.kind !== 'none', failedBefore: reEntry?.failed ?? [] });
}

interface PlanAsk extends Pick<Plan, 'ranking' | 'deadlineMs'> {
	readonly request: AnalyzedRequest;
	readonly strongest: StrongestWay;
}

function makePlan(deps: RouterDeps, ask: RouteAsk, { request, ranking, deadlineMs, strongest }: PlanAsk): Plan {
	const { policy } = ask;
	return {
		ranking,
		models: ask.models,
		threshold: policy.threshold,
		floor: bypassFloor(ask.bypass, ask.models, policy.floor),
		neverDearer: policy.neverDearer,
		contentPolicyFallback: policy.contentPolicyFallback,
		maxSteps: policy.maxSteps,
		maxRetries: policy.maxRetries,
		startMs: deps.clock.now(),
		patienceMs: policy.patienceMs,
		deadlineMs,
		latencyTargetMs: policy.latencyTargetMs,
		budgetLeftNanoUsd: ask.budget.unspent(),
		whenSpent: policy.whenSpent,
		strongestClosed: strongest.closed(),
		maxOutputTokens: policy.maxOutputTokens,
		needs: request.needs,
		jitter: deps.random(),
	};
}

async function finish(deps: RouterDeps, ask: RouteAsk, through: Through): Promise<RouteResult> {
	const outcome = outcomeOf(ask, through);
	const notes = ask.request.kind === 'request' ? (ask.request.notes ?? []) : [];
	const reasonOf = (words: boolean) => [explain(through, outcome, words), ...notes].join('; ');
	const reason = reasonOf(true);
	const record = buildRecord(ask, through, outcome, reasonOf(false));
	const recorded = await keep(deps, record);
	const costs = record.charges.map(({ costNanoUsd }) => costNanoUsd);
	return {
		outcome,
		reason,
		record,
		recorded,
		costNanoUsd: costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
		strongestNanoUsd: strongestAloneNanoUsd(ask, through),
		states: through.kind === 'routed' ? through.states : new Map(),
		queuedMs: through.kind === 'routed' ? through.execution.attempts.reduce((sum, { queuedMs }) => sum + (queuedMs ?? 0), 0) : 0,
		billed: record.charges.some(({ attempt }) => attempt !== null),
		hints: through.kind === 'routed' ? hintsOf(ask, through.execution.attempts) : [],
	};
}

/** A paid answer is not thrown away because it could not be written down. */
async function keep({ ledger }: RouterDeps, record: DecisionRecord): Promise<Recorded> {
	try {
		return await ledger.record(record);
	} catch (error) {
		return { kind: 'refused', reason: messageOf(error) };
	}
}

function outcomeOf(ask: RouteAsk, through: Through): RouteOutcome {
	if (through.kind !== 'routed') {
		return { kind: 'fallback', failure: through.kind, message: through.reason, draft: null };
	}
	const { attempts, end } = through.execution;
	if (end.kind === 'routed') {
		return { kind: 'routed', model: modelOf(ask, end.modelId), degraded: end.degraded };
	}
	if (end.kind === 'give_up') {
		if (end.reason === 'cancelled') return { kind: 'cancelled' };
		const draft = end.draft === null ? null : draftOf(attempts[end.draft]);
		return {
			kind: 'fallback',
			failure: end.reason,
			message: howItFailed(through, end.reason),
			draft,
		};
	}
	const answered = attempts[end.attempt];
	if (answered?.result.kind !== 'answered') throw new Error('nextStep took an attempt that has no answer');
	const { answer } = answered.result;
	return { kind: 'answered', model: modelOf(ask, answered.modelId), answer, degraded: end.degraded };
}

/** An answer that was rejected, or what came of one before it broke off. */
function draftOf(attempt: Attempt | undefined): Extract<RouteOutcome, { kind: 'fallback' }>['draft'] {
	if (attempt === undefined) return null;
	const { modelId, result } = attempt;
	if (result.kind === 'answered') return { modelId, text: result.answer.text };
	return result.kind === 'failed' && result.partial !== undefined ? { modelId, text: result.partial } : null;
}

function modelOf(ask: RouteAsk, modelId: ModelId): ModelSpec {
	const model = ask.models.find(({ id }) => id === modelId);
	if (model === undefined) throw new Error(`${modelId} was chosen but is not in play`);
	return model;
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
