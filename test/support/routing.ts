import type { Attempt, AttemptResult, GateResult, Why } from '../../router/calls/attempt';
import type { Answer, CallResult, ModelClient, ModelRequest } from '../../router/calls/client';
import { FAILURE_RULES, type Failure, type FailureKind } from '../../router/calls/failure';
import type { Clock } from '../../router/clock';
import type { Budget, Reservation } from '../../router/execution/budgets/budget';
import type { StrongestShare } from '../../router/execution/budgets/periodSpending';
import type { StrongestQuota } from '../../router/execution/budgets/strongestQuota';
import { FAILURES_TO_OPEN } from '../../router/health/breaker';
import type { Health, HealthView, ModelHealth } from '../../router/health/health';
import { createLimiter, type Limiter } from '../../router/health/limiter';
import { createSlots } from '../../router/health/slots';
import { NO_LIMITS, type ModelSpec, type Price } from '../../router/registry/model';
import type { RouteOptions } from '../../router/routeTypes';
import type { BudgetName, Plan } from '../../router/selection/plan';
import type { Ranking } from '../../router/strategies/strategy';
import { analyzed } from './requests';

export const T0 = 1_000_000;

/** Route and Answer without retries, waiting, deadlines or bounds: a test changes what it is about. */
export const PLAIN_POLICY: RouteOptions['policy'] = {
	operation: 'routeAndAnswer',
	threshold: 0.5,
	acceptFrom: 0.5,
	maxRetries: 0,
	patienceMs: 0,
	limitWaitMs: 0,
	timeoutMs: 9_000,
	firstByteMs: null,
	deadlineMs: null,
	latencyTargetMs: null,
	whenSpent: 'fallback',
	neverDearer: false,
	contentPolicyFallback: false,
	maxSteps: null,
	floor: null,
	maxOutputTokens: null,
};

/** A price in USD per million tokens; cached input as input. */
export function priceOf(input: number, output = input): Price {
	const tier = { fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: null, outputUsdPerMTok: output };
	return { tiers: [tier], source: 'row' };
}

/** A model `p<rank>/m` with a key, limits and provider of its own, priced by rank. */
export function modelAt(rank: number, over: Partial<ModelSpec> = {}): ModelSpec {
	return {
		id: `p${rank}/m`,
		apiModel: 'm',
		slot: rank + 1,
		rank,
		branch: `branch ${rank}`,
		providerId: `https://p${rank}`,
		keyId: `k${rank}`,
		limitsKey: `k${rank}/m`,
		contextTokens: null,
		maxOutputTokens: null,
		capabilities: null,
		limits: NO_LIMITS,
		price: priceOf(rank + 1),
		...over,
	};
}

export function failureOf(kind: FailureKind, over: Partial<Failure> = {}): Failure {
	return {
		kind,
		scope: FAILURE_RULES[kind].scope,
		httpStatus: null,
		parameter: null,
		retryAfterMs: null,
		billed: false,
		retryable: true,
		message: `it was ${kind}`,
		summary: `it was ${kind}`,
		...over,
	};
}

export function answerOf(text = 'an answer', over: Partial<Answer> = {}): Answer {
	return { text, finish: 'stop', usage: null, servedBy: null, toolCalls: [], logProbs: null, ...over };
}

export const answers = (text?: string, over?: Partial<Answer>): CallResult => ({ ok: true, answer: answerOf(text, over), limits: null });
export const fails = (kind: FailureKind, over?: Partial<Failure>): CallResult => ({
	ok: false,
	failure: failureOf(kind, over),
	usage: null,
	limits: null,
});

const accepted: GateResult = { verdict: 'accepted', score: 1, reasons: [], quoted: [], cutOff: false, onlyEscalates: false };

export function rejectedAnswer(over: Partial<GateResult> = {}, text = 'a draft'): AttemptResult {
	return {
		kind: 'answered',
		answer: answerOf(text),
		gate: { verdict: 'rejected', score: 0, reasons: ['poor'], quoted: ['poor'], cutOff: false, onlyEscalates: false, ...over },
	};
}

export function acceptedAnswer(over: Partial<GateResult> = {}): AttemptResult {
	return { kind: 'answered', answer: answerOf(), gate: { ...accepted, ...over } };
}

export const failed = (kind: FailureKind, over?: Partial<Failure>): AttemptResult => ({ kind: 'failed', failure: failureOf(kind, over) });

/** That many requests in a row fail at the model, each once. */
export function failing(
	health: Health,
	model: ModelSpec,
	{ times = FAILURES_TO_OPEN, atMs = T0, kind = 'server_error' }: Failing = {},
): void {
	for (let i = 0; i < times; i++) health.failed(model, failureOf(kind), atMs, { ...BY, itemId: `failing ${String(i)}` });
}

interface Failing {
	readonly times?: number;
	readonly atMs?: number;
	readonly kind?: FailureKind;
}

/** What a budget is called where its name is not what a test is about. */
export const NAMED: BudgetName = { name: 'the budget', until: null };

/** Who reports what health is told. */
export const BY = { routerId: 'w:n', itemId: 'item' };

/** An attempt that started and ended at T0, so that no waiting is counted. */
export function attempt(model: ModelSpec, result: AttemptResult, over: Partial<Attempt> = {}): Attempt {
	const why: Why = 'first';
	return { modelId: model.id, why, startedMs: T0, endedMs: T0, omitted: [], result, ...over };
}

/** Predicted quality by rank, in the order of the models. */
export function scored(models: readonly ModelSpec[], quality: readonly number[]): Ranking {
	const entries = models.map(({ id }, index): [string, number] => [id, quality[index] ?? 0]);
	return { kind: 'scored', quality: new Map(entries), reason: 'scored', propensity: new Map() };
}

