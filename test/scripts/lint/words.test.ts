import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import rule, { FORBIDDEN, forbiddenIn } from '../../../scripts/lint/words.mjs';

function problems(code: string): string[] {
	const config: Linter.Config = {
		files: ['**/*.ts'],
		languageOptions: { parser },
		plugins: { local: { rules: { words: rule } } },
		rules: { 'local/words': 'error' },
	};
	return new Linter().verify(code, [config], 'nodes/a.ts').map(({ message }) => message);
}

describe('words that people do not read here', () => {
	it.each([
		["displayName: 'Patience'", '"Patience" is not how n8n says it: write Max Wait Time.'],
		["description: 'The day goes on from the log'", '"goes on" is not how n8n says it: write continues, is used instead.'],
		['hint: `${1} items left nowhere`', '"left nowhere" is not how n8n says it: write was dropped.'],
		["hint: 'no model in play'", '"in play" is not how n8n says it: write enabled.'],
	])('%s', (field, message) => {
		expect(problems(`export const x = { ${field} };`)).toEqual([message]);
	});

	it.each(["import { x } from './the patience'", "const kind = 'dearer'", "const name = 'patience'", "const s = 'It stands for a model'"])(
		'lets %s be',
		(code) => {
			expect(problems(code)).toEqual([]);
		},
	);

	it('finds each of them in a sentence', () => {
		const sentences = [
			'Raise Patience.',
			'Lower Accept From.',
			'The Room for the Answer.',
			'Route Nothing is on.',
			'Under Feedback Loop.',
			'A dearer model.',
			'It leaves by the branch.',
			'It left nowhere.',
			'What it comes to.',
			'It went on.',
			'Routers go on.',
			'It stands there.',
			'Two are in play.',
			'It is left alone.',
			'Chance chose it.',
			'It is left to chance.',
			'It is no JSON.',
			'For want of confidence.',
			'This goes before that.',
			'It is beside the file.',
		];
		expect(sentences.map((sentence) => forbiddenIn(sentence).length)).toEqual(FORBIDDEN.map(() => 1));
	});
});
