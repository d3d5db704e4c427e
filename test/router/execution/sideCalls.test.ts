import type { CallResult, ModelClient, ModelRequest } from '../../../router/calls/client';
import { createBudget, type Budget } from '../../../router/execution/budgets/budget';
import { createPeriodSpending } from '../../../router/execution/budgets/periodSpending';
import { createSpendingStore } from '../../../router/execution/budgets/spendingStore';
import { createMeter } from '../../../router/execution/meter';
import type { NotSent } from '../../../router/execution/meterTypes';
import { notSent } from '../../../router/execution/sideCalls';
import { createHealth } from '../../../router/health/inProcess';
import { NO_LIMITS, type ModelSpec } from '../../../router/registry/model';
import { inWords } from '../../../router/request/responseFormat';
import { IMAGE_TOKENS } from '../../../router/request/tokens';
import { NAMED, answers, handClock, limiterOn, modelAt, priceOf, reserved, scriptedClient, type HandClock } from '../../support/routing';

const model = modelAt(0, { price: priceOf(1) });

function request(over: Partial<ModelRequest> = {}): ModelRequest {
	return {
		model,
		messages: [{ role: 'user', content: 'hi' }],
		maxOutputTokens: 50,
		temperature: null,
		responseFormat: null,
		logProbs: false,
		omit: [],
		timeoutMs: 1_000,
		firstByteMs: null,
		...over,
	};
}

function setup(client: ModelClient, { budget = createBudget(null), clock = handClock() }: { budget?: Budget; clock?: HandClock } = {}) {
	const limiter = limiterOn(clock);
	const meter = createMeter({
		client,
		budget,
		health: createHealth(),
		clock,
		limiter,
		deadlineMs: null,
		sideQueueMs: 30_000,
		signal: new AbortController().signal,
		decisionId: 'd',
		newId: () => 'c',
		countTokens: (text) => text.length,
	});
	return { meter, limiter, clock };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it.each<[NotSent['kind'], string, string]>([
	['over_budget', 'bad_request', 'The budget leaves no room for this call.'],
	['full', 'bad_request', "The model's rate limit left no place for this call in time."],
	['never_fits', 'bad_request', "This call is larger than the model's limit of tokens per minute."],
	['too_late', 'bad_request', 'The time for this item was over before this call.'],
	['kept_back', 'bad_request', 'This call was kept back.'],
	['cancelled', 'cancelled', 'The execution was stopped before this call.'],
])('a call that did not leave (%s) is a failure that blames nobody', (kind, ofKind, message) => {
	expect(notSent({ kind })).toEqual({
		kind: ofKind,
		scope: 'request',
		httpStatus: null,
		parameter: null,
		retryAfterMs: null,
		billed: false,
		notSent: kind,
		retryable: false,
		message,
		summary: message,
	});
});

it('counts what it sends: roles and texts, and each image as one', async () => {
	const { meter } = setup(scriptedClient(answers('abc')));
	const text = { kind: 'text', text: 'What is it?' } as const;
	const image = { kind: 'image', url: `data:image/png;base64,${'A'.repeat(5_000)}` } as const;
	const messages = [
		{ role: 'system', content: 'Be brief.' },
		{ role: 'user', content: [text, image, image] },
	] as const;
	await meter.call.complete('check', request({ messages }));
	const words = [messages[0], { role: 'user', content: [text] }];
	expect(meter.charges()).toMatchObject([{ usage: { inputTokens: JSON.stringify(words).length + 2 * IMAGE_TOKENS, outputTokens: 3 } }]);
});

it('counts a format as its words do', async () => {
	const { meter } = setup(scriptedClient(answers('abc'), answers('abc')));
	const format = { kind: 'json_schema', name: 'n', schema: { title: 'x'.repeat(1_000) } } as const;
	await meter.call.complete('judge', request());
	await meter.call.complete('judge', request({ responseFormat: format }));
	const [without, withFormat] = meter.charges().map(({ usage }) => usage?.inputTokens ?? 0);
	expect((withFormat ?? 0) - (without ?? 0)).toBe(inWords(format).length);
});

describe('a call beside the answer', () => {
	/** Its only place is taken. */
	const limited: ModelSpec = { ...model, limits: { ...NO_LIMITS, parallel: 1 } };

	async function queueing(over: Partial<ModelRequest>) {
		const { meter, limiter, clock } = setup(scriptedClient());
		const { signal } = new AbortController();
		await limiter.acquire({ model: limited, size: { inputTokens: 0, roomTokens: 0, outputLimit: 0 }, patienceMs: 0, signal });
		const asked: string[] = [];
		const call = meter.call.complete('judge', request({ model: limited, ...over })).then((result) => {
			if (!result.ok) asked.push(result.failure.notSent ?? 'sent');
		});
		return { call, asked, clock };
	}

	it('queues no longer than it may take, and no longer than all of them may', async () => {
		for (const { timeoutMs, atMost } of [
			{ timeoutMs: 1_000, atMost: 1_000 },
			{ timeoutMs: 90_000, atMost: 30_000 },
		]) {
			const { call, asked, clock } = await queueing({ timeoutMs });
			await turn();
			clock.advance(atMost - 1);
			await turn();
			expect(asked).toEqual([]);
			clock.advance(1);
			await call;
			expect(asked).toEqual(['full']);
		}
	});

	it('never goes beyond the budget, an embedding neither', async () => {
		const client = scriptedClient();
		const { meter } = setup(client, { budget: createBudget(10) });
		const refused = { ok: false, failure: { notSent: 'over_budget' } };
		expect(await meter.call.complete('judge', request())).toMatchObject(refused);
		expect(await meter.call.embed(model, ['12345678901'])).toMatchObject(refused);
		expect(client.sent).toEqual([]);
	});

	it('of unknown price is refused at once under a budget', async () => {
		const { meter } = setup(scriptedClient(), { budget: createBudget(1e12) });
		const unpriced = request({ model: { ...model, price: null } });
		expect(await meter.call.complete('judge', unpriced)).toMatchObject({ ok: false, failure: { notSent: 'over_budget' } });
	});

	it('that just fits what will be left waits for it', async () => {
		const asked = request();
		const tokens = JSON.stringify(asked.messages).length + 50;
		const budget = createBudget(tokens * 1_000);
		const held = await reserved(budget, 1);
		const { meter } = setup(scriptedClient(answers('{}')), { budget });
		const judged = meter.call.complete('judge', asked);
		await turn();
		held.settle(0);
		expect(await judged).toMatchObject({ ok: true });
	});

	it('waits for money that another process holds as long as it may queue', async () => {
		const [clock, store] = [handClock(), createSpendingStore()];
		const daily = () =>
			createPeriodSpending({
				store,
				routerId: 'w:n',
				clock,
				rules: { budgetNanoUsd: 1_000_000, strongestShare: null },
				keyHash: null,
				name: NAMED,
				periodOf: () => ({ name: 'today', startMs: 0, overMs: 1 }),
				opening: async () => ({ spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 }),
			});
		const held = await reserved(daily().budget, 999_999);
		const { meter } = setup(scriptedClient(answers('{}')), { budget: daily().budget, clock });
		const judged: Promise<CallResult> = meter.call.complete('judge', request());
		for (let i = 0; i < 10; i++) {
			await turn();
			clock.advance(1_000);
		}
		held.settle(0);
		for (let i = 0; i < 2; i++) {
			await turn();
			clock.advance(1_000);
		}
		expect(await judged).toMatchObject({ ok: true });
	});
});
