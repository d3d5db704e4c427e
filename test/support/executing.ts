import type { ModelClient } from '../../router/calls/client';
import { createBudget, type Budget } from '../../router/execution/budgets/budget';
import type { StrongestQuota } from '../../router/execution/budgets/strongestQuota';
import { execute, type OnModelPart } from '../../router/execution/execute';
import { createMeter } from '../../router/execution/meter';
import type { Health } from '../../router/health/health';
import { createHealth } from '../../router/health/inProcess';
import type { Policy } from '../../router/policy';
import type { Check } from '../../router/quality/check';
import { notEmpty } from '../../router/quality/notEmpty';
import type { Allowed } from '../../router/registry/allowed';
import type { ModelSpec } from '../../router/registry/model';
import { analyzed } from './requests';
import { PLAIN_POLICY, BY, fakeClock, modelAt, OPEN_WAY, planOf, scored, unhurried } from './routing';

export const [weak, strong] = [modelAt(0), modelAt(1)];
/** What is asked. */
export const request = analyzed('What is the capital of France?');
const policy: Policy = { ...PLAIN_POLICY, maxRetries: 2, patienceMs: 30_000, maxOutputTokens: 77 };

interface Setup {
	models?: readonly ModelSpec[];
	/** Of the meter; the plan knows nothing of it. Default: all. */
	allowed?: Allowed;
	health?: Health;
	budget?: Budget;
	checks?: readonly Check[];
	strongest?: StrongestQuota;
	maxRetries?: number;
	patienceMs?: number;
	deadlineMs?: number;
	whenSpent?: Policy['whenSpent'];
	onPart?: OnModelPart;
}

/** One request through the loop, on a clock of its own. Default: two models, which never rest, and enough of everything. */
export function setup(
	client: ModelClient,
	{
		models = [weak, strong],
		allowed = null,
		health = createHealth(),
		budget = createBudget(null),
		checks = [notEmpty],
		strongest = OPEN_WAY,
		onPart,
		...over
	}: Setup = {},
) {
	const clock = fakeClock();
	const abort = new AbortController();
	let ids = 0;
	const meter = createMeter({
		client,
		allowed,
		budget,
		health,
		clock,
		...unhurried(clock),
		signal: abort.signal,
		decisionId: 'd',
		newId: () => `${++ids}`,
		countTokens: (text) => text.length,
	});
	const plan = planOf(
		models,
		scored(
			models,
			models.map(() => 1),
		),
		{ needs: request.needs, ...over },
	);
	const run = () =>
		execute({ plan, request, checks, policy, meter, budget, strongest, by: BY, health, clock, signal: abort.signal, onPart });
	return { clock, abort, meter, health, budget, run };
}

/** A health that writes down what it is told. */
export function witness(inner: Health = createHealth()) {
	const told: string[] = [];
	const health: Health = {
		refresh: async () => undefined,
		view: (at, routerId) => inner.view(at, routerId),
		started: (model, at) => {
			told.push(`started ${model.rank}`);
			inner.started(model, at);
		},
		answered: (model, took, at) => {
			told.push(`answered ${model.rank} in ${took}`);
			inner.answered(model, took, at);
		},
		failed: (model, failure, at, by) => {
			told.push(`failed ${model.rank}: ${failure.kind}`);
			inner.failed(model, failure, at, by);
		},
		gaveUp: (model, failure, at, by) => {
			told.push(`gave up ${model.rank}: ${failure.kind}`);
			inner.gaveUp(model, failure, at, by);
		},
		sent: (model, by) => inner.sent(model, by),
		lifted: (keyIds, at) => inner.lifted(keyIds, at),
		released: (model, at) => inner.released(model, at),
	};
	return { health, told };
}
