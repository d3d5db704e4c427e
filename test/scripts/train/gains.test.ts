import { gainsOf } from '../../../scripts/train/gains';
import type { TrainingRow } from '../../../scripts/train/rows';

describe('gainsOf', () => {
	// The strong model gains on 1 of 4 questions of one benchmark, on 2 of 5 of the other: 0.25 and 0.4.
	const rows = [...benchmark('a', [0, 1, 1, 1]), ...benchmark('b', [0, 0, 1, 1, 1])];

	it('centers half way within each benchmark, in units of 0.45', () => {
		const overall = (0.25 + 0.4) / 2;
		const [first, second] = [0.25, 0.4].map((level) => (level + overall) / 2);
		const found = gainsOf(rows).map(({ gain }) => gain);
		[1, 0, 0, 0].forEach((gain, i) => expect(found[i]).toBeCloseTo((gain - (first ?? NaN)) / 0.45));
		[1, 1, 0, 0, 0].forEach((gain, i) => expect(found[4 + i]).toBeCloseTo((gain - (second ?? NaN)) / 0.45));
	});

	it('leaves out questions without an answer of both, and benchmarks with no two models to compare', () => {
		const lone: TrainingRow = { source: 'a', task: 'a', id: 'lone', prompt: 'p', scores: new Map([['strong', 1]]) };
		const flat = benchmark('flat', [1, 1, 1, 1]);
		expect(gainsOf([...rows, lone, ...flat]).map(({ row }) => row)).toEqual(rows);
	});
});

/** `weak`: its score of each question; the strong one is always right. */
function benchmark(source: string, weak: readonly number[]): TrainingRow[] {
	return weak.map((score, i) => ({
		source,
		task: source,
		id: String(i),
		prompt: 'p',
		scores: new Map([
			['weak', score],
			['strong', 1],
		]),
	}));
}
