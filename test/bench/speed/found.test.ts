import { foundIn, lossesIn, renderFound, renderSection } from '../../../bench/speed/found';
import { sectionOf, type Growth } from '../../../bench/speed/section';

const growth = (exponent: number, most: number | null = 1.05): Growth => ({
	what: `x^${exponent}`,
	unit: 'ms',
	exponent,
	r2: 1,
	points: [],
	most,
});
const ratio = (median: number) => ({ what: `ratio of ${median}`, median, min: median, max: median, rounds: 1 });
const section = (more: Partial<ReturnType<typeof sectionOf>>) => sectionOf({ title: 'A section', about: 'About it.', ...more });

describe('what a run found', () => {
	it('is all sections together', () => {
		const found = foundIn([
			section({ ratios: { a: ratio(1) }, notMeasured: ['x'] }),
			section({ ratios: { b: ratio(2) }, notMeasured: ['y'] }),
		]);
		expect([Object.keys(found.ratios), found.notMeasured]).toEqual([
			['a', 'b'],
			['x', 'y'],
		]);
	});

	it('misses the target of growth where one exponent is too large, and names it', () => {
		expect(foundIn([section({ growth: [growth(1), growth(1.2)] })]).targets).toMatchObject([{ met: false, found: 'largest 1.20 (x^1.2)' }]);
		expect(foundIn([section({ growth: [growth(1.05)] })]).targets).toMatchObject([{ met: true }]);
	});

	it('holds no growth against a target in the short form, nor what has none', () => {
		expect(foundIn([section({ growth: [growth(2)] })], true).targets).toEqual([]);
		expect(foundIn([section({ growth: [growth(2, null)] })]).targets).toEqual([]);
	});
});

describe('where we lose', () => {
	it('is every ratio clearly above one, the worst first', () => {
		const { ratios } = foundIn([section({ ratios: { a: ratio(1.5), b: ratio(1.04), c: ratio(3), d: ratio(0.2) } })]);
		expect(lossesIn({ ratios }).map(({ median }) => median)).toEqual([3, 1.5]);
	});

	it('is not where a yardstick is longer than what it measures', () => {
		expect(lossesIn({ ratios: { 'decision.English.2000.classifier': ratio(2) } })).toEqual([]);
	});
});

describe('the page', () => {
	it('has a row for each target, met or not', () => {
		const targets = [
			{ what: 'a', found: '2 ×', target: '≤ 1 ×', met: false },
			{ what: 'b', found: '1 ×', target: '≤ 1 ×', met: true },
			{ what: 'c', found: '', target: '≤ 1 ×', met: null },
		];
		const text = renderFound(foundIn([section({ targets })]));
		expect(text).toContain('| a | 2 × | ≤ 1 × | **not met** |');
		expect(text).toContain('| b | 1 × | ≤ 1 × | met |');
		expect(text).toContain('| c |  | ≤ 1 × | not measured |');
	});

	it('says what was not measured', () => {
		expect(renderFound(foundIn([section({ notMeasured: ['the gateway: no network'] })]))).toContain(
			'Not measured: the gateway: no network.',
		);
	});

	it('keeps a table whole whatever is in its cells', () => {
		const text = renderSection(section({ tables: [{ head: ['a', 'b'], lines: [['x|y', 'one\ntwo']] }] }));
		expect(text).toContain('| x\\|y | one two |');
	});
});
