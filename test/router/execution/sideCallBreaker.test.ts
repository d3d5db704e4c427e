import type { CallResult, MeteredCall, ModelRequest } from '../../../router/calls/client';
import { asSideCall, withSideCallBreaker } from '../../../router/execution/sideCallBreaker';
import { createHealth } from '../../../router/health/inProcess';
import { answers, BY, failing, failureOf, fails, fakeClock, modelAt } from '../../support/routing';

const judge = modelAt(0);
const request: ModelRequest = {
	model: judge,
	messages: [],
	maxOutputTokens: 50,
	temperature: null,
	responseFormat: null,
	logProbs: false,
	omit: [],
	timeoutMs: 1,
	firstByteMs: null,
};

function setup(reply: () => CallResult) {
	const health = createHealth();
	const clock = fakeClock();
	const counts = { complete: 0, embed: 0 };
	const inner: MeteredCall = {
		complete: async () => ((counts.complete += 1), reply()),
		embed: async () => ((counts.embed += 1), { ok: false, failure: failureOf('auth', { httpStatus: 401 }) }),
	};
	let decisions = 0;
	/** Of one decision after the other. */
	const of = () => withSideCallBreaker(inner, { health, clock, deadlineMs: null, decisionId: String(decisions++) });
	const call: MeteredCall = {
		complete: (purpose, asked) => of().complete(purpose, asked),
		embed: (model, texts) => of().embed(model, texts),
	};
	return { health, clock, counts, call };
}

describe('a judge, embedder or check', () => {
	it('is not asked for a while after five failures in a row, then once, and again when that goes well', async () => {
		let reply = fails('timeout');
		const { call, clock, counts } = setup(() => reply);
		for (let i = 0; i < 7; i++) await call.complete('judge', request);
		expect(counts.complete).toBe(5);
		expect(await call.complete('judge', request)).toMatchObject({ ok: false, failure: { kind: 'server_error', billed: false } });
		clock.advance(5_001);
		reply = answers('fine');
		expect(await call.complete('judge', request)).toMatchObject({ ok: true });
		await call.complete('judge', request);
		expect(counts.complete).toBe(7);
	});

	it('is asked by the next item where the one to try it again was cancelled', async () => {
		let reply = fails('timeout');
		const { call, clock, counts } = setup(() => reply);
		for (let i = 0; i < 5; i++) await call.complete('judge', request);
		clock.advance(5_001);
		reply = fails('cancelled');
		await call.complete('judge', request);
		await call.complete('judge', request);
		expect(counts.complete).toBe(7);
	});

	it('that fails says nothing against the same provider as a place for answers', async () => {
		const { call, health, clock } = setup(() => fails('timeout'));
		for (let i = 0; i < 7; i++) await call.complete('judge', request);
		expect(health.view(clock.now(), null).of(judge)).toMatchObject({ breaker: { kind: 'closed' }, coolingUntilMs: null, p95Ms: null });
	});

	it('whose key was refused is left alone, for answers too', async () => {
		const { call, counts, health, clock } = setup(() => answers());
		await call.embed(judge, ['a']);
		expect(await call.embed(judge, ['a'])).toMatchObject({ ok: false, failure: { kind: 'auth' } });
		expect(await call.complete('check', request)).toMatchObject({ ok: false, failure: { kind: 'auth' } });
		expect(counts).toEqual({ complete: 0, embed: 1 });
		expect(health.view(clock.now(), null).of(judge).coolingFor).toBe('auth');
	});

	it('has its own answer times, and its own failures at each provider and model', async () => {
		const { call, clock, health, counts } = setup(() => (clock.advance(300), answers()));
		await call.complete('judge', request);
		expect(health.view(clock.now(), null).of(asSideCall(judge)).p95Ms).toBe(300);
		expect(health.view(clock.now(), null).of(asSideCall(modelAt(1))).p95Ms).toBeNull();
		failing(health, asSideCall(modelAt(1)), { kind: 'timeout', atMs: clock.now() });
		health.gaveUp(asSideCall(modelAt(2)), failureOf('overloaded'), clock.now(), BY);
		expect(await call.complete('judge', request)).toMatchObject({ ok: true });
		expect(counts.complete).toBe(2);
	});

	it('that is left alone says why, and is not to be tried again', async () => {
		const { call, health, clock } = setup(() => answers());
		health.gaveUp(judge, failureOf('overloaded'), clock.now(), BY);
		const message = 'on cooldown after an earlier failure (provider overloaded)';
		expect(await call.complete('judge', request)).toEqual({
			ok: false,
			failure: {
				kind: 'overloaded',
				scope: 'model',
				httpStatus: null,
				parameter: null,
				retryAfterMs: null,
				billed: false,
				retryable: false,
				message,
				summary: message,
			},
			usage: null,
			limits: null,
		});
	});

	it('is spared while its model cools down as a candidate', async () => {
		const { call, counts, health, clock } = setup(() => answers());
		health.gaveUp(judge, failureOf('overloaded'), clock.now(), BY);
		expect(await call.complete('judge', request)).toMatchObject({ ok: false, failure: { kind: 'overloaded' } });
		expect(counts.complete).toBe(0);
	});
});
