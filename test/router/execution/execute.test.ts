import type { CallResult, ModelClient } from '../../../router/calls/client';
import { createBudget, type Budget } from '../../../router/execution/budgets/budget';
import { currentPlan, execute } from '../../../router/execution/execute';
import type { StrongestQuota } from '../../../router/execution/budgets/strongestQuota';
import { createMeter } from '../../../router/execution/meter';
import type { Health } from '../../../router/health/health';
import { createHealth } from '../../../router/health/inProcess';
import type { Policy } from '../../../router/policy';
import type { Check } from '../../../router/quality/check';
import { notEmpty } from '../../../router/quality/notEmpty';
import { costNanoUsd } from '../../../router/registry/cost';
import { NO_LIMITS, type ModelSpec } from '../../../router/registry/model';
import { analyzed } from '../../support/requests';
import {
	answers,
	BY,
	failing,
	fails,
	fakeClock,
	failureOf,
	healthOf,
	modelAt,
	planOf,
	OPEN_WAY,
	reserved,
	scored,
	scriptedClient,
	T0,
	unhurried,
} from '../../support/routing';

const [weak, strong] = [modelAt(0), modelAt(1)];
const request = analyzed('What is the capital of France?');
const policy: Policy = {
	operation: 'routeAndAnswer',
	threshold: 0.5,
	acceptFrom: 0.5,
	maxRetries: 2,
	patienceMs: 30_000,
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
	maxOutputTokens: 77,
};

interface Setup {
	models?: readonly ModelSpec[];
	health?: Health;
	budget?: Budget;
	checks?: readonly Check[];
	strongest?: StrongestQuota;
	maxRetries?: number;
	patienceMs?: number;
	deadlineMs?: number;
	whenSpent?: Policy['whenSpent'];
}

