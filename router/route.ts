import { bypassFloor, bypassRanking, contradiction } from './bypass';
import type { Attempt } from './calls/attempt';
import { buildRecord } from './decision/buildRecord';
import { choose, type Choice } from './execution/choose';
import { currentPlan, execute } from './execution/execute';
import { createMeter } from './execution/meter';
import type { Meter } from './execution/meterTypes';
import { createStrongestQuota, type StrongestQuota } from './execution/budgets/strongestQuota';
import type { Embedding } from './features/embedding';
import { inWallTime } from './decision/inWallTime';
import { doubtHints, explain, hasQuotes, requestHints } from './decision/explain';
import { outcomeOf } from './decision/outcome';
import { refusedSettingsHints } from './decision/refusedSettings';
import { explore, type ExploreOptions } from './explore';
import type { HealthView, ModelHealth } from './health/health';
import { chooseAudit, drawnBy } from './decision/keep';
import type { Recorded } from './ledger/port';
import type { DecisionRecord } from './ledger/record';
import { allowedOf, isAllowed } from './registry/allowed';
import { totalOf } from './registry/cost';
import type { ModelId, ModelSpec } from './registry/model';
import { strongestOf } from './registry/rank';
import { createAnalyzer } from './request/analyze';
import type { AnalyzedRequest } from './request/request';
import { countTokens, MAX_COUNTED_CHARS } from './request/tokens';
import type { RouteOptions, Router, RouteResult, RouterDeps, RequestTrace } from './routeTypes';
import { withAnswerTokens } from './selection/answerTokens';
import { callSize, eligibility, type Eligibility } from './selection/eligibility';
import type { Plan } from './selection/plan';
import { choiceOf } from './strategies/choice';
import type { Ranking } from './strategies/strategy';
import { strongestAloneNanoUsd } from './decision/strongestAlone';

/** One router serves one run of a node: what does not change between its items is worked out once. */
export function createRouter(deps: RouterDeps): Router {
	const analyzed = createAnalyzer();
	return {
		async route(options) {
			const id = deps.newId();
			const [beganMs, atMs] = [deps.clock.now(), deps.clock.wall()];
			if (options.request.kind !== 'request') return finish(deps, options, { id, atMs, ...options.request });
			const reason = contradictionIn(options);
			if (reason !== null) return finish(deps, options, { id, atMs, kind: 'no_model', reason });
			const request = withAnswerTokens(analyzed(options.request.request), options.models, deps.limiter);
			return finish(deps, options, await decideAndCall(deps, options, { id, beganMs, atMs, request }));
		},
	};
}

function contradictionIn({ allowed = null, bypass, models, policy }: RouteOptions): string | null {
	return contradiction({ allowed, bypass, models, floor: policy.floor });
}

interface Started {
	readonly id: string;
	/** By the clock's `now`. */
	readonly beganMs: number;
	/** Epoch ms. */
	readonly atMs: number;
	readonly request: AnalyzedRequest;
}

async function decideAndCall(deps: RouterDeps, options: RouteOptions, started: Started): Promise<RequestTrace> {
	const { id, beganMs, atMs, request } = started;
	const { policy, models, identity } = options;
	const deadlineMs = policy.deadlineMs === null ? null : beganMs + policy.deadlineMs;
	await options.strongest.began();
	const meter = meterOf(deps, options, id, deadlineMs);
	const ranking = bypassRanking(options.bypass, models, options.allowed) ?? (await rank(deps, options, request, meter));
	const strongest = strongestQuotaFor(options);
	const ranked = makePlan(deps, options, { request, ranking, deadlineMs, strongest });
	const audit = ranking.tuning === undefined ? chooseAudit(options, deps.random) : drawnBy(ranking.tuning);
	await deps.health.refresh(models, identity.routerId);
	const { states, view } = lookAt(ranked, deps.health.view(ranked.startMs, identity.routerId));
	const eligibility = eligibilityByModel(ranked, view);
	const plan = explored(deps, options, { plan: ranked, eligibility, view });
	const embedded = embed(deps, options, request, meter);
	const execution = await carryOut(deps, options, { id, plan, request, meter, strongest });
	const after = deps.health.view(deps.clock.now(), identity.routerId);
	const resting = models.filter((model) => after.of(model).coolingFor === 'refused').map((model) => model.id);
	const atEnd = currentPlan({ plan, budget: options.budget, strongest }, execution.attempts, deps.clock.now());
	const embedding = await embedded;
	const trace = {
		id,
		atMs,
		kind: 'routed' as const,
		decidedAtMs: ranked.startMs,
		request,
		plan: atEnd,
		eligibility,
		states,
		resting,
		execution,
		meter,
		audit,
		embedding,
	};
	return inWallTime(trace, (ms) => Math.round(atMs + ms - beganMs));
}

