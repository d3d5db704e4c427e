import type { CallResult } from '../../../router/calls/client';
import { createHealth } from '../../../router/health/inProcess';
import type { Check } from '../../../router/quality/check';
import { setup, strong, weak, witness } from '../../support/executing';
import { answers, BY, failing, fails, fakeClock, failureOf, scriptedClient, T0 } from '../../support/routing';

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
