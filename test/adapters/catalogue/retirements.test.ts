import { announcedEnd, isRetired, retirementText } from '../../../adapters/catalogue/retirements';

const at = (day: string) => Date.parse(day);
const GROQ = { on: '2026-08-16', instead: 'openai/gpt-oss-20b' };

it.each([
	['groq', 'llama-3.1-8b-instant'],
	['groq', 'llama-3.3-70b-versatile'],
	['deepseek', 'deepseek-chat'],
	['deepseek', 'deepseek-reasoner'],
	['xai', 'grok-4-0709'],
	['xai', 'grok-3'],
	['xai', 'grok-code-fast-1'],
	['xai', 'grok-4-fast-reasoning'],
	['xai', 'grok-4-1-fast-non-reasoning'],
	['openai', 'gpt-4-turbo'],
	['anthropic', 'claude-3-7-sonnet-latest'],
] as const)('%s has shut %s down', (kind, model) => {
	expect(isRetired(announcedEnd(kind, model), at('2026-11-28'))).toBe(true);
});

it('knows nothing of other names, also of those every object has', () => {
	expect([announcedEnd('groq', 'openai/gpt-oss-20b'), announcedEnd('groq', 'constructor'), announcedEnd('ollama', 'llama')]).toEqual([
		null,
		null,
		null,
	]);
});

it('counts from the day on, and from ever where nobody names one', () => {
	expect([isRetired(GROQ, at('2026-08-15T23:59Z')), isRetired(GROQ, at('2026-08-16'))]).toEqual([false, true]);
	expect([isRetired({ on: null, instead: null }, 0), isRetired(null, at('2030-01-01'))]).toEqual([true, false]);
});

it.each([
	[GROQ, '2026-09-01', 'was retired on 2026-08-16; use openai/gpt-oss-20b instead'],
	[GROQ, '2026-08-01', 'will be retired on 2026-08-16; use openai/gpt-oss-20b instead'],
	[{ on: null, instead: null }, '2026-08-01', 'was retired'],
	[{ on: null, instead: 'other' }, '2026-08-01', 'was retired; use other instead'],
])('says %j on %s as "%s"', (retirement, day, text) => {
	expect(retirementText(retirement, at(day))).toBe(text);
});
