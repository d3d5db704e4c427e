import type { CallResult, ModelClient, ModelRequest, Usage } from '../../../router/calls/client';
import { createBudget } from '../../../router/execution/budgets/budget';
import { createMeter } from '../../../router/execution/meter';
import { type MeteredCallOptions } from '../../../router/execution/meterTypes';
import type { ModelSpec } from '../../../router/registry/model';
import { IMAGE_TOKENS } from '../../../router/request/tokens';
import { createHealth } from '../../../router/health/inProcess';
import { createRefusals } from '../../../router/health/refusals';
import { answers, failureOf, fails, fakeClock, modelAt, priceOf, reserved, scriptedClient, T0, unhurried } from '../../support/routing';

const usage = (inputTokens: number, outputTokens: number): Usage => ({ inputTokens, outputTokens, cachedInputTokens: 0 });
/** 100 tokens in and at most 50 out; asks for no place in a queue. */
const ASK: MeteredCallOptions = { size: { inputTokens: 100, roomTokens: 50, outputLimit: 50 }, queueMs: 0, overdraw: false };

const model = modelAt(0, { price: priceOf(1, 2) });

function request(of: ModelSpec = model): ModelRequest {
	return {
		model: of,
		messages: [{ role: 'user', content: 'hi' }],
		maxOutputTokens: 50,
		temperature: null,
		responseFormat: null,
		logProbs: false,
		omit: [],
		timeoutMs: 1,
		firstByteMs: null,
	};
}

function metered(client: ModelClient, capNanoUsd: number | null = null, refusals = createRefusals()) {
	const budget = createBudget(capNanoUsd);
	let ids = 0;
	const meter = createMeter({
		client,
		budget,
		health: createHealth(),
		clock: fakeClock(),
		refusals,
		...unhurried(fakeClock()),
		signal: new AbortController().signal,
		decisionId: 'd',
		newId: () => `c${++ids}`,
		countTokens: (text) => text.length,
	});
	return { budget, meter };
}

const sent = async (reply: CallResult, of = model) => {
	const { budget, meter } = metered(scriptedClient(reply), of.price === null ? null : 1_000_000);
	const result = await meter.complete(request(of), ASK);
	return { bill: result.kind === 'sent' ? result.bill : 'not sent', spent: budget.spent() };
};

describe('the bill of a call', () => {
	it('is what the provider reported', async () => {
		const reported = answers('abc', { usage: usage(10, 20) });
		expect(await sent(reported)).toEqual({ bill: { usage: usage(10, 20), costNanoUsd: 50_000, basis: 'reported' }, spent: 50_000 });
	});

	it('is estimated from prompt and answer where none was reported', async () => {
		expect(await sent(answers('abc'))).toEqual({
			bill: { usage: usage(100, 3), costNanoUsd: 106_000, basis: 'estimated' },
			spent: 106_000,
		});
	});

	it('of a failure that may have been billed is unknown, and spends the whole reservation', async () => {
		expect(await sent(fails('timeout', { billed: true }))).toEqual({
			bill: { usage: null, costNanoUsd: null, basis: 'unknown' },
			spent: 200_000,
		});
	});

	it('of a billed failure with usage is what was reported', async () => {
		const reply: CallResult = { ok: false, failure: failureOf('truncated', { billed: true }), usage: usage(10, 5), limits: null };
		expect(await sent(reply)).toMatchObject({ bill: { costNanoUsd: 20_000, basis: 'reported' } });
	});

	it('of an answer that was all thinking is unknown where none of it was counted', async () => {
		const reply: CallResult = { ok: false, failure: failureOf('truncated', { billed: true }), usage: usage(100, 0), limits: null };
		expect(await sent(reply)).toEqual({ bill: { usage: null, costNanoUsd: null, basis: 'unknown' }, spent: 200_000 });
		const filtered: CallResult = { ...reply, failure: failureOf('content_policy', { billed: true }) };
		expect(await sent(filtered)).toMatchObject({ bill: { usage: usage(100, 0), basis: 'reported' } });
	});

	it('of what broke off in the middle is estimated from its text', async () => {
		const reply = { ...fails('interrupted', { billed: true }), partial: 'abcd' } as CallResult;
		expect(await sent(reply)).toMatchObject({ bill: { usage: usage(100, 4), costNanoUsd: 108_000, basis: 'estimated' } });
		const nothing = { ...fails('interrupted', { billed: true }), partial: '' } as CallResult;
		expect(await sent(nothing)).toMatchObject({ bill: { basis: 'unknown' } });
	});

	it('of an unbilled failure is none', async () => {
		expect(await sent(fails('rate_limited'))).toEqual({ bill: null, spent: 0 });
	});

	it('at an unknown price has usage but no cost', async () => {
		const { bill } = await sent(answers('abc', { usage: usage(90, 2) }), modelAt(0, { price: null }));
		expect(bill).toEqual({ usage: usage(90, 2), costNanoUsd: null, basis: 'reported' });
	});
});

