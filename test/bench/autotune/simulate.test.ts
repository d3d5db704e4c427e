import { boundaryStream, lookOften } from '../../../bench/autotune/boundary';
import { ALWAYS, SOUND } from '../../../bench/autotune/judges';
import { measure } from '../../../bench/autotune/promise';
import { simulate } from '../../../bench/autotune/simulate';
import { targetsOf } from '../../../bench/autotune/targets';
import { trueLoss } from '../../../bench/autotune/trueLoss';
import { createLadder } from '../../../router/learning/autotune/ladder';

const easy = (weaker: 1 | 2 = 1) => boundaryStream({ percent: 100, tolerance: 0.005, weaker });
const hard = () => boundaryStream({ percent: 10, tolerance: 0.06, weaker: 1 });
const plain = { target: 0.95, items: 2_000, seed: 1, judge: SOUND } as const;

describe('simulated Auto-Tune', () => {
	it('saves where the cheap model is nearly as good, and costs little where it is not', () => {
		const [saved, lost] = [simulate(easy(), plain), simulate(hard(), plain)];
		expect(saved.cost).toBeLessThan(0.75);
		expect(saved).toMatchObject({ broken: false, exceeded: false });
		expect(lost.cost).toBeLessThan(1.05);
		expect(lost.phase).toBe('does_not_pay');
	});

	it('is the same for the same seed', () => {
		expect(simulate(easy(), plain)).toEqual(simulate(easy(), plain));
		expect(simulate(easy(), { ...plain, seed: 2 })).not.toEqual(simulate(easy(), plain));
	});

	it('works with three models', () => {
		expect(simulate(easy(2), { ...plain, items: 6_000 })).toMatchObject({ broken: false, phase: 'certified' });
	});

	it('refuses a judge that finds everything as good, and without controls breaks the promise', () => {
		expect(simulate(hard(), { ...plain, judge: ALWAYS })).toMatchObject({ phase: 'judge_refused', cost: expect.closeTo(1, 1) });
		expect(simulate(hard(), { ...plain, judge: ALWAYS, controls: false })).toMatchObject({ broken: true });
	});

	it('sees a jump of the losses, unless nothing is watched', () => {
		const drift = { from: 2_000, more: 0.3 };
		const watched = simulate(easy(), { ...plain, items: 6_000, drift });
		expect(watched.caughtAfter).toBeGreaterThan(0);
		expect(simulate(easy(), { ...plain, items: 6_000, drift, watching: false })).toMatchObject({ caughtAfter: null, exceeded: true });
		expect(watched.starts).toBeGreaterThan(1);
	});

	it('knows what is lost by what is certified, the share kept to', () => {
		const stream = { ...hard(), losses: [Uint8Array.from({ length: 2_000 }, (_, i) => (i < 200 ? 1 : 0))] };
		const order = Array.from({ length: 100 }, (_, i) => ({ score: (i + 0.999) / 100, tie: 1 }));
		const ladder = { ...createLadder({ modelId: '0', foot: 0, tolerance: 0.05, error: 0.05, frontierPercent: 40 }), certified: 1 };
		expect(trueLoss(stream, { order, ladders: [ladder] })).toBeCloseTo(0.1, 3);
		// As if twice as many requests looked as cheap as the first tenth did: half of them go to the strongest.
		const wrong = order.map(({ score, tie }) => ({ score: Math.min(1, 2 * score), tie }));
		expect(trueLoss(stream, { order: wrong, ladders: [ladder] })).toBeCloseTo(0.05, 2);
	});

	it('counts looks at a boundary', () => {
		const figures = lookOften({ runs: 40, looks: 200, seed: 1 });
		expect(figures.map(({ broken }) => broken <= 6)).toEqual([true, true, true]);
	});

	it('says which targets are missed', () => {
		const figures = measure([hard()], { name: '95 %, 2,000 items', target: 0.95, items: 2_000, orders: 2, judge: SOUND });
		const targets = targetsOf([
			{ name: 'two models', figures: [{ ...figures, broken: 1 }], boundaries: [] },
			{ name: 'boundary', figures: [], boundaries: [[{ name: 'edge', runs: 100, broken: 5 }]] },
		]);
		expect(targets.map(({ holds }) => holds)).toEqual([false, true, false, true, true]);
	});
});
