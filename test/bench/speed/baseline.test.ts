import { readFileSync } from 'node:fs';

import { baselineOf, compared, readBaseline, worseThan } from '../../../bench/speed/baseline';
import type { Ratio } from '../../../bench/speed/section';

const ratio = (median: number, min = median, max = median): Ratio => ({ what: 'ours next to theirs', median, min, max, rounds: 3 });
const baseline = (ratios: Record<string, number>) => ({ about: '', ratios, leftOut: {} });

describe('a ratio next to the committed one', () => {
	it('is worse from three times on', () => {
		expect(worseThan(baseline({ a: 1 }), { a: ratio(3) })).toEqual([]);
		expect(worseThan(baseline({ a: 1 }), { a: ratio(3.01) })).toEqual([
			{ key: 'a', what: 'ours next to theirs', committed: 1, found: 3.01 },
		]);
	});

	it('is not worse where one round was good: the machine was busy in the others', () => {
		expect(worseThan(baseline({ a: 1 }), { a: ratio(9, 1.2, 20) })).toEqual([]);
	});

	it('is compared only where both have it', () => {
		const found = { a: ratio(1), c: ratio(100) };
		expect(worseThan(baseline({ a: 1, b: 1 }), found)).toEqual([]);
		expect(compared(baseline({ a: 1, b: 1 }), found)).toBe(1);
	});
});

describe('the baseline that a run writes', () => {
	it('has the larger of what the full and the short form found', () => {
		expect(baselineOf({ a: ratio(2), b: ratio(1) }, { a: ratio(1), b: ratio(1.5) }).ratios).toEqual({ a: 2, b: 1.5 });
	});

	it('leaves out what is too noisy in the short form, and says why', () => {
		const { ratios, leftOut } = baselineOf({ a: ratio(1) }, { a: ratio(1, 0.5, 2) });
		expect(ratios).toEqual({});
		expect(leftOut['a']).toMatch(/differed 4\.0 times/);
	});

	it('leaves out what is no number', () => {
		expect(Object.keys(baselineOf({ a: ratio(NaN) }, {}).leftOut)).toEqual(['a']);
	});

	it('can be read again', () => {
		const written = baselineOf({ a: ratio(2) }, {});
		expect(readBaseline(JSON.stringify(written))).toEqual(written);
	});

	it('is committed in a form that can be read', () => {
		expect(Object.keys(readBaseline(readFileSync('bench/speed/baseline.json', 'utf8')).ratios).length).toBeGreaterThan(0);
	});
});
