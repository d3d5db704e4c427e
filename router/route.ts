import type { Attempt } from './calls/attempt';
import type { Answer, ModelClient } from './calls/client';
import type { Clock } from './clock';
import { buildRecord } from './decision';
import type { Budget } from './execution/budget';
import { execute } from './execution/execute';
import type { Execution } from './execution/execute';
import { createMeter } from './execution/meter';
import type { Meter } from './execution/meter';
import { explain, hintsOf, howItFailed } from './explain';
import type { Health, HealthView } from './health/health';
import type { Ledger, Recorded } from './ledger/port';
import type { DecisionRecord } from './ledger/record';
import type { Identity, Policy } from './policy';
import type { Check } from './quality/check';
import type { ModelId, ModelSpec } from './registry/model';
import { analyze } from './request/analyze';
import type { AnalyzedRequest, LlmRequest } from './request/request';
import { countTokens, createRememberingCounter, MAX_COUNTED_CHARS } from './request/tokens';
import { downstreamFailure } from './selection/downstream';
import { eligibility } from './selection/eligibility';
import type { Eligibility } from './selection/eligibility';
import { nextStep } from './selection/nextStep';
import type { GiveUpReason, Plan } from './selection/plan';
import type { Ranking, Strategy } from './strategies/strategy';

/** What the engine needs of the world. */
export interface RouterDeps {
	readonly client: ModelClient;
	readonly ledger: Ledger;
	readonly health: Health;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	readonly newId: () => string;
}

/** One item to route. */
export interface RouteAsk {
	/** `no_prompt`: nothing to ask; `reason` says what the item does hold. */
	readonly request:
		| { readonly kind: 'request'; readonly request: LlmRequest }
		| { readonly kind: 'no_prompt'; readonly reason: string };
	/** Enabled models, in slot order. */
	readonly models: readonly ModelSpec[];
	readonly strategy: Strategy;
	readonly checks: readonly Check[];
	readonly policy: Policy;
	readonly identity: Identity;
	/** Route Only: the item came back, and these models failed downstream. */
	readonly reEntry: { readonly decisionId: string; readonly failed: readonly ModelId[] } | null;
	readonly budget: Budget;
	readonly signal: AbortSignal;
}

export type RouteOutcome =
	| { readonly kind: 'answered'; readonly model: ModelSpec; readonly answer: Answer; readonly degraded: boolean }
	| { readonly kind: 'routed'; readonly model: ModelSpec; readonly degraded: boolean }
	| {
			readonly kind: 'fallback';
			readonly failure: GiveUpReason;
			/** For people: what happened at each model. */
			readonly message: string;
			readonly draft: { readonly modelId: ModelId; readonly text: string } | null;
	  }
	| { readonly kind: 'cancelled' };

export interface RouteResult {
	readonly outcome: RouteOutcome;
	/** One line: why this model, what was left out and why, what failed on the way. */
	readonly reason: string;
	readonly record: DecisionRecord;
	readonly recorded: Recorded;
	/** All charges of the item together; `null` where one of them is unknown. */
	readonly costNanoUsd: number | null;
	/** Something was or may have been paid. */
	readonly billed: boolean;
	/** Run-level messages for the user: a key was refused, a model name is unknown. */
	readonly hints: readonly string[];
}

export interface Router {
	/** Never rejects for what a provider, a strategy or the disk does; such things are in the result. */
	route(ask: RouteAsk): Promise<RouteResult>;
}

/** One router serves one run of a node: what does not change between its items is worked out once. */
export function createRouter(deps: RouterDeps): Router {
	const countOnce = createRememberingCounter();
	return {
		async route(ask) {
			const id = deps.newId();
			const atMs = deps.clock.now();
			if (ask.request.kind === 'no_prompt') {
				return finish(deps, ask, { id, atMs, kind: 'no_prompt', reason: ask.request.reason });
			}
			const request = analyze(ask.request.request, countOnce);
			const meter = createMeter({
				client: deps.client,
				budget: ask.budget,
				signal: ask.signal,
				decisionId: id,
				newId: deps.newId,
				countTokens: (text) => countTokens(text, MAX_COUNTED_CHARS),
			});
			const ranking = await rank(deps, ask, request, meter);
			const plan = makePlan(deps, ask, request, ranking);
			const standing = standingOf(plan, deps.health.view(plan.startMs));
			const execution =
				ask.policy.operation === 'route_only'
					? await choose(deps, ask, plan)
					: await execute({ ...ask, ...deps, plan, request, meter });
			return finish(deps, ask, { id, atMs, kind: 'routed', request, plan, standing, execution, meter });
		},
	};
}

/** All that is known of a request once it is through; what record, reason and outcome are made of. */
export type Through = { readonly id: string; readonly atMs: number } & (
	| { readonly kind: 'no_prompt'; readonly reason: string }
	| {
			readonly kind: 'routed';
			readonly request: AnalyzedRequest;
			readonly plan: Plan;
			/** Who could be the first choice and who could not, as it was then. */
			readonly standing: ReadonlyMap<ModelId, Eligibility>;
			readonly execution: RoutedExecution;
			readonly meter: Meter;
	  }
);

