import { createBudget } from '../../router/execution/budgets/budget';
import { createHealth } from '../../router/health/inProcess';
import { createLimiter } from '../../router/health/limiter';
import { createSlots } from '../../router/health/slots';
import type { DecisionRecord } from '../../router/ledger/record';
import { NOTHING_KEPT } from '../../router/policy';
import type { ModelSpec } from '../../router/registry/model';
import type { LlmRequest } from '../../router/request/request';
import { createRouter } from '../../router/route';
import type { RouteOptions } from '../../router/routeTypes';
import type { Strategy } from '../../router/strategies/strategy';

interface RouteOnlyOptions {
	readonly models: readonly ModelSpec[];
	readonly strategy: Strategy;
	readonly threshold: number;
}

/** The engine's own Route Only with nothing in the way: all models are free, and there is no budget. Calls nobody. */
export function createRouteOnly(random: () => number): (request: LlmRequest, options: RouteOnlyOptions) => Promise<DecisionRecord> {
	let ids = 0;
	const router = routerWith(random, () => String(ids++));
	const signal = new AbortController().signal;
	return async (request, { models, strategy, threshold }) => {
		const { record } = await router.route({
			request: { kind: 'request', request },
			models,
			strategy,
			checks: [],
			policy: { ...POLICY, threshold },
			identity: { routerId: 'bench', dedupeKey: String(ids) },
			bypass: { kind: 'none', definition: null },
			reEntry: null,
			budget: createBudget(null),
			strongest: { closed: () => false, began: () => Promise.resolve(), reach: () => Promise.resolve(true) },
			keep: NOTHING_KEPT,
			signal,
		});
		return record;
	};
}

const POLICY: Omit<RouteOptions['policy'], 'threshold'> = {
	operation: 'routeOnly',
	acceptFrom: 0,
	maxRetries: 0,
	patienceMs: 0,
	limitWaitMs: 0,
	timeoutMs: 1,
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

function routerWith(random: () => number, newId: () => string): ReturnType<typeof createRouter> {
	const clock = { now: () => 0, wall: () => 0, sleep: () => Promise.resolve() };
	const client = {
		complete: () => Promise.reject(new Error('Route Only calls nobody')),
		embed: () => Promise.reject(new Error('Route Only embeds nothing')),
	};
	const ledger = { record: () => Promise.resolve({ kind: 'stored' as const }), tally: () => Promise.resolve(null) };
	const limiter = createLimiter({ slots: createSlots(), clock });
	return createRouter({ client, ledger, health: createHealth(), limiter, clock, random, newId });
}
