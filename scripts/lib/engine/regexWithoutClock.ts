import { setSafeRegexEngine } from 'n8n-workflow';

/**
 * n8n gives each of its own regular expressions 250 ms by the clock, which on a busy machine ends healthy runs. The
 * expressions here are of our own workflows, so they may take the time they are given.
 */
export function regexWithoutClock(): void {
	const regex = (pattern: string, flags?: string) => new RegExp(pattern, flags);
	setSafeRegexEngine({
		exec: (pattern, input, flags) => regex(pattern, flags).exec(input),
		test: (pattern, input, flags) => regex(pattern, flags).test(input),
		replace: (pattern, input, flags, replacement) => input.replace(regex(pattern, flags), replacement),
		matchAll: (pattern, input, flags) => Array.from(input.matchAll(regex(pattern, flags?.includes('g') ? flags : `${flags ?? ''}g`))),
		split: (pattern, input, flags) => input.split(regex(pattern, flags)),
	});
}
