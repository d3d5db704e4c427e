import { namedParameter } from '../../../router/calls/sentParameters';

const sent = (...parameters: string[]) => ({ parameters, outputLimit: null });

it.each([
	[
		'"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" instead.',
		['temperature', 'thinking'],
		'thinking',
	],
	['thinking.budget_tokens: Input should be greater than or equal to 1024', ['thinking', 'max_tokens'], 'thinking'],
	['I was thinking. Please try again', ['thinking'], null],
])('%s', (text, parameters, named) => {
	expect(
		namedParameter({ message: text, codes: new Set(), text, param: null, retryAfterMs: null, statuses: [] }, sent(...parameters)),
	).toBe(named);
});
