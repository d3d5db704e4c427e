import { seeded } from '../../../scripts/lib/seeded';
import type { CallResult } from '../../../router/calls/client';
import type { FailureKind } from '../../../router/calls/failure';
import { answers, fails, modelAt } from '../../support/routing';
import { simulate, type Simulated, type Simulation } from '../../support/simulation';

const STATUS: Partial<Record<FailureKind, number>> = { server_error: 500, rate_limited: 429, overloaded: 503 };
const failing = (kind: FailureKind) => fails(kind, { httpStatus: STATUS[kind] ?? null });
const lost = (simulated: Simulated) => Object.values(simulated.lost).reduce((sum, count) => sum + count, 0);

type Mix = Partial<Record<FailureKind, number>>;

/** 1,000 items through a provider each of whose calls fails by chance, in these shares. */
async function mixed(mix: Mix, seed: number, more: Partial<Simulation> = {}): Promise<Simulated> {
	const random = seeded(seed);
	const reply = (): CallResult => {
		let left = random();
		for (const [kind, share] of Object.entries(mix) as [FailureKind, number][]) if ((left -= share) < 0) return failing(kind);
		return answers();
	};
	return await simulate({ items: 1_000, parallel: 10, latencyMs: () => 200 + 1_800 * random(), random, reply, ...more });
}

/** What three calls in a row would lose of 1,000 items. */
const bareLoss = (mix: Mix) => 1_000 * Object.values(mix).reduce((sum, share) => sum + share, 0) ** 3;

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const TRAP: Mix = { server_error: 0.05, connection: 0.05, rate_limited: 0.005 };
const BYPASS = { models: [modelAt(0), modelAt(1)], plan: { floor: 'p1/m' } };

describe('where one model alone may serve, no more than one item in a hundred is lost beyond what three bare calls would lose', () => {
	it.each([
		['one model, parallel 10', { parallel: 10 }],
		['one model, parallel 20', { parallel: 20 }],
		['one model, parallel 50', { parallel: 50 }],
		['bypass, parallel 20', { parallel: 20, ...BYPASS }],
	])(
		'to some server errors, some resets and a rate limit now and then: %s',
		async (_, more) => {
			for (const seed of SEEDS) expect(lost(await mixed(TRAP, seed, more))).toBeLessThanOrEqual(bareLoss(TRAP) + 10);
		},
		60_000,
	);

	it.each<[string, Mix]>([
		['rate limits without Retry-After alone', { rate_limited: 0.05 }],
		['many server errors', { server_error: 0.2, rate_limited: 0.005 }],
		['overload', { server_error: 0.05, overloaded: 0.05, rate_limited: 0.005 }],
	])(
		'to %s',
		async (_, mix) => {
			for (const seed of [1, 2, 3]) expect(lost(await mixed(mix, seed))).toBeLessThanOrEqual(bareLoss(mix) + 10);
		},
		60_000,
	);
});

describe('a provider that is down for a while and has no other beside it', () => {
	/** Down from 20 s on. */
	const downFor = (seconds: number, kind: FailureKind) =>
		mixed({}, 1, { reply: ({ atMs }) => (atMs > 20_000 && atMs < 20_000 + seconds * 1_000 ? failing(kind) : answers()) });

	it.each(['server_error', 'rate_limited'] as const)('loses nothing to a hiccup: %s', async (kind) => {
		expect((await downFor(1, kind)).lost).toEqual({});
	});

	it.each(['server_error', 'connection', 'rate_limited', 'overloaded'] as const)(
		'loses few while it lasts, and none after: %s',
		async (kind) => {
			const simulated = await downFor(120, kind);
			// Ten at a time, and each of them waits.
			expect(lost(simulated)).toBeLessThan(80);
			const after = simulated.executions.filter((_, item) => (simulated.endedMs[item] ?? 0) > 175_000);
			expect(after.length).toBeGreaterThan(500);
			expect(after.every(({ end }) => end.kind === 'answer')).toBe(true);
		},
	);

	it.each(['server_error', 'connection', 'rate_limited'] as const)('for good does not keep the items for ever: %s', async (kind) => {
		const simulated = await downFor(1e6, kind);
		expect(simulated.tookMs).toBeLessThan(7 * 60_000);
		expect(simulated.calls.length).toBeLessThan(400);
	});
});

it('healthy traffic costs one call an item and no waiting', async () => {
	const simulated = await mixed({}, 1, { latencyMs: () => 1_000 });
	expect([simulated.lost, simulated.calls.length, simulated.tookMs]).toEqual([{}, 1_000, 100_000]);
});

it('where another model may serve, nobody waits for one that is down', async () => {
	const models = [modelAt(0), modelAt(1)];
	const simulated = await mixed({}, 1, {
		models,
		latencyMs: () => 1_000,
		reply: ({ model }) => (model.rank === 0 ? failing('server_error') : answers()),
	});
	expect(simulated.lost).toEqual({});
	expect(simulated.tookMs).toBeLessThan(110_000);
	expect(simulated.calls.filter(({ model }) => model.rank === 0).length).toBeLessThan(40);
});
