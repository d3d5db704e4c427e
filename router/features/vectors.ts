/** Sum of the products; of two vectors of length 1 the cosine between them. */
export function dot(a: Float32Array, b: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
}

/** The same direction with length 1; a vector without direction, or with anything but numbers in it, is all zero. */
export function normalize(vector: Float32Array): Float32Array {
	const length = Math.sqrt(dot(vector, vector));
	if (length === 0 || !Number.isFinite(length)) return new Float32Array(vector.length);
	return vector.map((value) => value / length);
}
