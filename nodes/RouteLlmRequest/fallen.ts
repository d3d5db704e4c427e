import { failureInWords } from '../../router/selection/failureWords';

import type { Finished } from './finished';

/** Examples in a message; more would bury the counts. */
export const MAX_EXAMPLES = 5;

/** `2 items: no prompt; 1 item: timeout` */
export function countsOf(fallen: readonly Finished[]): string {
	return byFailure(fallen)
		.map(([failure, count]) => `${countOf(count)}: ${failureInWords(failure)}`)
		.join('; ');
}

/** What to change first, for the failure most of them had. */
export function firstFix(fallen: readonly Finished[]): string {
	const [most] = byFailure(fallen).toSorted(([, a], [, b]) => b - a);
	return fixFor(most?.[0] ?? '');
}

/** What to change after a failure with this code. */
export function fixFor(failure: string): string {
	return FIXES[failure] ?? ANOTHER_MODEL;
}

/** One message per different cause, the first few. */
export function examplesOf(fallen: readonly Finished[]): string {
	const messages = [...new Set(fallen.map(({ message }) => message).filter((message) => message !== ''))];
	const more = messages.length - MAX_EXAMPLES;
	return messages.slice(0, MAX_EXAMPLES).join('\n') + (more > 0 ? `\nand ${String(more)} more` : '');
}

export function countOf(count: number): string {
	return count === 1 ? '1 item' : `${String(count)} items`;
}

function byFailure(fallen: readonly Finished[]): [string, number][] {
	const counts = new Map<string, number>();
	for (const { failure } of fallen) counts.set(failure ?? 'unknown', (counts.get(failure ?? 'unknown') ?? 0) + 1);
	return [...counts];
}

const ANOTHER_MODEL = 'Add a model of another provider under Models.';
const KEY = 'Correct the key in the LLM Model Registry credential.';

/** By the code of the failure. */
const FIXES: Readonly<Record<string, string>> = {
	no_prompt: 'Set Prompt to the field that holds the text.',
	bad_input: 'Check Image Fields and Previous Messages under Answer.',
	quality: 'Lower Minimum Score under Quality Checks, or add a stronger model.',
	capacity: 'Raise Max Wait Time under If a Model Fails.',
	never_fits: 'Raise Tokens per Minute in the settings of the model, if your plan allows more.',
	too_large_for_limit: 'Add a model with a higher rate limit, or shorten the prompt.',
	budget: 'Raise Cost Cap or Budget under Limits and Budgets.',
	deadline: 'Raise Deadline per Item under If a Model Fails.',
	no_model: 'Add a model that can do what the items need, or correct its Capabilities, Allowed Models or the name that is wrong.',
	context_too_long: 'Add a model with a larger context window, or shorten the prompt.',
	auth: KEY,
	misconfigured: 'Correct the settings in the LLM Model Registry credential, such as the API version.',
	quota_exhausted: 'Raise the quota at the provider, or add a model of another provider.',
	model_not_found: 'Correct the model under Models.',
	content_policy: 'Turn on Ask Another Model After a Content Refusal under If a Model Fails.',
	truncated: 'Raise the output limit of the models, or ask for shorter answers.',
	timeout: 'Raise Timeout under If a Model Fails, or add a model of another provider.',
	downstream: 'Read the errors of the nodes after this one.',
};
