import { embeddingOf, MAX_DIMENSIONS, scaleOf } from '../../../router/features/embedding';

const of = (...values: number[]) => embeddingOf('a/b', Float32Array.from(values));

describe('an embedding in bytes', () => {
	it('keeps the direction, whatever the length', () => {
		expect(of(3, -4, 0)).toEqual({ modelId: 'a/b', values: Int8Array.of(95, -127, 0) });
		expect(of(0.003, -0.004, 0)).toEqual(of(3, -4, 0));
	});

	it('loses next to nothing of the angle between two of a usual length', () => {
		const vector = (seed: number) => Float32Array.from({ length: 1_536 }, (_, i) => Math.sin(seed * (i + 1)));
		const [a, b] = [vector(1.1), vector(1.1001)];
		const cosine = (x: ArrayLike<number>, y: ArrayLike<number>) => {
			let [xy, xx, yy] = [0, 0, 0];
			for (let i = 0; i < x.length; i++) [xy, xx, yy] = [xy + (x[i] ?? 0) * (y[i] ?? 0), xx + (x[i] ?? 0) ** 2, yy + (y[i] ?? 0) ** 2];
			return xy / Math.sqrt(xx * yy);
		};
		const [inA, inB] = [embeddingOf('m', a), embeddingOf('m', b)];
		expect(cosine(inA?.values ?? [], inB?.values ?? [])).toBeCloseTo(cosine(a, b), 3);
	});

	it('has length 1 once it is scaled', () => {
		const embedding = of(3, -4, 0);
		if (embedding === null) throw new Error('no direction');
		expect(Math.hypot(...embedding.values) * scaleOf(embedding)).toBeCloseTo(1, 12);
	});

	it('is none without a direction, or with anything but numbers, or too long', () => {
		expect([of(), of(0, 0), of(NaN, 1), of(Infinity, 1)]).toEqual([null, null, null, null]);
		expect(embeddingOf('m', new Float32Array(MAX_DIMENSIONS + 1).fill(1))).toBeNull();
		expect(embeddingOf('m', new Float32Array(MAX_DIMENSIONS).fill(1))?.values).toHaveLength(MAX_DIMENSIONS);
	});
});
