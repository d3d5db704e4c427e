import fc from 'fast-check';

import { resume } from '../../../../router/learning/autotune/begin';
import { certifiedPercent } from '../../../../router/learning/autotune/ladder';
import { next } from '../../../../router/learning/autotune/next';
import { readState } from '../../../../router/learning/autotune/state';
import { wish } from '../../../../router/learning/autotune/wish';
import { BASIS, drive, fresh, laddersOf, PLAN, spread } from './drive';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const served = (wishes: ReturnType<typeof drive>['wishes']) => wishes.map(({ serve }) => (serve.kind === 'weaker' ? 1 : 0));

describe('Auto-Tune', () => {
	it('sends everything to the strongest and audits nothing while it learns what requests look like', () => {
		const { state, wishes } = drive(fresh(), { items: 99 });
		expect(state.phase.kind).toBe('warming');
		expect(wishes.every(({ serve, audit }) => serve.kind === 'strongest' && audit === null)).toBe(true);
		expect(drive(state, { items: 1, from: 99 }).state.phase.kind).toBe('comparing');
	});

	it('audits all of the cheapest-looking 40 % and nothing else until something is certified', () => {
		const { state } = drive(fresh({}, { expectedItems: 3_000 }), { items: 100 });
		const audits = Array.from({ length: 100 }, (_, i) => wish(state, { id: `x${String(i)}`, score: i / 100 }).audit?.probability ?? 0);
		expect(audits.map((probability, i) => (probability === 1) === i < 40).filter(Boolean).length).toBeGreaterThanOrEqual(98);
	});

	it('moves all work where nothing is ever lost, and goes on auditing one in twenty', () => {
		const { state, wishes } = drive(fresh(), { items: 4_000 });
		expect(state.phase.kind).toBe('certified');
		expect(laddersOf(state).map(certifiedPercent)).toEqual([100]);
		expect(sum(served(wishes.slice(-500)))).toBe(500);
		expect(wishes.at(-1)?.audit).toMatchObject({ probability: 0.05, ticket: { kind: 'watch' } });
	});

	it('gives up where most is lost, and says so', () => {
		const { state, wishes } = drive(fresh(), { items: 1_000, loss: () => 1 });
		expect(state.phase.kind).toBe('does_not_pay');
		expect(state.audits.done).toBeLessThanOrEqual(60);
		expect(sum(served(wishes))).toBe(0);
	});

	it('never audits more than 400 requests to climb', () => {
		const { state } = drive(fresh({}, { expectedItems: 1e6 }), { items: 5_000, loss: (i) => (i % 19 === 0 ? 1 : 0) });
		expect(state.audits.drawn).toBeLessThanOrEqual(400);
		expect(laddersOf(state)[0]?.climbing).not.toBe('climbing');
	});

	it('spends no more than it may', () => {
		const { state } = drive(fresh({}, { mostNanoUsd: 5_000 }), { items: 3_000 });
		expect(state.audits.spentNanoUsd).toBeLessThanOrEqual(5_000);
		expect(state.audits.done).toBe(45);
		expect(state.phase.kind).not.toBe('comparing');
	});

	it.each([
		[{ nanoUsd: null }, 'unknown_prices'],
		[{ expectedItems: 999 }, 'too_few_items'],
	] as const)('does not start with %j', (plan, why) => {
		const state = fresh({}, plan);
		expect(state.phase).toEqual({ kind: 'not_started', why });
		expect(wish(state, { id: 'a', score: 0 })).toEqual({ serve: { kind: 'strongest' }, audit: null });
		expect(next(state, { kind: 'tick', plan: PLAN }).phase.kind).toBe('warming');
	});

	it('does not start where a cheap model is hardly cheaper and little is expected', () => {
		const plan = { expectedItems: 900, nanoUsd: { weaker: [50], strongest: 150, judge: 100 } };
		expect(fresh({ target: 0.9 }, plan).phase).toEqual({ kind: 'not_started', why: 'price_ratio' });
		expect(fresh({ target: 0.9 }, { ...plan, expectedItems: 1_000 }).phase.kind).toBe('warming');
	});

	it('begins anew with another basis, and only then', () => {
		const { state } = drive(fresh(), { items: 500 });
		expect(resume(state, { ...BASIS }, PLAN)).toBe(state);
		for (const other of [{ policy: 'p2' }, { judge: 'j2' }, { target: 0.9 as const }, { scoreVersion: 'w2' }, { weaker: ['other'] }])
			expect(resume(state, { ...BASIS, ...other }, PLAN)).toEqual(fresh(other));
	});

	it('compares again at the same step of the error where the prompt changed', () => {
		const { state } = drive(fresh(), { items: 3_000 });
		const again = next(state, { kind: 'reopened' });
		expect(again).toMatchObject({ start: 2, step: 1, phase: { kind: 'warming' }, audits: { drawn: 0, done: state.audits.done } });
	});
});

