import { minimise } from '../../../../router/learning/training/lbfgs';

/** Twenty points of two features with overlapping classes, and an intercept column. */
const points = Array.from({ length: 20 }, (_, i) => ({
	x: [1, Math.sin(i * 1.7) + (i % 2), Math.cos(i * 2.3)],
	y: (i * 7) % 3 === 0 || i % 2 === 1 ? 1 : 0,
}));
const PENALTY = 0.1;

describe('minimise', () => {
	it('finds the logistic regression that plain gradient descent, written apart, finds', () => {
		const found = minimise(objective, new Float64Array(3), 500, 1e-14);
		byGradientDescent().forEach((weight, i) => expect(found[i]).toBeCloseTo(weight, 4));
	});

	it('finds the minimum of a narrow curved valley', () => {
		const rosenbrock = (x: Float64Array, gradient: Float64Array): number => {
			const [a = 0, b = 0] = x;
			gradient.set([-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)]);
			return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
		};
		const found = minimise(rosenbrock, Float64Array.of(-1.2, 1), 500, 1e-16);
		expect(found[0]).toBeCloseTo(1, 3);
		expect(found[1]).toBeCloseTo(1, 3);
	});
});

function objective(w: Float64Array, gradient: Float64Array): number {
	gradient.fill(0);
	let loss = 0;
	for (const { x, y } of points) {
		const p = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * (w[i] ?? 0), 0)));
		loss -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
		x.forEach((value, i) => (gradient[i] = (gradient[i] ?? 0) + (p - y) * value));
	}
	w.forEach((weight, i) => {
		loss += (PENALTY / 2) * weight ** 2;
		gradient[i] = (gradient[i] ?? 0) + PENALTY * weight;
	});
	return loss;
}

function byGradientDescent(): number[] {
	const w = [0, 0, 0];
	for (let step = 0; step < 20_000; step++) {
		const slope = w.map((weight) => weight * PENALTY);
		for (const { x, y } of points) {
			const odds = Math.exp(x.reduce((sum, value, i) => sum + value * (w[i] ?? 0), 0));
			const error = odds / (1 + odds) - y;
			x.forEach((value, i) => (slope[i] = (slope[i] ?? 0) + error * value));
		}
		slope.forEach((value, i) => (w[i] = (w[i] ?? 0) - 0.05 * value));
	}
	return w;
}
