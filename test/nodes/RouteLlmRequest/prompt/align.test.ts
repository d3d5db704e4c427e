import fc from 'fast-check';

import { wordsIn } from '../../../../nodes/RouteLlmRequest/prompt/align';
import type { Piece } from '../../../../nodes/RouteLlmRequest/prompt/template';
import type { Span } from '../../../../router/request/request';

const words = (text: string): Piece => ({ kind: 'words', text });
const WORKED_OUT: Piece = { kind: 'expression', field: null };
const said = (text: string, spans: readonly Span[]) => spans.map(({ from, to }) => text.slice(from, to));

/** Fixed words and what expressions made, in turns, beginning and ending with words that may be empty. */
interface Made {
	readonly fixed: readonly string[];
	readonly values: readonly string[];
}

function made(letters: { readonly fixed: string; readonly values: string }): fc.Arbitrary<Made> {
	const string = (of: string, minLength: number) => fc.string({ unit: fc.constantFrom(...of), minLength, maxLength: 4 });
	return fc.nat(5).chain((count) =>
		fc.record({
			fixed: fc
				.tuple(
					string(letters.fixed, 0),
					fc.array(string(letters.fixed, 1), { minLength: count, maxLength: count }),
					string(letters.fixed, 0),
				)
				.map(([first, between, last]) => [first, ...between, last]),
			values: fc.array(string(letters.values, 0), { minLength: count + 1, maxLength: count + 1 }),
		}),
	);
}

const templateOf = ({ fixed }: Made) => fixed.flatMap((text, index) => (index === 0 ? [words(text)] : [WORKED_OUT, words(text)]));
const textOf = ({ fixed, values }: Made) => fixed.map((text, index) => text + (values[index] ?? '')).join('');

/** All ways in which the text may have been made, slowly: where each of the words may stand. */
function allPlaces(fixed: readonly string[], text: string): readonly (readonly number[])[] {
	const ways: number[][] = [];
	const place = (index: number, from: number, places: readonly number[]): void => {
		const [word = '', isLast] = [fixed[index], index === fixed.length - 1];
		for (let at = from; at + word.length <= text.length; at++) {
			if ((index === 0 && at > 0) || !text.startsWith(word, at)) continue;
			if (!isLast) place(index + 1, at + word.length, [...places, at]);
			else if (at + word.length === text.length) ways.push([...places, at]);
		}
	};
	place(0, 0, []);
	return ways;
}

it('finds the words exactly where no value could be mistaken for them', () => {
	fc.assert(
		fc.property(made({ fixed: 'xyz: ', values: 'ab1é' }), (made) => {
			const spans = wordsIn(templateOf(made), textOf(made), {});
			expect(said(textOf(made), spans)).toEqual(made.fixed.filter((text) => text.trim() !== ''));
		}),
		{ numRuns: 1_000 },
	);
});

it('takes for fixed only what every way to make the text agrees on, and all of that', () => {
	fc.assert(
		fc.property(made({ fixed: 'ab', values: 'ab' }), (made) => {
			const text = textOf(made);
			const ways = allPlaces(made.fixed, text);
			const agreed = made.fixed.flatMap((word, index): Span[] => {
				const places = new Set(ways.map((way) => way[index]));
				const [from] = places;
				return places.size === 1 && from !== undefined && word !== '' ? [{ from, to: from + word.length }] : [];
			});
			expect(wordsIn(templateOf(made), text, {})).toEqual(agreed);
		}),
		{ numRuns: 1_000 },
	);
});

it('finds every word where all expressions are fields, whatever these hold', () => {
	fc.assert(
		fc.property(made({ fixed: 'ab', values: 'ab' }), (made) => {
			const json = Object.fromEntries(made.values.map((value, index) => [`f${String(index)}`, value]));
			const template = made.fixed.flatMap((text, index): Piece[] =>
				index === 0 ? [words(text)] : [{ kind: 'expression', field: [`f${String(index - 1)}`] }, words(text)],
			);
			expect(said(textOf(made), wordsIn(template, textOf(made), json))).toEqual(made.fixed.filter((text) => text !== ''));
		}),
		{ numRuns: 1_000 },
	);
});

it('whatever the text is, the words are there, in order and apart', () => {
	const any = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
	fc.assert(
		fc.property(made({ fixed: 'ab', values: 'ab' }), any, (made, text) => {
			const wanted = [...made.fixed];
			let end = 0;
			for (const { from, to } of wordsIn(templateOf(made), text, {})) {
				expect(from).toBeGreaterThanOrEqual(end);
				const found = wanted.indexOf(text.slice(from, to));
				expect(found).not.toBe(-1);
				wanted.splice(0, found + 1);
				end = to;
			}
			expect(end).toBeLessThanOrEqual(text.length);
		}),
		{ numRuns: 1_000 },
	);
});

it.each([
	['begins otherwise', 'tell x now'],
	['ends otherwise', 'Tell x then'],
	['is too short for its words', 'Tell now'],
])('takes all for the item where the text %s', (_why, text) => {
	expect(wordsIn([words('Tell '), WORKED_OUT, words(' now')], text, {})).toEqual([]);
});

it('does without a field that holds something else than what was sent', () => {
	const template = [words('Tell '), { kind: 'expression', field: ['a'] } as const, words(' now')];
	expect(said('Tell x now', wordsIn(template, 'Tell x now', { a: 'other' }))).toEqual(['Tell ', ' now']);
});

const AA = 'a'.repeat(50_000);

// Where time grows with the square, as that of `indexOf` does here, the first takes half a minute.
it.each([
	['what the fixed words begin with', 'a'.repeat(1_000_000), `${AA}b${AA}`, true],
	['the fixed words, again and again', 'Item: Be brief. '.repeat(100_000), ' Be brief. ', false],
])('reads a million characters of %s', (_name, field, fixed, isClear) => {
	const text = `Item: ${field}${fixed}${field} End`;
	const found = wordsIn([words('Item: '), WORKED_OUT, words(fixed), WORKED_OUT, words(' End')], text, {});
	expect(said(text, found)).toEqual(['Item: ', ...(isClear ? [fixed] : []), ' End']);
});
