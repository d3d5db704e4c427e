import { readFileSync } from 'node:fs';

import { fixFor } from '../../nodes/RouteLlmRequest/fallen';
import { FAILURE_RULES } from '../../router/calls/failure';
import { failureInWords } from '../../router/selection/failureWords';
import { errorTexts, hintTexts } from '../support/messages';
import { expectPart, markdownTable } from '../support/page';

const PAGE = 'docs/messages.md';

/** Why an item is on Fallback, apart from what providers answer. */
const OWN_REASONS = ['no_prompt', 'bad_input', 'quality', 'capacity', 'never_fits', 'budget', 'deadline', 'no_model'];

describe(PAGE, () => {
	const [byHand = ''] = readFileSync(PAGE, 'utf8').split('## Mistakes in a field');
	const rows = [...byHand.matchAll(/^(?:\||-) `(.+?)`(?: \| (.*) \|)?$/gm)].map(([, text = '', fix]) => ({ text, fix }));

	it('has every hint and every error of the code, and none that is gone', () => {
		expect(rows.map(({ text }) => text).sort()).toEqual(hintTexts().sort());
	});

	it('says what to do about each', () => {
		expect(rows.filter(({ fix }) => fix?.trim() === '')).toEqual([]);
	});

	it('has every mistake in a field, with its fix', () => {
		const errors = errorTexts().map(({ field, problem, fix }) => [field, `\`${problem}\``, fix.replaceAll('<', '\\<')]);
		expect(errors.length).toBeGreaterThan(100);
		expectPart(PAGE, 'errors', markdownTable(['field', 'what is wrong', 'what to do'], errors));
	});
});

describe('docs/failures-and-fallback.md', () => {
	it('has every code an item can have on Fallback, in words and with the fix', () => {
		const codes = [...OWN_REASONS, ...Object.keys(FAILURE_RULES)];
		const table = codes.map((code) => [
			`\`${code}\``,
			failureInWords(code),
			code === 'cancelled' ? 'Nothing: somebody stopped it.' : fixFor(code),
		]);
		expectPart(
			'docs/failures-and-fallback.md',
			'failures',
			markdownTable(['`llmRoute.failure`', 'meaning', 'what to change first'], table),
		);
	});
});
