import { DENSE_FEATURES, readDense } from '../../../../router/request/hardness/denseFeatures';
import { scan } from '../../../../router/request/scan';
import { analyzed } from '../../../support/requests';

type Name = (typeof DENSE_FEATURES)[number];

describe('readDense', () => {
	it.each<[Name, string, number]>([
		['log words', 'Why is it so?', Math.log1p(4)],
		['share of digits', 'ab 12', 2 / 5],
		['log numbers', 'add 1,200.5 and 7', Math.log1p(2)],
		['share of capitals', 'ABc d', 2 / 5],
		['share of marks', 'a, b!', 2 / 5],
		['share of long words', 'an elephant', 1 / 2],
		['log brackets', 'f(x) [y] {z}', Math.log1p(3)],
		['log quotes', 'say “so” or "no"', Math.log1p(3)],
		['log currency and percent signs', '5 € or 3 % or $2', Math.log1p(3)],
		['log commas', 'a, b、c', Math.log1p(2)],
		['log lines', 'one\n\ntwo', Math.log1p(2)],
		['log option lines', 'Which?\nA. one\n(b) two\nand. no', Math.log1p(2)],
		['share of ideographs', '漢字ab', 2 / 4],
		['ends with a question', 'Why? ', 1],
		['ends with a question', 'Why? Say it now.', 0],
		['English', 'What is the name of the town?', 1],
		['English', 'Wie heißt die Stadt und wer wohnt in ihr?', 0],
	])('%s of %j', (name, text, value) => {
		expect(valueOf(name, text)).toBeCloseTo(value);
	});

	it('reads long texts at both ends, and nothing twice', () => {
		const filler = 'a'.repeat(10_000);
		expect(valueOf('log commas', `,${filler},${filler},`)).toBeCloseTo(Math.log1p(2));
		expect(valueOf('log commas', `,${'a'.repeat(5_000)},`)).toBeCloseTo(Math.log1p(2));
	});

	it('does not remember what it read before', () => {
		valueOf('log commas', 'a, b, c, d');
		expect(valueOf('log commas', 'a')).toBe(0);
	});
});

function valueOf(name: Name, text: string): number | undefined {
	return readDense(text, analyzed(text).signals, scan(text))[DENSE_FEATURES.indexOf(name)];
}