function setup(
	client: ModelClient,
	{
		models = [weak, strong],
		health = createHealth(),
		budget = createBudget(null),
		checks = [notEmpty],
		strongest = OPEN_WAY,
		...over
	}: Setup = {},
) {
	const clock = fakeClock();
	const abort = new AbortController();
	let ids = 0;
	const meter = createMeter({
		client,
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
	const run = () => execute({ plan, request, checks, policy, meter, budget, strongest, by: BY, health, clock, signal: abort.signal });
	return { clock, abort, meter, health, budget, run };
}

/** A health that writes down what it is told. */
function witness(inner: Health = createHealth()) {
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

describe('carrying a plan out', () => {
	it('sends the request as the policy says, and takes the answer', async () => {
		const client = scriptedClient(answers('Paris'));
		const { run, meter } = setup(client);
		const { attempts, end } = await run();
		expect(end).toEqual({ kind: 'answer', attempt: 0, degraded: false });
		expect(attempts).toMatchObject([{ modelId: weak.id, why: 'first', result: { kind: 'answered', answer: { text: 'Paris' } } }]);
		expect(client.sent).toMatchObject([
			{ model: weak, messages: request.request.messages, maxOutputTokens: 77, timeoutMs: 9_000, omit: [] },
		]);
		expect(meter.charges()).toMatchObject([{ purpose: 'answer', attempt: 0, modelId: weak.id, basis: 'estimated' }]);
	});

	it('retries after the backoff, then falls back, and charges what was billed only', async () => {
		const client = scriptedClient(fails('overloaded'), fails('overloaded', { billed: true }), answers('Paris'));
		const { run, clock, meter } = setup(client);
		const { attempts, end } = await run();
		expect(client.called()).toEqual([weak.id, weak.id, strong.id]);
		expect(attempts.map(({ why }) => why)).toEqual(['first', 'retry', 'fallback']);
		expect(end).toMatchObject({ kind: 'answer', attempt: 2 });
		expect(clock.slept).toEqual([250]);
		expect(meter.charges()).toMatchObject([
			{ purpose: 'failed', attempt: 1, costNanoUsd: null, basis: 'unknown' },
			{ purpose: 'answer', attempt: 2 },
		]);
	});

	it('escalates a rejected answer and charges it as a draft', async () => {
		const client = scriptedClient(answers(' '), answers('Paris'));
		const { run, meter } = setup(client);
		const { attempts, end } = await run();
		expect(attempts.map(({ why }) => why)).toEqual(['first', 'escalation']);
		expect(end).toMatchObject({ kind: 'answer', attempt: 1 });
		expect(meter.charges().map(({ purpose }) => purpose)).toEqual(['draft', 'answer']);
	});

	it('leaves out what the model refused, in later requests too, and says so of each attempt', async () => {
		const client = scriptedClient(fails('unsupported', { parameter: 'seed' }), fails('server_error'), answers(), answers());
		const { run } = setup(client);
		const asked = [...(await run()).attempts, ...(await run()).attempts].map(({ omitted }) => omitted);
		expect([asked, client.sent.map(({ omit }) => omit)]).toEqual(Array(2).fill([[], ['seed'], ['seed'], ['seed']]));
	});

	it('sends the output limit the model names', async () => {
		const outputLimit = { tokens: 40, lasting: false };
		const client = scriptedClient(fails('unsupported', { parameter: 'max_tokens', outputLimit }), answers());
		await setup(client, { maxRetries: 0 }).run();
		expect(client.sent.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([77, 40]);
	});

	it('keeps the text of an answer that broke off, and asks once more', async () => {
		const half = { ...fails('interrupted', { billed: true }), partial: 'half' } as CallResult;
		const { attempts } = await setup(scriptedClient(half, answers('Paris'))).run();
		expect(attempts.map(({ result }) => result)).toMatchObject([{ kind: 'failed', partial: 'half' }, { kind: 'answered' }]);
	});
});

describe('what is asked of a model', () => {
	const check = (needsLogProbs: boolean): Check => ({ ...notEmpty, needsLogProbs });

	it.each([
		[[check(false), check(true)], true],
		[[check(false)], false],
		[[], false],
	])('are log-probabilities where a check needs them (%#)', async (checks, logProbs) => {
		const client = scriptedClient(answers());
		await setup(client, { checks }).run();
		expect(client.sent).toMatchObject([{ logProbs }]);
	});

	it('is no more than it can hold in a minute: another model is asked', async () => {
		const small = modelAt(0, { limits: { ...NO_LIMITS, tokensPerMinute: 1 } });
		const { attempts, end } = await setup(scriptedClient(answers()), { models: [small, strong] }).run();
		expect(attempts).toMatchObject([{ modelId: small.id, result: { kind: 'never_fits' } }, { modelId: strong.id }]);
		expect(end).toMatchObject({ kind: 'answer', attempt: 1 });
	});

	it('goes beyond a used-up budget only where that is allowed, and only to the cheapest', async () => {
		const spent = { budget: createBudget(10, 10) };
		expect((await setup(scriptedClient(), spent).run()).end).toMatchObject({ kind: 'give_up', reason: 'budget' });
		const client = scriptedClient(answers('Paris'));
		expect((await setup(client, { ...spent, whenSpent: 'cheapest' }).run()).end).toMatchObject({ kind: 'answer' });
		expect(client.called()).toEqual([weak.id]);
	});

	it('takes a place in the share of the strongest model only there', async () => {
		for (const { script, reached } of [
			{ script: [answers('Paris')], reached: 0 },
			{ script: [fails('auth'), answers('Paris')], reached: 1 },
		]) {
			let asked = 0;
			const { run } = setup(scriptedClient(...script), { strongest: { closed: () => false, reach: async () => (asked++, true) } });
			await run();
			expect(asked).toBe(reached);
		}
	});
});

describe('who waits looks again', () => {
	const limited = { coolingFor: 'rate_limited' as const };

	it('when the wait is over, and takes a better model that has become free', async () => {
		const ill = { [weak.id]: { ...limited, coolingUntilMs: T0 + 9_000 }, [strong.id]: { ...limited, coolingUntilMs: T0 + 5_000 } };
		let view = healthOf(ill);
		const health = { ...witness().health, view: () => view };
		const client = scriptedClient(answers());
		const { run, clock } = setup(client, { health });
		clock.duringSleep = () => (view = healthOf());
		await run();
		expect([client.called(), clock.slept]).toEqual([[weak.id], [5_000]]);
	});

	it('and counts as impatient once all the patience is used up', () => {
		const told: unknown[] = [];
		const budget = { ...createBudget(null), unspent: (impatient?: boolean) => (told.push(impatient), 7) };
		const plan = planOf([weak], scored([weak], [1]), { patienceMs: 100 });
		const plans = [100, 101].map((waited) => currentPlan({ plan, budget, strongest: OPEN_WAY }, [], T0 + waited));
		expect(told).toEqual([false, true]);
		expect(plans).toEqual([1, 2].map(() => ({ ...plan, budgetLeftNanoUsd: 7, strongestClosed: false })));
	});
});

describe('what health is told', () => {
	it('names each model that was given up, with its own failure', async () => {
		const { health, told } = witness();
		await setup(scriptedClient(fails('auth'), fails('server_error')), { health, maxRetries: 0 }).run();
		expect(told).toEqual([
			'started 0',
			'failed 0: auth',
			'gave up 0: auth',
			'started 1',
			'failed 1: server_error',
			'gave up 1: server_error',
		]);
	});

	it('is nothing of a call that was cancelled, or that the deadline of the item ended', async () => {
		const cancelled = witness();
		expect((await setup(scriptedClient(fails('cancelled')), { health: cancelled.health }).run()).end).toMatchObject({
			reason: 'cancelled',
		});
		expect(cancelled.told).toEqual(['started 0']);
		for (const { tookMs, expected } of [
			{ tookMs: 9_000, expected: ['started 0'] },
			{ tookMs: 8_900, expected: ['started 0', 'failed 0: timeout', 'gave up 0: timeout'] },
		]) {
			const { health, told } = witness();
			const late = setup(
				scriptedClient(() => (late.clock.advance(tookMs), fails('timeout'))),
				{ models: [weak], health, deadlineMs: T0 + 9_000, maxRetries: 0 },
			);
			await late.run();
			expect(told).toEqual(expected);
		}
	});

	it('is a refusal in the end, unless a second provider refused the request too', async () => {
		const { health, told } = witness();
		const gaveUp = () => told.filter((line) => line.startsWith('gave up'));
		await setup(scriptedClient(fails('refused'), fails('refused')), { health }).run();
		expect(gaveUp()).toEqual([]);
		await setup(scriptedClient(fails('refused'), answers()), { health }).run();
		expect(gaveUp()).toEqual(['gave up 0: refused']);
	});

	it('a give-up comes once, after the last retry', async () => {
		const { health, told } = witness();
		await setup(scriptedClient(fails('server_error'), fails('server_error'), fails('server_error'), answers()), { health }).run();
		const tried = ['started 0', 'failed 0: server_error'];
		expect(told).toEqual([...tried, ...tried, ...tried, 'gave up 0: server_error', 'started 1', 'answered 1 in 0']);
	});

	it('an answer comes before its checks: a probe that went well keeps nobody out while they take their time', async () => {
		const health = createHealth();
		const during: string[] = [];
		const slow: Check = {
			name: 'Slow',
			severity: 'counts',
			remedy: 'stronger',
			cost: 'free',
			needsLogProbs: false,
			settings: null,
			run: async () => (during.push(health.view(probe.clock.now(), null).of(weak).breaker.kind), { kind: 'score', score: 1, reason: '' }),
		};
		const probe = setup(scriptedClient(answers()), { models: [weak], health, checks: [slow] });
		failing(health, weak, { atMs: probe.clock.now() - 31_000 });
		await probe.run();
		expect(during).toEqual(['closed']);
	});

	it('a model that answered its retry was not given up', async () => {
		const { health, told } = witness();
		await setup(scriptedClient(fails('server_error'), answers()), { health }).run();
		expect(told).toEqual(['started 0', 'failed 0: server_error', 'started 0', 'answered 0 in 0']);
	});

	it('nor was one whose retry was answered, and the answer rejected', async () => {
		const { health, told } = witness();
		await setup(scriptedClient(fails('overloaded'), answers(' '), answers()), { health }).run();
		expect(told.filter((line) => line.startsWith('gave up'))).toEqual([]);
	});

	it('a give-up comes once, however long the wait for the next model is', async () => {
		const inner = createHealth();
		inner.gaveUp(strong, failureOf('overloaded'), fakeClock().now(), BY);
		const { health, told } = witness(inner);
		const { run, clock } = setup(scriptedClient(fails('auth'), answers()), { health });
		await run();
		expect(told).toEqual(['started 0', 'failed 0: auth', 'gave up 0: auth', 'started 1', 'answered 1 in 0']);
		expect(clock.slept).toEqual([15_000]);
	});

	it('the last failure of all is a give-up too', async () => {
		const { health, told } = witness();
		const { end } = await setup(scriptedClient(fails('bad_request')), { health }).run();
		expect(end).toEqual({ kind: 'give_up', reason: 'bad_request', draft: null });
		expect(told).toEqual(['started 0', 'failed 0: bad_request', 'gave up 0: bad_request']);
	});

	it('the time an answer took is from sending to receiving', async () => {
		const { health, told } = witness();
		const slow = setup(
			scriptedClient(() => {
				slow.clock.advance(1_234);
				return answers();
			}),
			{ health },
		);
		await slow.run();
		expect(told).toContain('answered 0 in 1234');
	});
});

describe('several requests to one provider', () => {
	it('count once each for the breaker, however many of its models failed, and however often', async () => {
		const health = createHealth();
		const one = [weak, { ...strong, providerId: weak.providerId }];
		const six = Array.from({ length: 6 }, () => fails('server_error'));
		await setup(scriptedClient(...six), { models: one, health }).run();
		failing(health, weak, { times: 3 });
		expect(health.view(T0, null).of(weak).breaker.kind).toBe('closed');
		failing(health, weak, { times: 4 });
		expect(health.view(T0, null).of(weak).breaker.kind).toBe('open');
	});

	it('count what is no breakdown for each model, beside a breakdown too', async () => {
		const one = [weak, { ...strong, providerId: weak.providerId }];
		for (const kinds of [
			['auth', 'auth'],
			['auth', 'server_error'],
			['server_error', 'auth'],
		] as const) {
			const { health, told } = witness();
			await setup(scriptedClient(...kinds.map((kind) => fails(kind))), { models: one, health, maxRetries: 0 }).run();
			expect(told.filter((line) => line.startsWith('gave up'))).toEqual(kinds.map((kind, rank) => `gave up ${rank}: ${kind}`));
		}
	});

	it('send one probe when the breaker has been open long enough', async () => {
		const health = createHealth();
		const clock = fakeClock();
		failing(health, weak, { atMs: clock.now() - 31_000 });
		const client = scriptedClient(() => new Promise<CallResult>(() => undefined));
		const runs = [1, 2].map(() => setup(client, { models: [weak], health }));
		runs.forEach(({ run }) => void run());
		for (let i = 0; i < 50; i++) await Promise.resolve();
		expect(client.sent).toHaveLength(1);
	});
});

describe('a cancelled execution', () => {
	it('during a wait ends as cancelled, whatever the patience has left', async () => {
		const client = scriptedClient(fails('rate_limited', { retryAfterMs: 20_000 }));
		const { run, clock, abort } = setup(client, { models: [weak] });
		clock.duringSleep = () => abort.abort();
		const { attempts, end } = await run();
		expect(end).toEqual({ kind: 'give_up', reason: 'cancelled', draft: null });
		expect(attempts).toHaveLength(1);
	});

	it('during a call ends as cancelled, whatever the client makes of it, and nobody is blamed', async () => {
		for (const reply of [fails('cancelled'), fails('connection')]) {
			const { health, told } = witness();
			const stopped = setup(
				scriptedClient(() => {
					stopped.abort.abort();
					return reply;
				}),
				{ health },
			);
			expect((await stopped.run()).end).toEqual({ kind: 'give_up', reason: 'cancelled', draft: null });
			expect(told).toEqual(['started 0']);
		}
	});

	it("during a probe leaves the probe's place to another", async () => {
		const health = createHealth();
		const stopped = setup(
			scriptedClient(() => {
				stopped.abort.abort();
				return fails('cancelled');
			}),
			{ models: [weak], health },
		);
		failing(health, weak, { atMs: stopped.clock.now() - 31_000 });
		expect((await stopped.run()).end).toMatchObject({ reason: 'cancelled' });
		expect(health.view(stopped.clock.now(), null).of(weak).breaker.kind).toBe('closed');
	});

	it('keeps an answer that had arrived', async () => {
		const stopped = setup(
			scriptedClient(() => {
				stopped.abort.abort();
				return answers('Paris');
			}),
		);
		expect((await stopped.run()).end).toMatchObject({ kind: 'answer', attempt: 0 });
	});

	it('calls nobody where it was cancelled before', async () => {
		const client = scriptedClient();
		const { run, abort } = setup(client);
		abort.abort();
		expect((await run()).end).toMatchObject({ reason: 'cancelled' });
		expect(client.sent).toEqual([]);
	});
});

describe('a cost cap', () => {
	const cost = (request.needs.inputTokens + request.needs.roomTokens) * 1_000;

	it('shared by 50 parallel requests is never overrun, and the rest give up', async () => {
		const budget = createBudget(10 * cost);
		const reply = () =>
			Promise.resolve(
				answers('x', { usage: { inputTokens: request.needs.inputTokens, outputTokens: request.needs.roomTokens, cachedInputTokens: 0 } }),
			);
		const client = scriptedClient(...Array.from({ length: 50 }, () => reply));
		const ends = await Promise.all(Array.from({ length: 50 }, () => setup(client, { models: [weak], budget }).run()));
		expect(budget.spent()).toBe(10 * cost);
		expect(ends.filter(({ end }) => end.kind === 'answer')).toHaveLength(10);
		expect(ends.filter(({ end }) => end.kind === 'give_up' && end.reason === 'budget')).toHaveLength(40);
	});

	it('held by calls in flight is waited for, and decides nothing', async () => {
		const usage = { inputTokens: request.needs.inputTokens, outputTokens: 1, cachedInputTokens: 0 };
		const budget = createBudget(cost + 2 * (costNanoUsd(weak.price, usage) ?? NaN));
		const reply = () => Promise.resolve(answers('x', { usage }));
		const runs = [1, 2, 3].map(() => setup(scriptedClient(reply), { models: [weak], budget }).run());
		expect((await Promise.all(runs)).map(({ end }) => end.kind)).toEqual(['answer', 'answer', 'answer']);
	});

	it('used up by others during a backoff ends the retries', async () => {
		const budget = createBudget(cost);
		const client = scriptedClient(fails('server_error'));
		const { run, clock } = setup(client, { models: [weak], budget });
		clock.duringSleep = () => void reserved(budget, 1).then((one) => one.settle(1));
		expect((await run()).end).toEqual({ kind: 'give_up', reason: 'server_error', draft: null });
		expect(clock.slept).toEqual([250]);
	});
});

describe('a check that only escalates', () => {
	const doubts: Check = {
		name: 'Doubts',
		severity: 'escalates',
		remedy: 'stronger',
		cost: 'free',
		needsLogProbs: false,
		settings: null,
		run: async () => ({ kind: 'score', score: 0, reason: 'doubtful' }),
	};

	it('sends a doubtful answer up, and takes the strongest at its word', async () => {
		const { run } = setup(scriptedClient(answers('a draft'), answers('the last word')), { checks: [doubts] });
		expect(await run()).toMatchObject({
			end: { kind: 'answer', attempt: 1 },
			attempts: [
				{ modelId: weak.id, result: { gate: { verdict: 'rejected' } } },
				{ modelId: strong.id, result: { gate: { verdict: 'accepted' } } },
			],
		});
	});
});

describe('the time a check takes', () => {
	it('is no waiting: the patience is whole for the next model', async () => {
		const slow = (advance: () => void): Check => ({
			name: 'Slow',
			severity: 'counts',
			remedy: 'stronger',
			cost: 'free',
			needsLogProbs: false,
			settings: null,
			run: async ({ answer }) => (advance(), { kind: 'score', score: answer.text === 'a draft' ? 0 : 1, reason: 'slow' }),
		});
		let spend = (): void => undefined;
		const limited = fails('rate_limited', { retryAfterMs: 900 });
		const { run, clock } = setup(scriptedClient(answers('a draft'), limited, answers('good')), {
			checks: [slow(() => spend())],
			maxRetries: 1,
			patienceMs: 1_000,
		});
		spend = () => clock.advance(5_000);
		expect(await run()).toMatchObject({ end: { kind: 'answer', attempt: 2 } });
	});
});