describe('a judge', () => {
	it('that finds everything as good is refused within 40 audits, and nothing is certified', () => {
		const { state, wishes } = drive(fresh(), { items: 2_000, passesControl: () => true });
		expect(state.phase.kind).toBe('judge_refused');
		expect(state.audits.done).toBeLessThanOrEqual(40);
		expect(sum(served(wishes))).toBe(0);
	});

	it('is asked ten controls among the first 40, and nothing is certified before', () => {
		// All that comes looks cheaper than the first requests, so that the lowest rung has its evidence long before.
		const { events } = drive(fresh(), { items: 2_000, score: (i) => (i < 100 ? spread(i) : -1) });
		const kinds = events.flatMap((event) => (event.kind === 'scored' && event.ticket !== null ? [event.ticket.kind] : []));
		expect(kinds.slice(0, 40).filter((kind) => kind === 'control')).toHaveLength(10);
		expect(kinds.slice(40)).not.toContain('control');
		let state = fresh();
		for (const event of events) {
			state = next(state, event);
			if (state.controls.done < 10) expect(laddersOf(state).every(({ certified }) => certified === 0)).toBe(true);
		}
	});

	it('that passes two of ten is kept', () => {
		let passed = 0;
		const { state } = drive(fresh(), { items: 2_000, passesControl: () => passed++ < 2 });
		expect(state.controls).toEqual({ done: 10, passed: 2 });
		expect(laddersOf(state)[0]?.certified).toBeGreaterThan(0);
	});
});

describe('drift', () => {
	const settled = drive(fresh(), { items: 4_000 }).state;

	it('brings everything back to the strongest, and the next start may err half as often', () => {
		const { state, wishes } = drive(settled, { items: 3_000, from: 4_000, loss: () => 1 });
		expect(state.start).toBe(2);
		expect(sum(served(wishes.slice(-100)))).toBe(0);
		expect(laddersOf(settled)[0]?.error).toBeCloseTo(0.025, 12);
		expect(laddersOf(state)[0]?.error).toBeCloseTo(0.0125, 12);
	});

	it('is not seen where as much is lost as may be', () => {
		expect(drive(settled, { items: 6_000, from: 4_000, loss: (i) => (i % 25 === 0 ? 1 : 0) }).state.start).toBe(1);
	});
});

describe('three models', () => {
	const two = { weaker: ['small', 'middle'] };

	it('share tolerance and error equally, cheapest first', () => {
		const { state } = drive(fresh(two), { items: 110 });
		expect(laddersOf(state)).toHaveLength(1);
		expect(laddersOf(state)[0]).toMatchObject({ modelId: 'small', foot: 0, tolerance: expect.closeTo(0.025, 12), error: 0.0125 });
	});

	it('hand the tolerance of a ladder that found nothing on, and never its error', () => {
		const { state } = drive(fresh(two), { items: 1_500, loss: (_, model) => (model === 'small' ? 1 : 0) });
		expect(laddersOf(state)[1]).toMatchObject({ modelId: 'middle', foot: 0, tolerance: expect.closeTo(0.05, 12), error: 0.0125 });
		expect(laddersOf(state)[1]?.certified).toBeGreaterThan(0);
	});

	it('give the middle model only what the small one is not certified for, and together stay within the tolerance', () => {
		const { state, wishes } = drive(fresh(two), { items: 6_000, loss: (i, model) => (model === 'small' && spread(i) > 0.5 ? 1 : 0) });
		const [small, middle] = laddersOf(state);
		expect(certifiedPercent(small ?? fail())).toBeGreaterThan(0);
		expect(middle?.foot).toBe(certifiedPercent(small ?? fail()));
		expect((small?.tolerance ?? 1) + (middle?.tolerance ?? 1)).toBeLessThanOrEqual(0.05 + 1e-12);
		expect(new Set(wishes.slice(-300).map(({ serve }) => (serve.kind === 'weaker' ? serve.modelId : 'strongest'))).size).toBeGreaterThan(1);
	});
});

function fail(): never {
	throw new Error('a ladder is missing');
}

