/**
 * The first principal components of vectors, largest first, by subspace iteration in double precision. Only sums,
 * products and roots, in a fixed order from a fixed start, so the same vectors give the same bits everywhere.
 */
export function principalComponents(vectors: readonly Float32Array[], count: number): Float64Array[] {
	const covariance = covarianceOf(vectors);
	let space = orthonormal(startOf(count + SPARE, covariance.length));
	for (let round = 0; round < ROUNDS; round++) space = orthonormal(space.map((vector) => times(covariance, vector)));
	return space.slice(0, count);
}

/** The mean of vectors. */
export function meanOf(vectors: readonly Float32Array[]): Float64Array {
	const mean = new Float64Array(vectors[0]?.length ?? 0);
	for (const vector of vectors) vector.forEach((value, index) => (mean[index] = at(mean, index) + value));
	return mean.map((sum) => sum / vectors.length);
}

export function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
	return sum;
}

/** Components beyond those asked for make the last of those come out sooner. */
const SPARE = 16;
const ROUNDS = 100;

function covarianceOf(vectors: readonly Float32Array[]): Float64Array[] {
	const mean = meanOf(vectors);
	const rows = Array.from(mean, () => new Float64Array(mean.length));
	for (const vector of vectors) {
		const centred = mean.map((value, index) => at(vector, index) - value);
		rows.forEach((row, a) => {
			const factor = at(centred, a);
			for (let b = 0; b < row.length; b++) row[b] = at(row, b) + factor * at(centred, b);
		});
	}
	return rows.map((row) => row.map((sum) => sum / vectors.length));
}

function times(rows: readonly Float64Array[], vector: Float64Array): Float64Array {
	return Float64Array.from(rows, (row) => inner(row, vector));
}

/** Gram and Schmidt, twice each for what rounding leaves. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
	const done: Float64Array[] = [];
	for (const vector of vectors) {
		const rest = Float64Array.from(vector);
		for (const other of [...done, ...done]) {
			const share = inner(rest, other);
			for (let i = 0; i < rest.length; i++) rest[i] = at(rest, i) - share * at(other, i);
		}
		const length = Math.sqrt(inner(rest, rest));
		done.push(rest.map((value) => value / length));
	}
	return done;
}

/** Numbers in no pattern, always the same. */
function startOf(count: number, length: number): Float64Array[] {
	let state = 1;
	const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
	return Array.from({ length: count }, () => Float64Array.from({ length }, next));
}

function at(values: ArrayLike<number>, index: number): number {
	return values[index] ?? 0;
}
