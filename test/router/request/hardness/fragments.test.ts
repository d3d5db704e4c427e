import { FRAGMENT_BUCKETS, readFragments } from '../../../../router/request/hardness/fragments';
import { scan } from '../../../../router/request/scan';

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, i) => `w${from + i}`);

describe('readFragments', () => {
	it('gives the same distinct indices for the same text, whatever was read between', () => {
		const first = read('Prove that the sum is even, even.');
		read('Something else entirely, longer and about bread.');
		expect(read('Prove that the sum is even, even.')).toEqual(first);
		expect(new Set(first).size).toBe(first.length);
		for (const index of first) expect(index >= 0 && index < FRAGMENT_BUCKETS).toBe(true);
	});

	it('keeps to indices that never change: tables on disk depend on them', () => {
		expect(read('Ein Haus')).toMatchInlineSnapshot(`
[
  125924,
  23264,
  59744,
  72013,
  30835,
  2619,
]
`);
	});

	it.each([
		['a colon', 'Sort this ticket: crashed'],
		['a quotation', 'Sort this ticket "crashed'],
		['a line end', 'Sort this ticket\ncrashed'],
		['a wide colon', 'Sort this ticket：crashed'],
	])('tells a word in what is asked from one in the material behind %s', (_, text) => {
		const asked = read('Sort this ticket crashed');
		expect(read(text)).not.toEqual(asked);
		// Alone it counts the same.
		expect(read(text).filter((index) => asked.includes(index)).length).toBeGreaterThan(asked.length / 2);
	});

	it.each([
		['a time', 'Meet me at 08:30 today', 'Meet me at 08 30 today'],
		['a link', 'Open this page https://a today', 'Open this page https //a today'],
		['a greeting before a colon', 'Hi: sort this', 'Hi sort this'],
	])('takes no material to start at %s', (_, text, plain) => {
		expect(read(text)).toEqual(read(plain));
	});

	it('reads the first 40 words and the last 20, and none between', () => {
		const words = [...numbered(0, 40), ...numbered(500, 30), ...numbered(60, 20)];
		const all = read(words.join(' '));
		const changed = (at: number) => read(words.map((word, i) => (i === at ? 'other' : word)).join(' '));
		for (const at of [40, 55, 69]) expect(changed(at)).toEqual(all);
		for (const at of [0, 39, 70, 89]) expect(changed(at)).not.toEqual(all);
	});

	it('tells a word at the end of a long text from one at its start', () => {
		const middle = numbered(0, 60).join(' ');
		expect(read(`why ${middle}`)).not.toEqual(expect.arrayContaining(read(`why ${middle} why`)));
	});

	it('counts two Han characters as a word', () => {
		expect(readFragments(scan('why not'), 0).words).toBe(2);
		expect(readFragments(scan('请证明根号'), 0).words).toBe(2.5);
	});

	it('reads from where the last turn starts', () => {
		const text = 'Prove it. Sort these names';
		const { indices, count } = readFragments(scan(text), text.indexOf('Sort'));
		expect([...indices.subarray(0, count)]).toEqual(read('Sort these names'));
	});

	it('tells neither case nor accents apart, and order it does', () => {
		expect(read('CAFÉ NOIR')).toEqual(read('cafe noir'));
		expect(read('dog bites man')).not.toEqual(read('man bites dog'));
	});
});

function read(text: string): number[] {
	const { indices, count } = readFragments(scan(text), 0);
	return [...indices.subarray(0, count)];
}