describe('the state', () => {
	const runs = fc.record({
		seed: fc.integer({ min: 1, max: 996 }),
		every: fc.integer({ min: 2, max: 60 }),
		weaker: fc.constantFrom<string[]>(['small'], ['small', 'middle']),
		target: fc.constantFrom(0.9 as const, 0.95 as const, 0.98 as const),
	});
	const world = ({ seed, every }: { seed: number; every: number }) => ({
		items: 900,
		score: (i: number) => ((i * 617 + i * i * seed) % 997) / 997,
		loss: (i: number) => ((i * seed) % every === 0 ? 1 : 0),
		passesControl: (i: number) => (i * seed) % 11 === 0,
	});

	it('is the same after a way through JSON at any event', () => {
		fc.assert(
			fc.property(runs, ({ weaker, target, ...run }) => {
				const { state, events } = drive(fresh({ weaker, target }), world(run));
				let other = fresh({ weaker, target });
				events.forEach((event, i) => {
					if (i % 97 === 0) other = readState(JSON.parse(JSON.stringify(other))) ?? fail();
					other = next(other, event);
				});
				expect(other).toEqual(state);
			}),
			{ numRuns: 20 },
		);
	});

	it('counts an event once that comes twice', () => {
		fc.assert(
			fc.property(runs, ({ weaker, target, ...run }) => {
				const { state, events } = drive(fresh({ weaker, target }), world(run));
				const twice = events.reduce((one, event) => next(next(one, event), event), fresh({ weaker, target }));
				expect(twice).toEqual(state);
			}),
			{ numRuns: 20 },
		);
	});

	it('does not change what it was', () => {
		const { state } = drive(fresh(), { items: 400 });
		const before = JSON.stringify(state);
		drive(state, { items: 200, from: 400 });
		expect(JSON.stringify(state)).toBe(before);
	});

	it('is not read where another version wrote it', () => {
		expect(readState({ ...fresh(), version: 2 })).toBeNull();
		expect(readState('{}')).toBeNull();
	});

	it('counts results in the order drawn: one that comes late holds those after it back', () => {
		const { state } = drive(fresh(), { items: 100 });
		const drawn = ['a', 'b'].reduce((one, id) => {
			const request = { id, score: 0 };
			return next(one, { kind: 'scored', ...request, servedBy: 'strongest', ticket: wish(one, request).audit?.ticket ?? fail() });
		}, state);
		const loss = { kind: 'loss', loss: 0 } as const;
		const second = next(drawn, { kind: 'audited', id: 'b', result: loss, nanoUsd: 1 });
		expect(laddersOf(second)[0]?.audits).toBe(0);
		expect(next(second, { kind: 'audited', id: 'b', result: { kind: 'loss', loss: 1 }, nanoUsd: 1 })).toBe(second);
		expect(laddersOf(next(second, { kind: 'audited', id: 'a', result: loss, nanoUsd: 1 }))[0]?.audits).toBe(2);
	});

	it('counts nothing that was not drawn', () => {
		const { state } = drive(fresh(), { items: 100 });
		expect(next(state, { kind: 'audited', id: 'unknown', result: { kind: 'loss', loss: 0 }, nanoUsd: 1 })).toBe(state);
	});
});

describe('the promise', () => {
	it('no more than the certified share of any last 500 requests goes to the weaker model, whatever they look like', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 5, max: 40 }), (seed, every) => {
				// After the first requests all look cheap: the quantiles are wrong.
				const first = drive(fresh(), { items: 400, loss: (i) => ((i * seed) % every === 0 ? 1 : 0) });
				let { state } = first;
				const given = served(first.wishes);
				for (let i = 400; i < 1_400; i++) {
					const most = sum(laddersOf(state).map(certifiedPercent));
					const { wishes, state: after } = drive(state, {
						items: 1,
						from: i,
						score: () => 0,
						loss: (at) => ((at * seed) % every === 0 ? 1 : 0),
					});
					given.push(...served(wishes));
					if (given.at(-1) === 1) expect(sum(given.slice(-500)) * 100).toBeLessThanOrEqual(most * 500);
					state = after;
				}
			}),
			{ numRuns: 15 },
		);
	});

	it('a rung is certified by its own evidence alone', () => {
		const { events } = drive(fresh(), { items: 1_500, loss: (i) => (i % 40 === 0 ? 1 : 0) });
		let state = fresh();
		for (const event of events) {
			state = next(state, event);
			for (const { rungs, certified } of laddersOf(state)) {
				// Ten audits without a loss are too few for any rung.
				rungs.slice(0, certified).forEach(({ losses }) => expect(sum(losses.map(({ times }) => times))).toBeGreaterThan(10));
			}
		}
		expect(laddersOf(state)[0]?.certified).toBeGreaterThan(0);
	});
});
