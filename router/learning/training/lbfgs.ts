import { atOnce, type Sliced } from '../slices';

/** Value at `x`; writes the gradient into `gradient`. */
type Objective = (x: Float64Array, gradient: Float64Array) => number;

type SlicedObjective = (x: Float64Array, gradient: Float64Array) => Sliced<number>;

const MAX_STEPS = 200;
const TOLERANCE = 1e-9;

/** What `minimising` finds, found at once. */
export function minimise(objective: Objective, start: Float64Array, maxSteps = MAX_STEPS, tolerance = TOLERANCE): Float64Array {
	const whole = function* (x: Float64Array, gradient: Float64Array): Sliced<number> {
		yield;
		return objective(x, gradient);
	};
	return atOnce(minimising(whole, start, maxSteps, tolerance));
}

/**
 * Minimum of a smooth function by L-BFGS (Nocedal and Wright, algorithm 7.4) with backtracking. Stops when the
 * value falls by less than `tolerance`, relatively, or after `maxSteps`. Uses no randomness.
 */
export function* minimising(
	objective: SlicedObjective,
	start: Float64Array,
	maxSteps = MAX_STEPS,
	tolerance = TOLERANCE,
): Sliced<Float64Array> {
	let x: Float64Array = start.slice();
	let gradient: Float64Array = new Float64Array(x.length);
	let value = yield* objective(x, gradient);
	const history: Step[] = [];
	for (let step = 0; step < maxSteps; step++) {
		const direction = descent(gradient, history);
		yield;
		const next = yield* search(objective, { x, gradient, value }, direction, step === 0 ? 1 / Math.max(1, norm(gradient)) : 1);
		if (next === null) return x;
		remember(history, next, x, gradient);
		const done = value - next.value <= tolerance * Math.max(1, Math.abs(value));
		({ x, gradient, value } = next);
		if (done) return x;
	}
	return x;
}

interface Point {
	readonly x: Float64Array;
	readonly gradient: Float64Array;
	readonly value: number;
}

interface Step {
	readonly s: Float64Array;
	readonly y: Float64Array;
	readonly rho: number;
}

const MEMORY = 8;

function descent(gradient: Float64Array, history: readonly Step[]): Float64Array {
	const q = gradient.map((g) => -g);
	const alphas: number[] = [];
	for (const { s, y, rho } of [...history].reverse()) {
		const alpha = rho * dot(s, q);
		alphas.push(alpha);
		addScaled(q, y, -alpha);
	}
	const last = history.at(-1);
	if (last) scale(q, 1 / (last.rho * dot(last.y, last.y)));
	for (const { s, y, rho } of history) addScaled(q, s, (alphas.pop() ?? 0) - rho * dot(y, q));
	return q;
}

function* search(objective: SlicedObjective, { x, gradient, value }: Point, direction: Float64Array, first: number): Sliced<Point | null> {
	const slope = dot(gradient, direction);
	for (let length = first, tries = 0; tries < 30; tries++, length /= 2) {
		const at = x.slice();
		addScaled(at, direction, length);
		const nextGradient = new Float64Array(x.length);
		const nextValue = yield* objective(at, nextGradient);
		if (nextValue <= value + 1e-4 * length * slope) return { x: at, gradient: nextGradient, value: nextValue };
	}
	return null;
}

function remember(history: Step[], next: Point, x: Float64Array, gradient: Float64Array): void {
	const s = next.x.slice();
	addScaled(s, x, -1);
	const y = next.gradient.slice();
	addScaled(y, gradient, -1);
	const curvature = dot(s, y);
	if (curvature <= 1e-12) return;
	history.push({ s, y, rho: 1 / curvature });
	if (history.length > MEMORY) history.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
}

function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
	for (let i = 0; i < a.length; i++) a[i] = (a[i] ?? 0) + factor * (b[i] ?? 0);
}

function scale(a: Float64Array, factor: number): void {
	for (let i = 0; i < a.length; i++) a[i] = (a[i] ?? 0) * factor;
}

function norm(a: Float64Array): number {
	return Math.sqrt(dot(a, a));
}