interface CarriedOut {
	readonly id: string;
	readonly plan: Plan;
	readonly request: AnalyzedRequest;
	readonly meter: Meter;
	readonly strongest: StrongestQuota;
}

function carryOut(deps: RouterDeps, options: RouteOptions, { id, plan, request, meter, strongest }: CarriedOut): Promise<Choice> {
	const { health, limiter, clock } = deps;
	const { budget, checks, identity, onPart, policy, reEntry, signal } = options;
	const isChoice = policy.operation === 'routeOnly';
	const by = { routerId: identity.routerId, itemId: isChoice ? id : identity.dedupeKey };
	if (isChoice) return choose({ plan, budget, strongest, by, reEntry, health, limiter, clock, signal });
	return execute({ plan, request, checks, policy, meter, budget, strongest, by, health, clock, signal, onPart });
}

/** What is known of each model at a moment, looked up once: who reads the view has the same. */
function lookAt(plan: Plan, view: HealthView): { readonly states: ReadonlyMap<ModelId, ModelHealth>; readonly view: HealthView } {
	const states = new Map(plan.models.map((model) => [model.id, view.of(model, callSize(plan, model))]));
	return { states, view: { of: (model, size) => states.get(model.id) ?? view.of(model, size) } };
}

function meterOf(
	deps: RouterDeps,
	{ allowed = null, budget, signal, policy }: RouteOptions,
	decisionId: string,
	deadlineMs: number | null,
): Meter {
	const { client, health, clock, limiter, refusals, newId } = deps;
	return createMeter({
		allowed,
		client,
		health,
		clock,
		budget,
		limiter,
		...(refusals && { refusals }),
		signal,
		deadlineMs,
		sideQueueMs: policy.patienceMs,
		decisionId,
		newId,
		countTokens: (text) => countTokens(text, MAX_COUNTED_CHARS),
	});
}

/** While the models answer. It costs no item: what cannot be embedded is kept without. */
async function embed(
	{ clock }: RouterDeps,
	{ keep, embedder = null }: RouteOptions,
	request: AnalyzedRequest,
	{ call }: Meter,
): Promise<Embedding | null> {
	if (!keep.features || embedder === null) return null;
	const embedded = await embedder.embed({ request, call, nowMs: clock.now() });
	return embedded.ok ? embedded.embedding : null;
}

function eligibilityByModel(plan: Plan, health: HealthView): Map<ModelId, Eligibility> {
	const situation = { plan, attempts: [], health, nowMs: plan.startMs };
	return new Map(plan.models.map((model) => [model.id, eligibility(model, situation)]));
}

/** An item that came back has had its first choice. */
function explored({ random }: RouterDeps, { reEntry }: RouteOptions, options: Omit<ExploreOptions, 'random'>): Plan {
	const ranking = reEntry === null ? explore({ ...options, random }) : options.plan.ranking;
	return ranking === options.plan.ranking ? options.plan : { ...options.plan, ranking };
}

/** A strategy that fails must not cost the item: the strongest model is the safe choice. */
async function rank(deps: RouterDeps, options: RouteOptions, request: AnalyzedRequest, meter: Meter): Promise<Ranking> {
	const { allowed = null, strategy } = options;
	const models = allowedOf(options.models, allowed);
	const notAllowed = allowed === null ? NO_MODELS : options.models.filter((model) => !isAllowed(allowed, model));
	const of = { threshold: options.policy.threshold, requestKey: options.identity.dedupeKey };
	try {
		const { random, clock } = deps;
		const ranking = await strategy.rank({ request, models, notAllowed, allowed, ...of, call: meter.call, random, nowMs: clock.now() });
		if (ranking.kind === 'scored' || models.some(({ id }) => id === ranking.modelId)) return ranking;
		// A rule that allows no other model names its own even where that may not serve: then nobody does.
		if (ranking.only !== undefined) return ranking;
		return strongest(options, `chose ${ranking.modelId}, which is not enabled`);
	} catch (error) {
		// Its message may quote the prompt, and the reason is kept.
		return strongest(options, `failed (${error instanceof Error ? error.name : 'unknown error'})`, messageOf(error));
	}
}

