import { sameAsLast } from '../../router/sameAsLast';

const pair = (a: object, b: object | null) => ({ a, b });

it('gives what it gave last where it is handed the very same things', () => {
	const shared = sameAsLast(pair);
	const [one, two] = [{}, {}];
	const first = shared(one, two);
	expect(first).toEqual({ a: one, b: two });
	expect(shared(one, two)).toBe(first);
});

it('makes anew where one of them is another, however alike', () => {
	const shared = sameAsLast(pair);
	const [one, two] = [{}, {}];
	const first = shared(one, two);
	expect(shared({}, two)).not.toBe(first);
	expect(shared(one, {})).not.toBe(first);
	const last = shared(one, null);
	expect(last).toEqual({ a: one, b: null });
	expect(shared(one, null)).toBe(last);
});

it('remembers nothing of what failed', () => {
	let fails = true;
	const shared = sameAsLast((a: object) => {
		if (fails) throw new Error('not yet');
		return { a };
	});
	const one = {};
	expect(() => shared(one)).toThrow('not yet');
	fails = false;
	expect(shared(one)).toEqual({ a: one });
});
