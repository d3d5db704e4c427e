import { createBudget } from '../../../../router/execution/budgets/budget';
import { createPeriodSpending } from '../../../../router/execution/budgets/periodSpending';
import { execute } from '../../../../router/execution/execute';
import { createMeter } from '../../../../router/execution/meter';
import { createSpendingStore, type PeriodTotals } from '../../../../router/execution/budgets/spendingStore';
import { createStrongestQuota } from '../../../../router/execution/budgets/strongestQuota';
import { createHealth } from '../../../../router/health/inProcess';
import type { ModelSpec } from '../../../../router/registry/model';
import { analyzed } from '../../../support/requests';
import { NAMED, answers, BY, handClock, limiterOn, modelAt, planOf, reserved, scored, scriptedClient } from '../../../support/routing';

const [weak, strong] = [modelAt(0), modelAt(1)];
const request = analyzed('What is the capital of France?');
const cost = (request.needs.inputTokens + request.needs.roomTokens) * 2_000;
const NOTHING: PeriodTotals = { spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** 1 % of the day, which counts as 100 requests at least: one request may reach the strongest. */
function shareOfOne() {
	const clock = handClock();
	const store = createSpendingStore();
	const { strongest } = createPeriodSpending({
		store,
		routerId: 'w:n',
		clock,
		rules: { budgetNanoUsd: null, strongestShare: 0.01 },
		keyHash: null,
		name: NAMED,
		periodOf: () => ({ name: 'd', startMs: 0, overMs: 1 }),
		opening: async () => NOTHING,
	});
	const reached = async () =>
		(await store.apply({ key: 'w:n d', opening: async () => NOTHING, add: {}, capNanoUsd: null, reachedShare: null, nowMs: 0, keepMs: 1 }))
			.standing.reached;
	return { clock, strongest, reached };
}

const wayOf = (share: ReturnType<typeof shareOfOne>['strongest'], models: readonly ModelSpec[] = [weak, strong], over = {}) =>
	createStrongestQuota({ share, models, exempt: false, failedBefore: [], ...over });

describe("a request's place in the share of the strongest model", () => {
	it('that was refused is not asked for again, though all together seem to have some left', async () => {
		let asked = 0;
		const share = { closed: () => false, began: async () => undefined, reach: async () => ((asked += 1), false) };
		const way = wayOf(share);
		expect([way.closed(), await way.reach(), way.closed(), await way.reach(), asked]).toEqual([false, false, true, false, 1]);
	});

	it('is taken once and kept, however often it has to wait for money', async () => {
		const { clock, strongest, reached } = shareOfOne();
		const budget = createBudget(cost + 3);
		const signal = new AbortController().signal;
		const health = createHealth();
		const meter = createMeter({
			client: scriptedClient(answers()),
			budget,
			health,
			clock,
			limiter: limiterOn(clock),
			deadlineMs: null,
			sideQueueMs: 0,
			signal,
			decisionId: 'd',
			newId: () => 'c',
			countTokens: () => 1,
		});
		const held = await Promise.all([reserved(budget, 2), reserved(budget, 2), reserved(budget, 2)].map(async (one) => await one));
		const plan = planOf([weak, strong], scored([weak, strong], [0, 1]), { needs: request.needs });
		const policy = { ...plan, operation: 'routeAndAnswer' as const, acceptFrom: 0.5, timeoutMs: 9_000, firstByteMs: null };
		const running = execute({
			plan,
			request,
			checks: [],
			policy,
			meter,
			budget,
			strongest: wayOf(strongest),
			by: BY,
			health,
			clock,
			signal,
		});
		for (const one of held) {
			await turn();
			one.settle(1);
		}
		expect(await running).toMatchObject({ end: { kind: 'answer' }, attempts: [{ modelId: strong.id }] });
		expect(await reached()).toBe(1);
	});

	it('closes it to others, not to who has it', async () => {
		const { strongest } = shareOfOne();
		const [first, second] = [wayOf(strongest), wayOf(strongest)];
		expect([await first.reach(), await second.reach(), await first.reach()]).toEqual([true, false, true]);
		expect([first.closed(), second.closed()]).toEqual([false, true]);
	});

	it('is counted for who is exempt, and never refused', async () => {
		const { strongest, reached } = shareOfOne();
		await wayOf(strongest).reach();
		const bypassed = wayOf(strongest, [weak, strong], { exempt: true });
		expect([bypassed.closed(), await bypassed.reach(), await reached()]).toEqual([false, true, 2]);
	});

	it('is not needed where there is nothing to choose, nor where it was tried before', async () => {
		const { strongest, reached } = shareOfOne();
		await wayOf(strongest).reach();
		const alone = wayOf(strongest, [strong]);
		const cameBack = wayOf(strongest, [weak, strong], { failedBefore: [strong.id] });
		expect([alone.closed(), await alone.reach(), cameBack.closed(), await cameBack.reach()]).toEqual([false, true, false, true]);
		expect(await reached()).toBe(1);
	});
});
