import type { CallResult } from '../../../router/calls/client';
import { createBudget } from '../../../router/execution/budgets/budget';
import { createHealth } from '../../../router/health/inProcess';
import { NOTHING_KEPT } from '../../../router/policy';
import { createLlmJudgeCheck } from '../../../router/quality/llmJudgeCheck';
import { createSelfConsistencyCheck } from '../../../router/quality/selfConsistency';
import type { Check } from '../../../router/quality/check';
import { createRouter } from '../../../router/route';
import { createLlmJudgeStrategy } from '../../../router/strategies/llmJudge';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { asSaid, scoreReply, tierReply } from '../../support/judge';
import { requestOf, user } from '../../support/requests';
import { PLAIN_POLICY, answers, fakeClock, limiterOn, modelAt, OPEN_TO_ALL, scriptedClient } from '../../support/routing';

const judge = modelAt(9);
const models = [modelAt(0), modelAt(1), modelAt(2)];
const usage = { inputTokens: 100, outputTokens: 10, cachedInputTokens: 0 };
const says = (text: string) => answers(text, { usage });
const judged = { judge, criteria: '', timeoutMs: 5_000, clean: asSaid };

async function route(script: readonly CallResult[], checks: readonly Check[] = [], capNanoUsd: number | null = null) {
	const client = scriptedClient(...script);
	let ids = 0;
	const router = createRouter({
		client,
		ledger: { record: async () => ({ kind: 'stored' }), tally: async () => null },
		health: createHealth(),
		clock: fakeClock(),
		limiter: limiterOn(fakeClock()),
		random: () => 0,
		newId: () => String((ids += 1)),
	});
	const cache = { get: () => null, set: () => undefined };
	const result = await router.route({
		request: { kind: 'request', request: requestOf(user('Hello SECRETPROMPT!')) },
		models,
		checks,
		strategy: createLlmJudgeStrategy({ ...judged, weights: shippedWeights(), classifierThreshold: 0.76, cache }),
		policy: { ...PLAIN_POLICY, threshold: 0.7, patienceMs: 1_000, maxOutputTokens: 50 },
		identity: { routerId: 'w:n', dedupeKey: 'e:n:0:0' },
		bypass: { kind: 'none', definition: null },
		reEntry: null,
		budget: createBudget(capNanoUsd),
		strongest: OPEN_TO_ALL,
		keep: NOTHING_KEPT,
		signal: new AbortController().signal,
	});
	return { ...result, called: client.called() };
}

const purposes = (result: { record: { charges: readonly { purpose: string; modelId: string; costNanoUsd: number | null }[] } }) =>
	result.record.charges.map(({ purpose, modelId, costNanoUsd }) => [purpose, modelId, costNanoUsd]);

describe('a routed item with a judge', () => {
	it('pays for the verdict, follows it, and keeps none of its words', async () => {
		const result = await route([says(tierReply(1, 0.9, 'Says hello to SECRETPROMPT')), says('Hi')]);
		expect(result.called).toEqual([judge.id, 'p1/m']);
		expect(purposes(result)).toEqual([
			['judge', judge.id, 1_100_000],
			['answer', 'p1/m', 220_000],
		]);
		expect(result.costNanoUsd).toBe(1_320_000);
		expect(result.reason).toContain('Says hello to SECRETPROMPT');
		expect(result.record.reason).toMatch(/^The judge rated it easy \(confidence 0\.90\)/);
		expect(JSON.stringify(result.record)).not.toContain('SECRETPROMPT');
	});

	it('goes to the strongest where the cost cap leaves no room for the judge', async () => {
		const result = await route([], [], 1_000);
		expect(result.record.reason).toMatch(/^The judge gave no verdict \(The budget leaves no room for this call\.\), so branch/);
		expect(result.called).toEqual([]);
	});

	it('is escalated where the judge of the answer rejects it, and each verdict is charged as a check', async () => {
		const check = createLlmJudgeCheck({ severity: 'counts', ...judged });
		const result = await route(
			[says(tierReply(0)), says('Go away'), says(scoreReply(0.1, 'rude: SECRETPROMPT')), says('Hi'), says(scoreReply(1))],
			[check],
		);
		expect(result.outcome).toMatchObject({ kind: 'answered', model: { id: 'p1/m' } });
		expect(
			purposes(result)
				.map(([purpose, modelId]) => `${String(purpose)} ${String(modelId)}`)
				.sort(),
		).toEqual(['answer p1/m', 'check p9/m', 'check p9/m', 'draft p0/m', 'judge p9/m']);
		expect(JSON.stringify(result.record)).not.toContain('SECRETPROMPT');
	});

	it('is escalated where the model’s samples disagree with it', async () => {
		const script = [says(tierReply(0)), says('42'), says('41'), says('40'), says('43'), says('43'), says('43')];
		const result = await route(script, [createSelfConsistencyCheck({ severity: 'counts' })]);
		expect(result.called).toEqual([judge.id, 'p0/m', 'p0/m', 'p0/m', 'p1/m', 'p1/m', 'p1/m']);
		expect(result.outcome).toMatchObject({ kind: 'answered', answer: { text: '43' } });
	});
});
