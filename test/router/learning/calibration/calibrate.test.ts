import { calibrate } from '../../../../router/learning/calibration/calibrate';
import { THOUSANDTHS, toLogged, thresholdGrid } from '../../../../router/learning/calibration/grid';
import { alike, audits } from '../logs';

const ask = { target: 0.95, confidence: 0.95 };

/** Half easy, half hard; one probability. */
const mixed = ({ easyWorse, hardWorse, made = 400 }: { easyWorse: number; hardWorse: number; made?: number }) => [
	...alike({
		name: 'easy',
		count: 2_000,
		qualities: { cheap: 0.9, strong: 1 },
		audits: audits({ made, worse: easyWorse, probability: 0.2 }),
	}),
	...alike({
		name: 'hard',
		count: 2_000,
		qualities: { cheap: 0.4, strong: 1 },
		audits: audits({ made, worse: hardWorse, probability: 0.2 }),
	}),
];

describe('calibrate', () => {
	it('hands out the lowest threshold that surely keeps the target, with its risk and saving', () => {
		// At 0.9: 8 of 800; at 0.4: 8 + 60 of 800, more than 5 %.
		const found = calibrate({ ...ask, requests: mixed({ easyWorse: 8, hardWorse: 60 }) });
		expect(found).toMatchObject({ kind: 'certified', threshold: 0.9, auditsUsed: 800 });
		if (found.kind !== 'certified') return;
		expect(found.risk.estimate).toBeCloseTo(0.01, 12);
		// Where the bets on 8 of 800 come to 20; for one look it would be 0.0180.
		expect(found.risk.upper).toBeCloseTo(0.024580415414, 9);
		// Half of the requests cost a tenth.
		expect(found.saving?.estimate).toBeCloseTo(0.45, 12);
		expect(found.saving?.interval?.from).toBeLessThan(0.45);
	});

	it('goes all the way down where that holds, and its bound is never beyond the target', () => {
		const found = calibrate({ ...ask, requests: mixed({ easyWorse: 8, hardWorse: 10 }) });
		expect(found).toMatchObject({ kind: 'certified', threshold: 0.4 });
		expect(found.kind === 'certified' && found.risk.upper <= 0.05).toBe(true);
	});

	// The bets come to 29.4 with 22 failures and to 17.0 with 23; it takes 20.
	it.each([
		[22, 0.4],
		[23, 0.9],
	])('%d failures of 800: the test turns exactly where the bets pass 1 ÷ 5 %%', (worse, threshold) => {
		expect(calibrate({ ...ask, requests: mixed({ easyWorse: 0, hardWorse: worse }) })).toMatchObject({ threshold });
	});

	it('hands out the highest of the thresholds that do the same, and none that does nothing', () => {
		const requests = (quality: number) =>
			alike({ name: 'r', count: 400, qualities: { cheap: quality, strong: 1 }, audits: audits({ made: 200, worse: 0 }) });
		expect(calibrate({ ...ask, requests: requests(0.71234) })).toMatchObject({ kind: 'certified', threshold: 0.712 });
		const bad = alike({ name: 'r', count: 400, qualities: { cheap: 0.7, strong: 1 }, audits: audits({ made: 200, worse: 10 }) });
		// Everything above 0.7 is without a loss, and changes nothing.
		expect(calibrate({ ...ask, requests: bad })).toMatchObject({
			kind: 'not_enough_data',
			because: "200 audits count here, 10 of them worse than the strongest model's answer; that does not show yet that at most 5 % are.",
		});
	});

	it('stops at the first threshold that fails, whatever comes below', () => {
		// Cheap mends what middle spoils: at 0.8 many fail, at 0.5 none.
		const qualities = { cheap: 0.5, middle: 0.8, strong: 1 };
		const requests = [
			...alike({
				name: 'first',
				count: 1_000,
				qualities: { cheap: 0.95, middle: 0.96, strong: 1 },
				audits: audits({ made: 300, worse: 0, probability: 0.3 }),
			}),
			...alike({ name: 'm', count: 1_000, qualities, audits: audits({ modelId: 'middle', made: 300, worse: 200, probability: 0.3 }) }),
			...alike({ name: 'c', count: 1_000, qualities, audits: audits({ modelId: 'cheap', made: 300, worse: 0, probability: 0.3 }) }),
			...alike({
				name: 'f',
				count: 1_000,
				qualities: { cheap: 0.95, middle: 0.96, strong: 1 },
				audits: audits({ modelId: 'middle', made: 300, worse: 0, probability: 0.3 }),
			}),
		];
		expect(calibrate({ ...ask, requests })).toMatchObject({ kind: 'certified', threshold: 0.95 });
		expect(calibrate({ ...ask, requests, grid: [0.5] })).toMatchObject({ kind: 'certified', threshold: 0.5 });
	});

	it('says how many audits more, of how many requests, where there are too few', () => {
		const few = calibrate({ ...ask, requests: mixed({ easyWorse: 0, hardWorse: 0, made: 25 }) });
		// Without a failure 77 trials do.
		expect(few).toMatchObject({ kind: 'not_enough_data', about: { audits: 27, requests: 2_160 } });
		expect(calibrate({ ...ask, requests: mixed({ easyWorse: 0, hardWorse: 0, made: 39 }) }).kind).toBe('certified');
		const none = calibrate({ ...ask, requests: mixed({ easyWorse: 0, hardWorse: 0, made: 0 }) });
		expect(none).toMatchObject({ kind: 'not_enough_data', about: { audits: 77, requests: null } });
	});

	it('as many audits as it asked for are enough in most cases', () => {
		// 2 of 60 fail: too few to tell. With what it asks for, at the same rate, it can.
		const requests = (made: number) =>
			alike({
				name: 'r',
				count: 10 * made,
				qualities: { cheap: 0.9, strong: 1 },
				audits: audits({ made, worse: Math.floor(made / 30), probability: 0.1 }),
			});
		const first = calibrate({ ...ask, requests: requests(60) });
		expect(first.kind).toBe('not_enough_data');
		const more = first.kind === 'not_enough_data' ? first.about.audits : 0;
		expect(calibrate({ ...ask, requests: requests(60 + more) }).kind).toBe('certified');
	});

	it('says no where the data does', () => {
		const requests = alike({
			name: 'bad',
			count: 2_000,
			qualities: { cheap: 0.9, strong: 1 },
			audits: audits({ made: 400, worse: 60, probability: 0.2 }),
		});
		const found = calibrate({ ...ask, requests });
		expect(found.kind).toBe('none_holds');
		expect(found.kind === 'none_holds' && found.because).toContain('15 % of 400 audited answers');
	});

	it('says no where no threshold changes anything', () => {
		expect(calibrate({ ...ask, requests: alike({ name: 'one', count: 100, qualities: { strong: 1 }, audits: [] }) }).kind).toBe(
			'none_holds',
		);
	});

	it('certifies nothing for a model that was never compared', () => {
		const requests = alike({
			name: 'x',
			count: 2_000,
			qualities: { cheap: 0.5, middle: 0.8, strong: 1 },
			audits: audits({ modelId: 'middle', made: 500, worse: 0, probability: 0.25 }),
		});
		expect(calibrate({ ...ask, requests })).toMatchObject({ kind: 'certified', threshold: 0.8 });
		const blind = alike({
			name: 'y',
			count: 2_000,
			qualities: { cheap: 0.8, middle: 0.5, strong: 1 },
			audits: audits({ modelId: 'middle', made: 500, worse: 0, probability: 0.25 }),
		});
		expect(calibrate({ ...ask, requests: blind })).toMatchObject({
			kind: 'not_enough_data',
			because: expect.stringContaining('never compared'),
		});
	});

	it('goes no further down than to where a part of the requests would go to a model that was never compared', () => {
		const requests = [
			...alike({
				name: 'compared',
				count: 2_000,
				qualities: { middle: 0.8, strong: 1 },
				audits: audits({ modelId: 'middle', made: 500, worse: 0, probability: 0.25 }),
			}),
			...alike({ name: 'never', count: 2_000, qualities: { cheap: 0.5, strong: 1 }, audits: [] }),
		];
		expect(calibrate({ ...ask, requests })).toMatchObject({ kind: 'certified', threshold: 0.8 });
	});

	it('a rare request weighs more than an often audited one', () => {
		// Of all requests 10 % fail, of the audited ones 2.9 %.
		const requests = [
			...alike({
				name: 'often',
				count: 1_800,
				qualities: { cheap: 0.9, strong: 1 },
				audits: audits({ made: 1_620, worse: 0, probability: 0.9 }),
			}),
			...alike({
				name: 'rare',
				count: 200,
				qualities: { cheap: 0.9, strong: 1 },
				audits: audits({ made: 50, worse: 50, probability: 0.25 }),
			}),
		];
		expect(calibrate({ ...ask, requests }).kind).toBe('none_holds');
	});
});