/** Route Only ends with a model instead of an answer. */
export type RoutedExecution = Omit<Execution, 'end'> & {
	readonly end:
		| Execution['end']
		| { readonly kind: 'routed'; readonly modelId: ModelId; readonly degraded: boolean };
};

function standingOf(plan: Plan, health: HealthView): Map<ModelId, Eligibility> {
	const situation = { plan, attempts: [], health, nowMs: plan.startMs };
	return new Map(plan.models.map((model) => [model.id, eligibility(model, situation)]));
}

/** A strategy that fails must not cost the item: the strongest model is the safe choice. */
async function rank(
	deps: RouterDeps,
	ask: RouteAsk,
	request: AnalyzedRequest,
	meter: Meter,
): Promise<Ranking> {
	const { models, strategy } = ask;
	try {
		const { random, clock } = deps;
		return await strategy.rank({ request, models, call: meter.call, random, nowMs: clock.now() });
	} catch (error) {
		const strongest = models.reduce((a, b) => (b.rank > a.rank ? b : a));
		const why = error instanceof Error ? error.message : String(error);
		return {
			kind: 'choice',
			modelId: strongest.id,
			confidence: null,
			reason: `the ${strategy.name} strategy failed (${why}), so the strongest model`,
			propensity: new Map([[strongest.id, 1]]),
		};
	}
}

function makePlan(deps: RouterDeps, ask: RouteAsk, request: AnalyzedRequest, ranking: Ranking): Plan {
	const { policy } = ask;
	return {
		ranking,
		models: ask.models,
		threshold: policy.threshold,
		floor: policy.floor,
		neverDearer: policy.neverDearer,
		contentPolicyFallback: policy.contentPolicyFallback,
		maxRetries: policy.maxRetries,
		startMs: deps.clock.now(),
		patienceMs: policy.patienceMs,
		deadlineMs: null,
		budgetLeftNanoUsd: ask.budget.left(),
		maxOutputTokens: policy.maxOutputTokens,
		needs: request.needs,
		jitter: deps.random(),
	};
}

/** Route Only: the first model that may serve; after a re-entry, the next after those that failed. */
async function choose(deps: RouterDeps, ask: RouteAsk, plan: Plan): Promise<RoutedExecution> {
	const { clock, health } = deps;
	const nowMs = clock.now();
	const attempts = (ask.reEntry?.failed ?? []).map((modelId, index): Attempt => {
		const result = { kind: 'failed', failure: downstreamFailure() } as const;
		const why = index === 0 ? 'first' : 'fallback';
		return { modelId, why, startedMs: nowMs, endedMs: nowMs, omitted: [], result };
	});
	const failed = ask.models.find(({ id }) => id === ask.reEntry?.failed.at(-1));
	if (failed !== undefined) health.gaveUp(failed, downstreamFailure(), nowMs);
	const step = nextStep(plan, attempts, health.view(nowMs), nowMs);
	if (step.kind !== 'call') return { attempts, end: step };
	await clock.sleep(step.waitMs, ask.signal);
	if (ask.signal.aborted) {
		return { attempts, end: { kind: 'give_up', reason: 'cancelled', draft: null } };
	}
	return { attempts, end: { kind: 'routed', modelId: step.modelId, degraded: step.degraded } };
}

async function finish(deps: RouterDeps, ask: RouteAsk, through: Through): Promise<RouteResult> {
	const outcome = outcomeOf(ask, through);
	const reason = explain(ask, through, outcome);
	const record = buildRecord(ask, through, outcome, reason);
	const recorded = await deps.ledger.record(record);
	const costs = record.charges.map(({ costNanoUsd }) => costNanoUsd);
	return {
		outcome,
		reason,
		record,
		recorded,
		costNanoUsd: costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
		billed: record.charges.length > 0,
		hints: through.kind === 'routed' ? hintsOf(ask, through.execution.attempts) : [],
	};
}

function outcomeOf(ask: RouteAsk, through: Through): RouteOutcome {
	if (through.kind === 'no_prompt') {
		return { kind: 'fallback', failure: 'no_prompt', message: through.reason, draft: null };
	}
	const { attempts, end } = through.execution;
	if (end.kind === 'routed') {
		return { kind: 'routed', model: modelOf(ask, end.modelId), degraded: end.degraded };
	}
	if (end.kind === 'give_up') {
		if (end.reason === 'cancelled') return { kind: 'cancelled' };
		const draft = end.draft === null ? undefined : attempts[end.draft];
		return {
			kind: 'fallback',
			failure: end.reason,
			message: howItFailed(through, end.reason),
			draft:
				draft?.result.kind === 'answered'
					? { modelId: draft.modelId, text: draft.result.answer.text }
					: null,
		};
	}
	const answered = attempts[end.attempt];
	if (answered?.result.kind !== 'answered') throw new Error('nextStep took an attempt that has no answer');
	const { answer } = answered.result;
	return { kind: 'answered', model: modelOf(ask, answered.modelId), answer, degraded: end.degraded };
}

function modelOf(ask: RouteAsk, modelId: ModelId): ModelSpec {
	const model = ask.models.find(({ id }) => id === modelId);
	if (model === undefined) throw new Error(`${modelId} was chosen but is not in play`);
	return model;
}
