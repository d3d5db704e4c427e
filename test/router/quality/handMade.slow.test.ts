import { createArithmeticCheck } from '../../../router/quality/arithmetic';
import type { Check } from '../../../router/quality/check';
import { createCodeParsesCheck } from '../../../router/quality/codeParses';
import { createContainsCheck } from '../../../router/quality/contains';
import { runGate } from '../../../router/quality/gate';
import { createJsonSchemaCheck } from '../../../router/quality/jsonSchema';
import { createLengthCheck } from '../../../router/quality/length';
import { createMatchesCheck } from '../../../router/quality/matches';
import { createReferenceCheck } from '../../../router/quality/reference';
import { createRefusalCheck } from '../../../router/quality/refusal';
import { createRepetitionCheck } from '../../../router/quality/repetition';
import { createSameLanguageCheck } from '../../../router/quality/sameLanguage';
import { createValidJsonCheck } from '../../../router/quality/validJson';
import { judge } from '../../support/checks';
import { analyzed } from '../../support/requests';
import { answerOf, askOf } from '../../support/routing';

const severity = 'counts';
/** Those that need no setting, so that anybody may switch them on for everything. */
const general: readonly Check[] = [
	createRefusalCheck({ severity }),
	createSameLanguageCheck({ severity }),
	createRepetitionCheck({ severity }),
	createArithmeticCheck({ severity }),
	createCodeParsesCheck({ severity }),
];
const json: readonly Check[] = [createValidJsonCheck({ severity }), createJsonSchemaCheck({ severity, schema: { type: 'object' } })];

const gate = (checks: readonly Check[], prompt: string, answer: string) =>
	runGate(checks, { ...askOf(answerOf(answer)), request: analyzed(prompt) }, 0.5);

describe('the free checks together', () => {
	it.each([
		['What is 17 times 23?', '391'],
		['What is 17 times 23?', '17 · 23 = 391'],
		['What is the capital of Australia?', 'Canberra.'],
		['Is it so? Answer as JSON', '{"ok":true}'],
		// Wrong, but no free check can know: that takes a judge or a reference.
		['What is the capital of Australia?', 'The capital of Australia is Sydney'],
		// Half a sentence that the provider calls finished cannot be told from a terse answer.
		['What is best?', 'The answer depends on the'],
	])('to %j let %j pass', async (prompt, answer) =>
		expect(await gate(general, prompt, answer)).toMatchObject({ verdict: 'accepted', reasons: [] }),
	);

	it.each([
		['What is 17 times 23?', '17 · 23 = 381', 'Arithmetic'],
		['How do I sort a list?', "I'm sorry, but I can't help with that.", 'Refusal'],
		['What is the weather like?', 'It is sunny and it is warm. '.repeat(30), 'Repetition'],
		[
			'What is the capital of Australia and where is it?',
			'Die Hauptstadt von Australien ist Canberra und sie liegt im Süden des Landes.',
			'Same Language',
		],
		['Write a function', '```python\ndef f(:\n```', 'Code Parses'],
	])('to %j reject %j by %s alone', async (prompt, answer, name) => {
		const { verdict, reasons } = await gate(general, prompt, answer);
		expect(verdict).toBe('rejected');
		expect(reasons).toEqual([expect.stringMatching(`^${name}: `)]);
	});

	it('pass JSON where JSON is wanted', async () => {
		expect(await gate(json, 'As JSON', '{"ok":true}')).toMatchObject({ verdict: 'accepted', score: 1 });
		expect(await gate(json, 'As JSON', 'ok')).toMatchObject({ verdict: 'rejected' });
	});

	it('keep prompt and answer out of their reasons', async () => {
		const { reasons, quoted } = await gate(general, 'What is 17 times 23?', '17 · 23 = 381');
		expect(reasons.join()).not.toMatch(/17|381/);
		expect(quoted.join()).toContain('17 · 23 = 381, not 391');
	});
});

const hostile: readonly (readonly [string, string])[] = [
	...[
		'a',
		'(',
		'1+',
		'{',
		'\n',
		'"',
		'=',
		'1=',
		'\\frac{',
		'<<',
		'`',
		'**',
		'1 + 1 = ',
		'[',
		'é漢🙂\u0301ש\u200d',
		'I am sorry. ',
		'|',
		'5% of 1 is ',
		'"""',
		'\\text{',
		'~~1',
		'1,',
		'...',
	].map((unit): [string, string] => [unit, unit.repeat(65_536 / unit.length)]),
	...['js', 'ts', 'python', 'sql'].flatMap((tag) =>
		['(', 'a ', '{', '[', '<a>', '1+', 'f(', '\n', "'", '-- ', 'if x:\n'].map((unit): [string, string] => [
			`${tag}: ${unit}`,
			`\`\`\`${tag}\n${unit.repeat(60_000 / unit.length)}\n\`\`\``,
		]),
	),
	...['(a OR ', 'SELECT (', 'CASE WHEN a THEN ', 'NOT ', '- ', 'a + ', 'a AND ', 'SELECT * FROM ('].map((unit): [string, string] => [
		`short sql: ${unit}`,
		`\`\`\`sql\nSELECT ${unit.repeat(4_000 / unit.length)}\n\`\`\``,
	]),
];

describe('64 KB of one thing', () => {
	const all: readonly Check[] = [
		...general,
		...json,
		createContainsCheck({ severity, texts: ['ab', '(('], mode: 'all', caseSensitive: false }),
		createMatchesCheck({ severity, pattern: '(a*)*(\\(|1\\+)*$', must: 'match' }),
		createLengthCheck({ severity, min: 1, max: 10, unit: 'words' }),
		createReferenceCheck({ severity, reference: 'a ( 1+' }),
	];
	it.each(hostile)('%j ends every check with a result', async (_, text) => {
		for (const check of all) {
			const result = await judge(check, text, text.slice(0, 65_536));
			if (result.kind !== 'score') expect(['not_applicable', 'error']).toContain(result.kind);
			else expect(result.score >= 0 && result.score <= 1).toBe(true);
		}
	});
});
