import { inner, principalComponents } from '../../../scripts/trainWords/components';

/** Spread by 9, 3 and 1 along three axes that are no coordinate axes. */
const axes = [
	[2 / 3, 2 / 3, 1 / 3],
	[-2 / 3, 1 / 3, 2 / 3],
	[1 / 3, -2 / 3, 2 / 3],
];
const points = [-1, 1].flatMap((a) =>
	[-1, 1].flatMap((b) =>
		[-1, 1].map((c) =>
			Float32Array.from([0, 1, 2], (i) => 5 + [9 * a, 3 * b, c].reduce((sum, x, axis) => sum + x * (axes[axis]?.[i] ?? 0), 0)),
		),
	),
);

it('are the directions of most spread, the widest first, of length 1', () => {
	const found = principalComponents(points, 2);
	expect(found).toHaveLength(2);
	found.forEach((component, index) => {
		expect(Math.abs(inner(component, axes[index] ?? []))).toBeCloseTo(1, 5);
		expect(inner(component, component)).toBeCloseTo(1, 10);
	});
});

it('are the same bits each time', () => {
	expect(principalComponents(points, 2)).toEqual(principalComponents(points, 2));
});