describe('what a model has refused', () => {
	const refused = (name: string) => fails('unsupported', { parameter: name });
	const limit = (tokens: number, lasting: boolean) => fails('unsupported', { outputLimit: { tokens, lasting } });

	/** What is sent by one call after the other; `omit`: what each leaves out itself. */
	async function sends(script: readonly CallResult[], omits: readonly (readonly string[])[], of = [model]) {
		const client = scriptedClient(...script);
		const { meter } = metered(client);
		const sentBy = [];
		for (const [at, omit] of omits.entries()) sentBy.push(await meter.complete({ ...request(of[at % of.length]), omit }, ASK));
		return { sent: client.sent, omitted: sentBy.map((one) => (one.kind === 'sent' ? one.omitted : [])) };
	}

	it('is left out of its next calls once the call without it was answered', async () => {
		const { sent: calls, omitted } = await sends([refused('seed'), answers(), answers()], [[], ['seed'], []]);
		expect(calls.map(({ omit }) => omit)).toEqual([[], ['seed'], ['seed']]);
		expect(omitted).toEqual([[], ['seed'], ['seed']]);
	});

	it('is not yet known by the refusal: it may name what it is not about', async () => {
		const { sent: calls } = await sends([refused('seed'), fails('server_error'), answers()], [[], ['seed'], []]);
		expect(calls.map(({ omit }) => omit)).toEqual([[], ['seed'], []]);
	});

	it('is nothing to other models', async () => {
		const other = modelAt(1, { price: priceOf(1, 2) });
		const { sent: calls } = await sends([answers(), answers(), answers()], [['seed'], [], []], [model, other]);
		expect(calls.map(({ omit }) => omit)).toEqual([['seed'], [], ['seed']]);
	});

	it('as an output limit, is kept to at once, where it is the model’s and not this request’s', async () => {
		const lasting = await sends([limit(20, true), answers()], [[], []]);
		expect(lasting.sent.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([50, 20]);
		const once = await sends([limit(20, false), answers()], [[], []]);
		expect(once.sent.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([50, 50]);
	});

	it('as too large, and what went through after it, are told as this request’s size', async () => {
		const refusals = createRefusals();
		const { meter } = metered(
			scriptedClient(fails('too_large_for_limit', { tokenLimit: 149 }), fails('server_error'), answers()),
			null,
			refusals,
		);
		await meter.complete(request(), ASK);
		expect(refusals.of(model, T0).tokenLimit).toBe(149);
		await meter.complete(request(), ASK);
		expect(refusals.of(model, T0).tokenLimit).toBe(149);
		await meter.complete(request(), ASK);
		expect(refusals.of(model, T0).tokenLimit).toBeNull();
	});

	it('is asked for among all workers before each call', async () => {
		const refusals = createRefusals();
		const refresh = jest
			.spyOn(refusals, 'refresh')
			.mockImplementation(async () => refusals.learn(model, { kind: 'parameter', name: 'seed' }, T0));
		const client = scriptedClient(answers());
		await metered(client, null, refusals).meter.complete(request(), ASK);
		expect(refresh.mock.calls).toEqual([[[model]]]);
		expect(client.sent[0]?.omit).toEqual(['seed']);
	});
});

it('what a provider says is left has the call counted that brought it', async () => {
	const clock = fakeClock();
	const { limiter } = unhurried(clock);
	const limits = { remainingRequests: 1, requestsResetMs: 20_000, remainingTokens: null, tokensResetMs: null };
	const meter = createMeter({
		client: scriptedClient({ ...answers('x'), limits }),
		budget: createBudget(null),
		health: createHealth(),
		clock,
		limiter,
		deadlineMs: null,
		sideQueueMs: 0,
		signal: new AbortController().signal,
		decisionId: 'd',
		newId: () => 'c',
		countTokens: () => 1,
	});
	await meter.complete(request(), ASK);
	expect(limiter.look(model, clock.now()).free.requests).toBe(1);
});

describe('a call', () => {
	const limited = modelAt(0, { price: priceOf(1, 2), limits: { requestsPerMinute: 1, tokensPerMinute: 1_000, parallel: null } });

	function limitedTo(client: ModelClient, deadlineMs: number | null = null) {
		const clock = fakeClock();
		const { limiter } = unhurried(clock);
		const setup = {
			client,
			budget: createBudget(10),
			health: createHealth(),
			clock,
			limiter,
			deadlineMs,
			sideQueueMs: 0,
			signal: new AbortController().signal,
			decisionId: 'd',
			newId: () => 'c',
			countTokens: () => 1,
		};
		return { clock, meter: createMeter(setup), free: () => limiter.look(limited, clock.now()) };
	}
	const overdrawn = { ...ASK, overdraw: true };

	it('that may overdraw the budget does, and has no more time than the item', async () => {
		const client = scriptedClient(answers('x'));
		const { meter, clock } = limitedTo(client, fakeClock().now() + 700);
		expect(await meter.complete({ ...request(limited), timeoutMs: 60_000 }, overdrawn)).toMatchObject({ kind: 'sent' });
		expect(client.sent).toMatchObject([{ timeoutMs: 700 }]);
		clock.advance(700);
		expect(await meter.complete(request(limited), overdrawn)).toEqual({ kind: 'too_late' });
	});

	it('that is kept back is not sent, and uses neither place nor tokens', async () => {
		const client = scriptedClient();
		const { meter, free } = limitedTo(client);
		expect(await meter.complete(request(limited), { ...overdrawn, onSend: () => false })).toEqual({ kind: 'kept_back' });
		expect(client.sent).toEqual([]);
		expect(free().free).toMatchObject({ requests: 1, tokens: 1_000 });
	});

	it('has used the tokens that were reported, or all it had reserved where nobody knows', async () => {
		const reported = limitedTo(scriptedClient(answers('x', { usage: usage(10, 20) })));
		await reported.meter.complete(request(limited), overdrawn);
		expect(reported.free().free).toMatchObject({ requests: 0, tokens: 970 });
		const unknown = limitedTo(scriptedClient(fails('timeout', { billed: true })));
		await unknown.meter.complete(request(limited), overdrawn);
		expect(unknown.free().free).toMatchObject({ requests: 0, tokens: 850 });
		const broken = limitedTo(scriptedClient());
		await expect(broken.meter.complete(request(limited), overdrawn)).rejects.toThrow('not in the script');
		expect(broken.free().free).toMatchObject({ requests: 0, tokens: 850 });
	});

	it('for an embedding that failed in time keeps its reason', async () => {
		const client: ModelClient = { ...scriptedClient(), embed: async () => ({ ok: false, failure: failureOf('server_error') }) };
		const { meter } = limitedTo(client, fakeClock().now() + 700);
		expect(await meter.embed(limited, ['x'], overdrawn)).toMatchObject({ result: { failure: { kind: 'server_error' } } });
	});

	it('counts from when it leaves', async () => {
		const late = limitedTo({
			...scriptedClient(),
			complete: async (_, __, onLeave) => (late.clock.advance(5_000), onLeave?.(), answers('x')),
		});
		const began = late.clock.now();
		await late.meter.complete(request(limited), overdrawn);
		expect(late.free().freeAtMs).toBe(began + 5_000 + 61_000);
	});

	it('that failed without a bill has used its place and no tokens; one that was stopped before it left has used nothing', async () => {
		const failed = limitedTo(scriptedClient(fails('rate_limited')));
		await failed.meter.complete(request(limited), overdrawn);
		expect(failed.free().free).toMatchObject({ requests: 0, tokens: 1_000 });
		const stopped = limitedTo(scriptedClient(fails('cancelled')));
		await stopped.meter.complete(request(limited), overdrawn);
		expect(stopped.free().free).toMatchObject({ requests: 1, tokens: 1_000 });
	});
});

describe('what is not believed', () => {
	it('is told once for each model and thing, and never handed on', async () => {
		const lie = answers('a text', { usage: usage(0, 0), stated: { costNanoUsd: 0, impossible: false } });
		const { meter } = metered(scriptedClient(lie, lie, lie));
		const other = modelAt(1);
		const results = [await meter.complete(request(), ASK), await meter.complete(request(), ASK), await meter.complete(request(other), ASK)];
		expect(meter.doubts()).toEqual([
			{ model, what: 'tokens' },
			{ model, what: 'cost' },
			{ model: other, what: 'tokens' },
			{ model: other, what: 'cost' },
		]);
		expect(results).toMatchObject(results.map(() => ({ result: { answer: { usage: null } } })));
	});

	it('is no small count of a prompt that is mostly images', async () => {
		const content = [
			{ kind: 'text' as const, text: 'What is it?' },
			{ kind: 'image' as const, url: 'https://images.example/1.png' },
			{ kind: 'image' as const, url: 'https://images.example/2.png' },
		];
		const { meter } = metered(scriptedClient(answers('a cat', { usage: usage(9, 2) })));
		const size = { ...ASK.size, inputTokens: 2 * IMAGE_TOKENS + 30 };
		await meter.complete({ ...request(), messages: [{ role: 'user', content }] }, { ...ASK, size });
		expect(meter.doubts()).toEqual([]);
	});
});

describe('charges', () => {
	it('name decision, attempt and purpose; an unbilled call leaves none', () => {
		const { meter } = metered(scriptedClient());
		meter.charge(model, { usage: null, costNanoUsd: 5, basis: 'estimated' }, 'draft', 2);
		meter.charge(model, null, 'failed', 3);
		expect(meter.charges()).toEqual([
			{ id: 'c1', decisionId: 'd', attempt: 2, modelId: model.id, purpose: 'draft', usage: null, costNanoUsd: 5, basis: 'estimated' },
		]);
	});

	it('of checks and embeddings belong to no attempt', async () => {
		const client: ModelClient = { ...scriptedClient(answers('x')), embed: async () => ({ ok: true, vectors: [], usage: null }) };
		const { meter } = metered(client);
		await meter.call.complete('check', request());
		await meter.call.embed(model, ['12345', '678']);
		expect(meter.charges()).toMatchObject([
			{ purpose: 'check', attempt: null },
			{ purpose: 'embedding', attempt: null, usage: usage(8, 0), costNanoUsd: 8_000, basis: 'estimated' },
		]);
	});
});

describe('under a cap', () => {
	it('nothing is sent that does not fit', async () => {
		const client = scriptedClient();
		const { meter } = metered(client, 199_999);
		expect(await meter.complete(request(), ASK)).toMatchObject({ kind: 'over_budget' });
		expect(client.sent).toEqual([]);
	});

	it('an unknown price is not spent', async () => {
		const client = scriptedClient();
		const { meter } = metered(client, 1e12);
		expect(await meter.complete(request(modelAt(0, { price: null })), ASK)).toMatchObject({ kind: 'over_budget' });
		expect(client.sent).toEqual([]);
	});

	it('a strategy or check is told so as a failure, without a charge', async () => {
		const client = scriptedClient();
		const { meter } = metered(client, 10);
		expect(await meter.call.complete('check', request())).toMatchObject({ ok: false, failure: { billed: false, retryable: false } });
		expect(await meter.call.embed(model, ['12345678901'])).toMatchObject({ ok: false });
		expect([client.sent, meter.charges()]).toEqual([[], []]);
	});

	it('an image in what a check asks counts as an image, not as the text of its data', async () => {
		const { budget, meter } = metered(scriptedClient(answers('x')), 10_000_000);
		const url = `data:image/png;base64,${'A'.repeat(100_000)}`;
		const messages = [
			{
				role: 'user' as const,
				content: [
					{ kind: 'text' as const, text: 'What is it?' },
					{ kind: 'image' as const, url },
				],
			},
		];
		expect(await meter.call.complete('check', { ...request(), messages })).toMatchObject({ ok: true });
		expect(budget.spent()).toBeLessThan(3_000_000);
	});

	it('a client that breaks does not leave its reservation standing', async () => {
		const { budget, meter } = metered(scriptedClient(), 1_000_000);
		await expect(meter.complete(request(), ASK)).rejects.toThrow('not in the script');
		expect([budget.spent(), budget.unspent()]).toEqual([200_000, 800_000]);
	});

	it('50 calls at once never overrun it', async () => {
		const cost = 200_000;
		const waiting: (() => void)[] = [];
		const reply = () => new Promise<CallResult>((resolve) => waiting.push(() => resolve(answers('x', { usage: usage(100, 50) }))));
		const { budget, meter } = metered(scriptedClient(...Array.from({ length: 50 }, () => reply)), 7 * cost + 1);
		const all = Array.from({ length: 50 }, () => meter.complete(request(), ASK));
		await new Promise((resolve) => setImmediate(resolve));
		waiting.forEach((answer) => answer());
		const kinds = (await Promise.all(all)).map(({ kind }) => kind);
		expect(kinds.filter((kind) => kind === 'sent')).toHaveLength(7);
		expect([budget.spent(), budget.unspent()]).toEqual([7 * cost, 1]);
	});
});

describe('a judge under a cost cap', () => {
	it('waits for calls in flight that hold the money, and is refused where it is spent', async () => {
		const { budget, meter } = metered(scriptedClient(answers('{}', { usage: usage(10, 1) })), 1_000_000);
		const held = await reserved(budget, 950_000);
		const judged = meter.call.complete('judge', request());
		await new Promise((resolve) => setImmediate(resolve));
		expect(meter.charges()).toEqual([]);
		held.settle(10_000);
		expect(await judged).toMatchObject({ ok: true });
		expect(meter.charges()).toMatchObject([{ purpose: 'judge', costNanoUsd: 12_000 }]);
		(await reserved(budget, 978_000)).settle(978_000);
		expect(await meter.call.complete('judge', request())).toMatchObject({
			ok: false,
			failure: { message: 'The budget leaves no room for this call.' },
		});
	});
});
