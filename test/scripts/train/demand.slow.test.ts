import { DENSE_FEATURES } from '../../../router/request/hardness/denseFeatures';
import { type DemandRow, fitDemand } from '../../../scripts/train/demand';

const [HARD, EASY, BOTH, NEVER] = [7, 8, 9, 10];
const OPTIONS = { fragmentPenalty: 1e-3, densePenalty: 1e-3, bias: 0.5 };

describe('fitDemand', () => {
	it('separates two words, and says nothing of one that both kinds have, or none', () => {
		const { fragments } = fitDemand(
			Array.from({ length: 20 }, (_, i) => row(i % 2 === 0 ? [HARD, BOTH] : [EASY, BOTH], i % 2 === 0 ? 1 : 0)),
			OPTIONS,
		);
		expect(fragments[HARD]).toBeGreaterThan(1);
		expect(fragments[EASY]).toBeLessThan(-1);
		expect(Math.abs(fragments[BOTH] ?? NaN)).toBeLessThan(0.5);
		expect(fragments[NEVER]).toBe(0);
	});

	it('keeps the bias: requests of which nothing is known change nothing', () => {
		const { fragments, dense } = fitDemand([row([], 0), row([], 0)], OPTIONS);
		expect(fragments.every((value) => value === 0)).toBe(true);
		expect(dense.every((value) => value === 0)).toBe(true);
		// A label that the bias says already leaves nothing to learn; any other does.
		const said = 1 / (1 + Math.exp(-OPTIONS.bias));
		expect(fitDemand([row([HARD], said)], OPTIONS).fragments[HARD]).toBeCloseTo(0);
		expect(fitDemand([row([HARD], 0)], OPTIONS).fragments[HARD]).toBeLessThan(-1);
	});

	it('learns nothing that the written rule says already', () => {
		const offset = 0.7;
		const said = 1 / (1 + Math.exp(-OPTIONS.bias - offset));
		expect(fitDemand([{ ...row([HARD], said), offset }], OPTIONS).fragments[HARD]).toBeCloseTo(0);
	});

	it('weighs a count by how far it lies from its mean', () => {
		const { dense, means } = fitDemand(
			[0, 1, 4, 5].map((value) => row([], value > 2 ? 1 : 0, value)),
			OPTIONS,
		);
		expect(means[0]).toBeCloseTo(2.5);
		expect(dense[0]).toBeGreaterThan(0.5);
	});

	it('fits the same twice', () => {
		const rows = [row([HARD], 1), row([EASY], 0)];
		expect(fitDemand(rows, OPTIONS)).toEqual(fitDemand(rows, OPTIONS));
	});
});

function row(fragments: readonly number[], label: number, first = 0): DemandRow {
	const dense = new Float64Array(DENSE_FEATURES.length);
	dense[0] = first;
	return { fragments: Int32Array.from(fragments), dense, offset: 0, label };
}
