/** What something of a size cost, in any units above zero. */
export interface Point {
	readonly size: number;
	readonly cost: number;
}

/** cost = factor × size ^ exponent. */
export interface Fit {
	/** 1: linear; 0: the size does not matter. */
	readonly exponent: number;
	/** Share of the variance of the logarithms that the line explains, in [0, 1]; 1 also where they do not vary. */
	readonly r2: number;
	readonly points: readonly Point[];
}

/** Least squares through the logarithms. @throws where fewer than two sizes differ, or one figure is not above zero. */
export function fitExponent(points: readonly Point[]): Fit {
	const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
	if (logs.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))) throw new Error('Sizes and costs must be above zero.');
	const [x, y] = [mean(logs.map((one) => one.x)), mean(logs.map((one) => one.y))];
	const xx = sum(logs.map((one) => (one.x - x) ** 2));
	const yy = sum(logs.map((one) => (one.y - y) ** 2));
	const xy = sum(logs.map((one) => (one.x - x) * (one.y - y)));
	if (xx === 0) throw new Error('A line takes two different sizes.');
	return { exponent: xy / xx, r2: yy === 0 ? 1 : xy ** 2 / (xx * yy), points };
}

function mean(values: readonly number[]): number {
	return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
