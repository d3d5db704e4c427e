import { seeded } from '../../../scripts/lib/seeded';
import { blindnessOf, growthOf, slopeOf } from '../../../scripts/soak/heap';

const ITEMS = 100;
/** Bytes after each round, `noise` up and down around a line. */
function heaps(rounds: number, perRound: number, noise: number): number[] {
	const random = seeded(3);
	return Array.from({ length: rounds }, (_, i) => 50e6 + i * perRound + (random() - 0.5) * 2 * noise);
}

it('draws the line of least squares', () => {
	expect(slopeOf([5, 7, 9, 11]).perStep).toBeCloseTo(2);
	expect(slopeOf([5, 7, 9, 11]).error).toBeCloseTo(0);
	// Worked out by hand: x 0 … 3, y 1, 3, 2, 4: 4 ÷ 5, and the root of (1.8 ÷ 2) ÷ 5.
	expect(slopeOf([1, 3, 2, 4])).toEqual({ perStep: expect.closeTo(0.8), error: expect.closeTo(Math.sqrt(0.18)) });
});

it('takes a heap that only goes up and down for flat', () => {
	expect(growthOf(heaps(60, 0, 400_000), ITEMS)).toMatchObject({ flat: true });
});

it('tells of one that grows by a kilobyte an item, in spite of the noise', () => {
	expect(growthOf(heaps(60, 1_024 * ITEMS, 400_000), ITEMS)).toEqual({
		flat: false,
		words: expect.stringMatching(/^the heap grows by 1,0\d\d bytes an item/),
	});
});

it('does not count what the first rounds load', () => {
	const loading = Array.from({ length: 15 }, (_, i) => 20e6 + i * 2e6);
	expect(growthOf([...loading, ...heaps(45, 0, 400_000)], ITEMS)).toMatchObject({ flat: true });
	expect(growthOf([...loading.slice(0, 4), ...heaps(6, 0, 1_000)], ITEMS)).toMatchObject({ flat: true });
});

it('complains of nothing after too few rounds', () => {
	expect(growthOf([1e6, 2e6], ITEMS)).toMatchObject({ flat: true });
});

describe('a measurement of the heap', () => {
	/** Reads these bytes, one after the other. */
	const reading = (...bytes: number[]) => {
		const rest = bytes.values();
		return () => rest.next().value ?? NaN;
	};

	it('is trusted where it sees eight megabytes come and go', () => {
		expect(blindnessOf(reading(50e6, 58.1e6, 50.2e6))).toBeNull();
	});

	it.each([
		['come', [50e6, 51e6, 43e6], 'it saw 1.0 MB come and 8.0 MB go'],
		['go', [50e6, 58e6, 57e6], 'it saw 8.0 MB come and 1.0 MB go'],
	])('is not where it does not see them %s', (_, bytes, words) => {
		expect(blindnessOf(reading(...bytes))).toBe(`the heap cannot be measured here: 8.0 MB came and went, and ${words}`);
	});
});