describe('the thresholds that are tried', () => {
	it('are all thousandths, highest first, as a person would type them', () => {
		expect([THOUSANDTHS.length, THOUSANDTHS[0], THOUSANDTHS[237], THOUSANDTHS.at(-1)]).toEqual([1_001, 1, 0.763, 0]);
		expect(THOUSANDTHS.every((threshold, i) => i === 0 || threshold < (THOUSANDTHS[i - 1] ?? 0))).toBe(true);
		expect(THOUSANDTHS.every((threshold) => String(threshold).length <= 5)).toBe(true);
	});
});

describe('thresholdGrid', () => {
	it('is where requests change their model, highest first, four digits, at most as many as asked for', () => {
		const spread = Array.from({ length: 1_000 }, (_, i) =>
			alike({ name: String(i), count: 1, qualities: { cheap: (i + 0.5) / 1_000.3, strong: 1 }, audits: [] }),
		).flat();
		const grid = thresholdGrid(toLogged(spread), 10);
		expect(grid).toHaveLength(10);
		expect(grid).toEqual([...grid].sort((a, b) => b - a));
		expect(grid.map((threshold) => threshold.toFixed(4))).toEqual(grid.map((threshold) => String(threshold)));
		// The last one lets everything in.
		expect(grid.at(-1)).toBeLessThanOrEqual(0.5 / 1_000.3);
		expect(thresholdGrid(toLogged(mixed({ easyWorse: 0, hardWorse: 0 })))).toEqual([0.9, 0.4]);
	});

	it('looks at no outcome', () => {
		expect(thresholdGrid(toLogged(mixed({ easyWorse: 300, hardWorse: 1 })))).toEqual(
			thresholdGrid(toLogged(mixed({ easyWorse: 0, hardWorse: 400 }))),
		);
	});
});
