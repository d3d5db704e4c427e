import type { CallResult } from '../../../router/calls/client';
import { notEmpty } from '../../../router/quality/notEmpty';
import { createBudget } from '../../../router/execution/budgets/budget';
import { currentPlan } from '../../../router/execution/execute';
import type { Check } from '../../../router/quality/check';
import { costNanoUsd } from '../../../router/registry/cost';
import { NO_LIMITS } from '../../../router/registry/model';
import { request, setup, strong, weak, witness } from '../../support/executing';
import { answers, fails, healthOf, modelAt, OPEN_WAY, planOf, reserved, scored, scriptedClient, T0 } from '../../support/routing';

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

	it('hands on the tools, and judges no step that calls one', async () => {
		const call = { id: 'c1', name: 'weather', arguments: '{}' };
		const client = scriptedClient(answers('', { toolCalls: [call] }));
		const never: Check = {
			name: 'never',
			settings: {},
			severity: 'must_pass',
			cost: 'free',
			remedy: 'stronger',
			needsLogProbs: false,
			run: async () => ({ kind: 'score', score: 0, reason: 'no' }),
		};
		const { run, meter } = setup(client, { checks: [never] });
		expect((await run()).end).toMatchObject({ kind: 'answer', attempt: 0 });
		expect(meter.charges()).toMatchObject([{ purpose: 'answer' }]);
	});

	it('asks nobody else once a part of the answer was shown, but after thinking aloud it does', async () => {
		for (const [part, calls] of [
			[{ kind: 'text', text: 'HALF ' }, 1],
			[{ kind: 'tool_call', index: 0, id: 'c', name: 'f', arguments: '' }, 1],
			[{ kind: 'reasoning', text: 'Hm' }, 2],
			[{ kind: 'text', text: '' }, 2],
		] as const) {
			const script = scriptedClient(fails('auth'), answers('WHOLE'));
			const shown: unknown[] = [];
			const { run } = setup(
				{
					...script,
					async complete(request, signal, onLeave, onPart) {
						if (script.sent.length === 0) onPart?.(part);
						return await script.complete(request, signal, onLeave);
					},
				},
				{ onPart: (one, model) => shown.push([one, model.id]) },
			);
			const { attempts, end } = await run();
			expect(shown).toEqual([[part, weak.id]]);
			expect(attempts).toHaveLength(calls);
			expect(end.kind).toBe(calls === 1 ? 'give_up' : 'answer');
			expect(attempts[0]?.delivered).toBe(calls === 1 ? true : undefined);
		}
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