const NO_MODELS: readonly ModelSpec[] = [];

function strongest({ allowed = null, models }: RouteOptions, why: string, quote?: string): Ranking {
	const { id, branch } = strongestOf(allowedOf(models, allowed));
	const reason = `The strategy ${why}, so the strongest model, ${branch}`;
	return choiceOf(id, { reason, ...(quote !== undefined && { quote }) });
}

/** Who must have the strongest model has it, whatever its share of the day is. */
function strongestQuotaFor({ bypass, models, reEntry, strongest: share }: RouteOptions): StrongestQuota {
	return createStrongestQuota({ share, models, exempt: bypass.kind !== 'none', failedBefore: reEntry?.failed ?? [] });
}

interface PlanOptions extends Pick<Plan, 'ranking' | 'deadlineMs'> {
	readonly request: AnalyzedRequest;
	readonly strongest: StrongestQuota;
}

function makePlan(deps: RouterDeps, options: RouteOptions, { request, ranking, deadlineMs, strongest }: PlanOptions): Plan {
	const { policy } = options;
	return {
		ranking,
		models: options.models,
		allowed: options.allowed ?? null,
		threshold: policy.threshold,
		floor: bypassFloor(options.bypass, options.models, policy.floor),
		neverDearer: policy.neverDearer,
		contentPolicyFallback: policy.contentPolicyFallback,
		maxSteps: policy.maxSteps,
		maxRetries: policy.maxRetries,
		startMs: deps.clock.now(),
		patienceMs: policy.patienceMs,
		limitWaitMs: policy.limitWaitMs,
		limitWaitedMs: 0,
		deadlineMs,
		latencyTargetMs: policy.latencyTargetMs,
		budgetLeftNanoUsd: options.budget.unspent(),
		budgetName: options.budget.named?.() ?? null,
		whenSpent: policy.whenSpent,
		strongestClosed: strongest.closed(),
		maxOutputTokens: policy.maxOutputTokens,
		needs: request.needs,
		jitter: deps.random(),
	};
}

async function finish(deps: RouterDeps, options: RouteOptions, trace: RequestTrace): Promise<RouteResult> {
	const outcome = outcomeOf(options, trace);
	const notes = options.request.kind === 'request' && trace.kind === 'routed' ? (options.request.notes ?? []) : [];
	const reasonOf = (words: boolean) => [explain(trace, outcome, words), ...notes].join('; ');
	const reason = reasonOf(true);
	const record = buildRecord(options, trace, outcome, hasQuotes(trace) ? reasonOf(false) : reason);
	const recorded = await keep(deps, record);
	return {
		outcome,
		reason,
		record,
		recorded,
		costNanoUsd: totalOf(record.charges.map(({ costNanoUsd }) => costNanoUsd)),
		strongestNanoUsd: strongestAloneNanoUsd(options, trace),
		states: trace.kind === 'routed' ? trace.states : new Map(),
		reasoning: trace.kind === 'routed' ? trace.execution.attempts.map(reasoningOf) : [],
		queuedMs: trace.kind === 'routed' ? trace.execution.attempts.reduce((sum, { queuedMs }) => sum + (queuedMs ?? 0), 0) : 0,
		billed: record.charges.some(({ attempt }) => attempt !== null),
		attempts: trace.kind === 'routed' ? trace.execution.attempts : [],
		answer: trace.kind === 'routed' && trace.execution.end.kind === 'answer' ? trace.execution.end.attempt : null,
		notAsked: trace.kind === 'routed' ? trace.meter.notAsked() : [],
		hints:
			trace.kind === 'routed'
				? [
						...requestHints(options, trace),
						...doubtHints(trace.meter.doubts()),
						...refusedSettingsHints(options.models, trace.execution.attempts),
					]
				: [],
	};
}

function reasoningOf({ result }: Attempt): string | null {
	return result.kind === 'answered' ? (result.answer.reasoning ?? null) : null;
}

/** A paid answer is not thrown away because it could not be written down. */
async function keep({ ledger }: RouterDeps, record: DecisionRecord): Promise<Recorded> {
	try {
		return await ledger.record(record);
	} catch (error) {
		return { kind: 'refused', reason: messageOf(error) };
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
