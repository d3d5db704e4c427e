import { dot, normalize } from '../features/vectors';

/** Centroids of one model at most. */
const MAX_CENTROIDS = 8;
/** Examples a part keeps at least: a centroid of two is as good as noise. */
const SMALLEST_PART = 3;
/**
 * A group is split where its two parts are less than this share as like each other as they are in themselves.
 * Measured on test/support/utterances.ts: parts of one kind above 0.6, two kinds 0.36 to 0.58.
 */
const APART = 0.55;
const MAX_ROUNDS = 8;
const STARTS = 4;

/**
 * Sums examples up in one to eight centroids: the largest group is split in two by spherical 2-means as long as
 * the parts are clearly two things. Examples of one kind give one centroid. Nothing is drawn by lot, so the same
 * examples always give the same centroids.
 */
export function clusterCentroids(vectors: readonly Float32Array[]): readonly Float32Array[] {
	const done: Group[] = [];
	const waiting: Group[] = vectors.length === 0 ? [] : [vectors.map(exampleOf)];
	for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
		const parts = done.length + waiting.length + 2 <= MAX_CENTROIDS ? split(group) : null;
		if (parts === null) done.push(group);
		else waiting.push(...parts);
		waiting.sort((a, b) => b.length - a.length);
	}
	return done.map(centroidOf);
}

/** A vector, and where it is not 0: those of texts are so nearly everywhere, and each is read very often. */
interface Example {
	readonly vector: Float32Array;
	readonly places: Uint32Array;
}

type Group = readonly Example[];

function exampleOf(vector: Float32Array): Example {
	const places = new Uint32Array(vector.length);
	let count = 0;
	for (let place = 0; place < vector.length; place++) if (vector[place] !== 0) places[count++] = place;
	return { vector, places: places.slice(0, count) };
}

type Parts = readonly [Group, Group];

/** `null`: it is one thing, or too small to say. */
function split(group: Group): Parts | null {
	if (group.length < 2 * SMALLEST_PART) return null;
	const [a, b] = twoMeans(group);
	if (a.length < SMALLEST_PART || b.length < SMALLEST_PART) return null;
	const sumA = sumOf(a);
	const sumB = sumOf(b);
	const between = dot(sumA, sumB) / (a.length * b.length);
	const within = (alikeness(sumA, a.length) * a.length + alikeness(sumB, b.length) * b.length) / group.length;
	return between < APART * within ? [a, b] : null;
}

/** Mean cosine over all pairs, from the sum alone. Unlike the mean cosine to the centroid it does not grow as groups shrink. */
function alikeness(sum: Float32Array, count: number): number {
	return (dot(sum, sum) - count) / (count * (count - 1));
}

/** The best of several starts: one that happens on an outlier ends with a part of one. */
function twoMeans(group: Group): Parts {
	const step = Math.ceil(group.length / STARTS);
	const starts = group.filter((_, index) => index % step === 0);
	const found = starts.map(({ vector }) => settle(group, [vector, farthestFrom(group, vector).vector]));
	return found.reduce((a, b) => (tightness(b) > tightness(a) ? b : a));
}

/** What 2-means makes as large as it can: the sum of all cosines to the own centroid. */
function tightness([a, b]: Parts): number {
	return lengthOf(sumOf(a)) + lengthOf(sumOf(b));
}

function lengthOf(vector: Float32Array): number {
	return Math.sqrt(dot(vector, vector));
}

function settle(group: Group, seeds: readonly [Float32Array, Float32Array]): Parts {
	let centres = seeds;
	let parts: Parts = [group, []];
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const [a, b] = centres;
		const nearA = group.map((example) => likeness(example, a) >= likeness(example, b));
		const next: Parts = [group.filter((_, index) => nearA[index]), group.filter((_, index) => !nearA[index])];
		const settled = next[0].length === parts[0].length && next[0].every((example, index) => example === parts[0][index]);
		parts = next;
		if (settled || next[0].length === 0 || next[1].length === 0) break;
		centres = [centroidOf(next[0]), centroidOf(next[1])];
	}
	return parts;
}

function farthestFrom(group: Group, centre: Float32Array): Example {
	return group.reduce((a, b) => (likeness(b, centre) < likeness(a, centre) ? b : a));
}

/** As `dot`. */
function likeness({ vector, places }: Example, centre: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < places.length; i++) {
		const place = places[i] ?? 0;
		sum += (vector[place] ?? 0) * (centre[place] ?? 0);
	}
	return sum;
}

function centroidOf(group: Group): Float32Array {
	return normalize(sumOf(group));
}

function sumOf(group: Group): Float32Array {
	const sum = new Float32Array(group[0]?.vector.length ?? 0);
	for (const { vector, places } of group) {
		for (let i = 0; i < places.length; i++) {
			const place = places[i] ?? 0;
			sum[place] = (sum[place] ?? 0) + (vector[place] ?? 0);
		}
	}
	return sum;
}