export function chose(model: ModelSpec): Ranking {
	return { kind: 'choice', modelId: model.id, confidence: null, reason: 'a rule', propensity: new Map([[model.id, 1]]) };
}

export function planOf(models: readonly ModelSpec[], ranking: Ranking, over: Partial<Plan> = {}): Plan {
	return {
		ranking,
		models,
		allowed: null,
		threshold: 0.5,
		floor: null,
		neverDearer: false,
		contentPolicyFallback: false,
		maxSteps: null,
		maxRetries: 2,
		startMs: T0,
		patienceMs: 30_000,
		limitWaitMs: 0,
		limitWaitedMs: 0,
		deadlineMs: null,
		latencyTargetMs: null,
		budgetLeftNanoUsd: null,
		budgetName: null,
		whenSpent: 'fallback',
		strongestClosed: false,
		maxOutputTokens: null,
		needs: { inputTokens: 100, roomTokens: 100, vision: false, tools: false, jsonSchema: false },
		jitter: 0,
		...over,
	};
}

const WELL: ModelHealth = {
	coolingUntilMs: null,
	coolingFor: null,
	breaker: { kind: 'closed' },
	freeAtMs: null,
	neverFits: false,
	free: { requests: null, tokens: null, parallel: null },
	p50Ms: null,
	p95Ms: null,
	tryAgainAtMs: 0,
};

/** All well but for what is said, by model id. */
export function healthOf(ill: Readonly<Record<string, Partial<ModelHealth>>> = {}): HealthView {
	return { of: ({ id }) => ({ ...WELL, ...ill[id] }) };
}

/** Limits are kept by this clock. */
export const limiterOn = (clock: Clock): Limiter => createLimiter({ slots: createSlots(), clock });

/** What a meter needs where neither limits nor a deadline are the matter. */
export const unhurried = (clock: Clock) => ({ limiter: limiterOn(clock), deadlineMs: null, sideQueueMs: 0 });

/** The strongest model is open to all. */
export const OPEN_TO_ALL: StrongestShare = { closed: () => false, began: async () => undefined, reach: async () => true };

/** The same, as one request sees it. */
export const OPEN_WAY: StrongestQuota = { closed: () => false, reach: async () => true };

/** Reserves what must fit. */
export async function reserved(budget: Budget, nanoUsd: number): Promise<Reservation> {
	const made = await budget.reserve(nanoUsd);
	if (made.kind === 'refused') throw new Error(`${nanoUsd} did not fit`);
	return made.reservation;
}

/** What a check is asked about this answer. */
export const askOf = (answer: Answer) => ({
	request: analyzed('hi'),
	model: modelAt(0),
	answer,
	isStrongest: false,
	timeoutMs: 1_000,
	call: { complete: async () => fails('bad_request'), embed: async () => ({ ok: true, vectors: [], usage: null }) as const },
});

/** Time that passes only by `advance`, which ends the sleeps that are due, soonest first. */
export interface HandClock extends Clock {
	advance(ms: number): void;
	/** How many sleeps have been asked for. */
	naps(): number;
}

export function handClock(startMs = T0): HandClock {
	let now = startMs;
	let asked = 0;
	const sleeping = new Set<{ readonly atMs: number; readonly wake: () => void }>();
	return {
		now: () => now,
		wall: () => now,
		naps: () => asked,
		advance(ms) {
			now += ms;
			for (const sleep of [...sleeping].sort((a, b) => a.atMs - b.atMs)) if (sleep.atMs <= now) sleep.wake();
		},
		sleep(ms, signal) {
			asked += 1;
			if (ms <= 0 || signal.aborted) return Promise.resolve();
			return new Promise((resolve) => {
				const wake = () => {
					sleeping.delete(sleep);
					signal.removeEventListener('abort', wake);
					resolve();
				};
				const sleep = { atMs: now + ms, wake };
				sleeping.add(sleep);
				signal.addEventListener('abort', wake, { once: true });
			});
		},
	};
}

/** Time that passes only by sleeping and by `advance`. */
export interface FakeClock extends Clock {
	advance(ms: number): void;
	/** Every sleep asked for, in ms. */
	readonly slept: readonly number[];
	/** Called half-way through each sleep. */
	duringSleep: () => void;
}

export function fakeClock(startMs = T0): FakeClock {
	let now = startMs;
	const slept: number[] = [];
	const clock: FakeClock = {
		slept,
		duringSleep: () => undefined,
		now: () => now,
		wall: () => now,
		advance: (ms) => void (now += ms),
		async sleep(ms, signal) {
			slept.push(ms);
			now += ms / 2;
			clock.duringSleep();
			if (!signal.aborted) now += ms / 2;
		},
	};
	return clock;
}

export interface ScriptedClient extends ModelClient {
	readonly sent: readonly ModelRequest[];
	/** Ids of the models called, in order. */
	called(): string[];
}

type Reply = CallResult | ((request: ModelRequest) => CallResult | Promise<CallResult>);

/** Answers as its script says, call by call; one call too many is an error. */
export function scriptedClient(...script: readonly Reply[]): ScriptedClient {
	const sent: ModelRequest[] = [];
	return {
		sent,
		called: () => sent.map(({ model }) => model.id),
		async complete(request) {
			const reply = script[sent.length];
			sent.push(request);
			if (reply === undefined) throw new Error(`call ${sent.length} to ${request.model.id} is not in the script`);
			return typeof reply === 'function' ? reply(request) : reply;
		},
		embed: async () => ({ ok: false, failure: failureOf('bad_request') }),
	};
}
