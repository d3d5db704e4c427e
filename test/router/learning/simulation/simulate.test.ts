import type { Price } from '../../../../router/registry/model';
import { costQualityCurve, simulate } from '../../../../router/learning/simulation/simulate';
import { alike, audits } from '../logs';

const price = (inputUsdPerMTok: number, outputUsdPerMTok: number): Price => ({
	tiers: [{ fromInputTokens: 0, inputUsdPerMTok, cachedInputUsdPerMTok: null, outputUsdPerMTok }],
	source: 'row',
});

/** Half easy, half hard; of the easy 10 of 200 are worse, of the hard 60 of 100, which were audited half as often. */
const log = [
	...alike({
		name: 'easy',
		count: 1_000,
		qualities: { cheap: 0.9, strong: 1 },
		audits: audits({ made: 200, worse: 10, probability: 0.2 }),
	}),
	...alike({
		name: 'hard',
		count: 1_000,
		qualities: { cheap: 0.4, strong: 1 },
		audits: audits({ made: 100, worse: 60, probability: 0.1 }),
	}),
];
const one = (policy: Omit<Parameters<typeof simulate>[0]['policies'][number], 'name'>, requests = log) => {
	const [simulation] = simulate({ requests, policies: [{ name: 'p', ...policy }] });
	if (simulation === undefined) throw new Error('Nothing was simulated.');
	return simulation;
};

describe('simulate', () => {
	it('of everything to the strongest: quality 1 by definition, no saving, no audits needed', () => {
		expect(one({ threshold: 0.95 })).toMatchObject({
			kind: 'simulated',
			requests: 2_000,
			costNanoUsd: { mean: 10_000 },
			saving: { estimate: 0 },
			shares: [{ modelId: 'strong', share: 1 }],
			quality: { estimate: 1, interval: { from: 1, to: 1 } },
			effective: 0,
		});
	});

	it('of half: cost of all requests, quality of the comparisons that count', () => {
		const half = one({ threshold: 0.9 });
		expect(half).toMatchObject({
			kind: 'simulated',
			costNanoUsd: { mean: 5_500 },
			shares: [
				{ modelId: 'cheap', share: 0.5 },
				{ modelId: 'strong', share: 0.5 },
			],
		});
		if (half.kind !== 'simulated') return;
		expect(half.saving?.estimate).toBeCloseTo(0.45, 12);
		expect(half.quality.estimate).toBeCloseTo(1 - 0.5 * 0.05, 12);
		expect(half.effective).toBeCloseTo(200, 9);
		// Half of Wilson's 0.0274 to 0.0896 for 10 of 200, a little wider for t and for the share.
		expect(half.quality.interval.from).toBeCloseTo(1 - 0.0449, 2);
		expect(half.quality.interval.to).toBeCloseTo(1 - 0.0137, 2);
	});

	it('of all: what was audited half as often weighs twice', () => {
		const all = one({ threshold: 0 });
		if (all.kind !== 'simulated') throw new Error(all.kind);
		// 5 % and 60 % of as many requests each.
		expect(all.quality.estimate).toBeCloseTo(1 - 0.325, 12);
		// (200 · 5 + 100 · 10)² ÷ (200 · 25 + 100 · 100).
		expect(all.effective).toBeCloseTo(2_000 ** 2 / 15_000, 6);
	});

	it('says what is missing where the log does not support it, and the cost all the same', () => {
		const few = alike({
			name: 'few',
			count: 1_000,
			qualities: { cheap: 0.9, strong: 1 },
			audits: audits({ made: 29, worse: 0, probability: 0.02 }),
		});
		expect(one({ threshold: 0.5 }, few)).toMatchObject({
			kind: 'unsupported',
			costNanoUsd: { mean: 1_000 },
			missing: [{ modelId: 'cheap', share: 1, comparisons: expect.closeTo(29, 6), needed: 30 }],
		});
		expect(
			one(
				{ threshold: 0.5 },
				few.map((request, i) => (i === 500 ? { ...request, audit: { modelId: 'cheap', result: 1, probability: 0.02 } } : request)),
			).kind,
		).toBe('simulated');
	});

	it('comparisons of one model say nothing of another', () => {
		const both = alike({
			name: 'm',
			count: 1_000,
			qualities: { cheap: 0.5, middle: 0.8, strong: 1 },
			audits: audits({ modelId: 'middle', made: 100, worse: 5, probability: 0.1 }),
		});
		expect(one({ threshold: 0.8 }, both).kind).toBe('simulated');
		expect(one({ threshold: 0.5 }, both)).toMatchObject({ kind: 'unsupported', missing: [{ modelId: 'cheap', share: 1, comparisons: 0 }] });
		// Without the cheap one, the middle one answers at 0.5 too.
		expect(one({ threshold: 0.5, models: ['middle', 'strong'] }, both)).toMatchObject({
			kind: 'simulated',
			shares: [{ modelId: 'middle', share: 1 }],
		});
	});

	it('without the strongest, what is compared with it is the next one', () => {
		const both = alike({
			name: 'n',
			count: 1_000,
			qualities: { cheap: 0.5, middle: 0.8, strong: 1 },
			audits: audits({ modelId: 'middle', made: 100, worse: 5, probability: 0.1 }),
		});
		const simulation = one({ threshold: 0.99, models: ['cheap', 'middle'] }, both);
		expect(simulation).toMatchObject({
			kind: 'simulated',
			shares: [{ modelId: 'middle', share: 1 }],
			saving: { estimate: expect.closeTo(0.6, 12) },
		});
		expect(simulation.kind === 'simulated' && simulation.quality.estimate).toBeCloseTo(0.95, 12);
	});

	it('other prices change the cost, and who is the cheapest', () => {
		// 1,000 tokens in, 500 out: 2 USD and 6 USD a million are 5,000,000 nano-USD.
		const dear = one({ threshold: 0, prices: { cheap: price(2, 6) } });
		expect(dear).toMatchObject({ costNanoUsd: { mean: 10_000 }, shares: [{ modelId: 'strong', share: 1 }] });
		const both = one({ threshold: 0, prices: { cheap: price(2, 6), strong: price(20, 60) } });
		expect(both).toMatchObject({
			costNanoUsd: { mean: 5_000_000 },
			shares: [{ modelId: 'cheap', share: 1 }],
			saving: { estimate: expect.closeTo(0.9, 12) },
		});
		expect(one({ threshold: 0, prices: { cheap: null } })).toMatchObject({
			costNanoUsd: null,
			saving: null,
			shares: [{ modelId: 'cheap', share: 1 }],
		});
	});

	it('a model that is not in the log is missing', () => {
		expect(one({ threshold: 0.9, models: ['cheap', 'strong', 'new'] })).toMatchObject({
			kind: 'unsupported',
			missing: [{ modelId: 'new', share: null }],
		});
		expect(one({ threshold: 0.9, models: ['new'] })).toMatchObject({ kind: 'unsupported', requests: 0 });
	});
});

describe('costQualityCurve', () => {
	it('falls in cost and in quality with the threshold, and is what simulate says of each', () => {
		const curve = costQualityCurve({ requests: log });
		expect(curve.map(({ policy }) => policy.threshold)).toEqual([0.9, 0.4]);
		expect(curve).toEqual(simulate({ requests: log, policies: [0.9, 0.4].map((threshold) => ({ name: String(threshold), threshold })) }));
		expect(costQualityCurve({ requests: log, thresholds: [0.7] })).toHaveLength(1);
	});
});
