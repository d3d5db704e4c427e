import fc from 'fast-check';

import {
	ANSWER_FEATURE_BLOCKS,
	ANSWER_FEATURE_NAMES,
	readAnswerFeatures,
	readAskedWords,
	readRequestFeatures,
	readSizeFeatures,
} from '../../../router/features/answerFeatures';
import { analyzed } from '../../support/requests';

const prompt = analyzed('Tom has 12 pears and gives 5 away. How many pears are left?');

describe('readAnswerFeatures', () => {
	it("gives one value per name, the request's own first", () => {
		const features = readAnswerFeatures(prompt, 'Seven.');
		expect(features).toHaveLength(ANSWER_FEATURE_NAMES.length);
		expect(new Set(ANSWER_FEATURE_NAMES).size).toBe(ANSWER_FEATURE_NAMES.length);
		const own = readRequestFeatures(prompt);
		expect([...features.slice(0, own.length)]).toEqual(own);
		expect(ANSWER_FEATURE_NAMES.slice(0, own.length).every((name) => name.startsWith('request: '))).toBe(true);
	});

	it('goes on with what the size of the answer alone says', () => {
		const sized = readSizeFeatures(prompt, 'Seven.'.length);
		expect([...readAnswerFeatures(prompt, 'Seven.').slice(0, sized.length)]).toEqual(sized);
		expect([...readAnswerFeatures(prompt, 'Eighty').slice(0, sized.length)]).toEqual(sized);
		expect([...readAnswerFeatures(prompt, 'Seven pears').slice(0, sized.length)]).not.toEqual(sized);
		expect(sized.slice(0, readRequestFeatures(prompt).length)).toEqual(readRequestFeatures(prompt));
	});

	it('says of each value what it was read from', () => {
		expect(ANSWER_FEATURE_BLOCKS).toHaveLength(ANSWER_FEATURE_NAMES.length);
		const blockOf = (name: string) => ANSWER_FEATURE_BLOCKS[ANSWER_FEATURE_NAMES.indexOf(name)];
		expect(['request: code', 'characters', 'code: characters', 'sums', 'math: sums'].map(blockOf)).toEqual([
			'signals',
			'size',
			'size',
			'answer',
			'kinds',
		]);
	});

	it.each([
		['wrong sums', '12 - 5 = 8. The answer is 8', '12 - 5 = 7. The answer is 7'],
		['hedging', 'Perhaps it is 7, probably.', 'It is 7, of course.'],
		['second thoughts', 'It is 6. Wait, actually it is 7.', 'It is 7.'],
		['marked result', 'So the answer is 7', 'He keeps seven'],
		['result is a number', 'The answer is 7', 'The answer is pears'],
		['result is whole', 'The answer is 7', 'The answer is 7.5'],
		['result is a list', 'The answer is [7, 5]', 'The answer is 7, 5'],
		['result in quotes', '{"reasoning": "12 - 5", "answer": "\'7\'"}', '{"reasoning": "12 - 5", "answer": "7"}'],
		['result is yes or no', 'The answer is True.', 'The answer is Truer.'],
		['characters', 'Seven pears', 'Seven'],
		['result was reached', '12 - 5 = 7\nThe answer is 7', '12 less 5\nThe answer is 7'],
		['result from the prompt', 'The answer is 12', 'The answer is 7'],
		['JSON', '{"reasoning": "12 - 5", "answer": "7"}', '7'],
		['broken JSON', '{"reasoning": "12 - 5, "answer": 7', '{"reasoning": "12 - 5", "answer": 7}'],
		['repetition', 'he has seven pears he has seven pears he has seven pears', 'he has seven pears once five of them are gone away'],
		['own numbers', '12 - 5 and 99', '12 - 5'],
		['prompt numbers taken up', '12 - 5', '12'],
		['prompt words taken up', 'Tom gives pears away', 'Nothing of it'],
		['steps', 'Step 1: 12. Step 2: 7.', 'First'],
		['digits', '1234567', 'abcdefg'],
	])('reads more of "%s" in %j than in %j', (name, more, less) => {
		expect(valueOf(name, more)).toBeGreaterThan(valueOf(name, less));
	});

	it('gives answers to code and to mathematics slopes of their own', () => {
		const code = analyzed('What does this print?\n```python\nfor i in range(3):\n    print(i);\n```');
		const at = (request: typeof code, name: string): number =>
			readAnswerFeatures(request, 'one two three')[ANSWER_FEATURE_NAMES.indexOf(name)] ?? NaN;
		for (const name of ['characters', 'sentence length']) {
			expect(at(code, name)).toBeGreaterThan(0);
			expect(at(code, `code: ${name}`)).toBe(at(code, name));
			expect([at(code, `math: ${name}`), at(prompt, `code: ${name}`)]).toEqual([0, 0]);
		}
	});

	it('stays between 0 and 2, whatever the answer', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (asked, answer) => {
				for (const value of readAnswerFeatures(analyzed(asked), answer)) {
					expect(value).toBeGreaterThanOrEqual(0);
					expect(value).toBeLessThanOrEqual(2);
				}
			}),
		);
		const huge = `The answer is ${'9'.repeat(400)}`;
		expect(readAnswerFeatures(prompt, huge).every((value) => value >= 0 && value <= 2)).toBe(true);
	});

	it('is the same after another answer was read', () => {
		const first = readAnswerFeatures(prompt, '12 - 5 = 7');
		readAnswerFeatures(analyzed('Something longer altogether, with other words.'), 'Yes.');
		expect(readAnswerFeatures(prompt, '12 - 5 = 7')).toEqual(first);
	});

	// Work that grows with the square of the length would keep the suite here for minutes.
	it.each(['a', '1', ' ', '{', '[', '"', '=', '1+', '1,', '1 ', '\\', '\\a', '#', '\n', 'the answer is ', '{"a":', '\u0301', '\ud83d'])(
		'reads 64 KB of %j and more',
		(piece) => {
			const text = piece.repeat(Math.ceil(200_000 / piece.length));
			const features = readAnswerFeatures(analyzed(text.slice(0, 65_536)), text);
			expect(features.every(Number.isFinite)).toBe(true);
		},
	);
});

describe('readAskedWords', () => {
	it('names each word once, whatever its case, and lets a request weigh 1 in all', () => {
		const { buckets, value } = readAskedWords(analyzed('sort Sort SORT list'));
		expect(buckets).toHaveLength(2);
		expect(value ** 2 * buckets.length).toBeCloseTo(1, 12);
	});

	it('has nothing to say of nothing', () => {
		expect(readAskedWords(analyzed('')).value).toBe(0);
	});
});

function valueOf(name: string, answer: string): number {
	const index = ANSWER_FEATURE_NAMES.indexOf(name);
	expect(index).toBeGreaterThanOrEqual(0);
	return readAnswerFeatures(prompt, answer)[index] ?? NaN;
}
