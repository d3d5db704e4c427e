import { retirementHints } from '../../../nodes/shared/retiredModels';

const at = (day: string) => Date.parse(day);

it('says what is gone, once, and nothing of the others', () => {
	const ids = [
		'groq/llama-3.1-8b-instant',
		'groq/openai/gpt-oss-20b',
		'custom1/llama-3.1-8b-instant',
		'connected/Groq',
		'groq/llama-3.1-8b-instant',
		// Rows of the same model with settings of their own.
		'groq/llama-3.1-8b-instant#high',
		'groq/llama-3.1-8b-instant#high#0a1b2c3d',
	];
	expect(retirementHints(ids, at('2026-09-01'))).toEqual([
		'groq/llama-3.1-8b-instant was retired on 2026-08-16; use openai/gpt-oss-20b instead.',
	]);
});

it.each(['groq/llama-3.1-8b-instant#high', 'groq/llama-3.1-8b-instant#0a1b2c3d', 'groq/llama-3.1-8b-instant#high#0a1b2c3d'])(
	'says it of a model whose only row is %s',
	(id) => {
		expect(retirementHints([id], at('2026-09-01'))).toEqual([
			'groq/llama-3.1-8b-instant was retired on 2026-08-16; use openai/gpt-oss-20b instead.',
		]);
	},
);

it('warns a month before', () => {
	expect(retirementHints(['groq/llama-3.1-8b-instant'], at('2026-07-01'))).toEqual([]);
	expect(retirementHints(['groq/llama-3.1-8b-instant'], at('2026-07-20'))).toEqual([
		'groq/llama-3.1-8b-instant will be retired on 2026-08-16; use openai/gpt-oss-20b instead.',
	]);
});
