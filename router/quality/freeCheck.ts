import type { Check, CheckInput, CheckResult } from './check';

/** What every free check is told. */
export interface FreeCheckOptions {
	readonly severity: Check['severity'];
}

/**
 * A check that asks no model. An answer that is only tool calls has no text to judge, so it is not applicable.
 * `settings` are all options that change verdicts, as plain JSON.
 */
export function freeCheck(
	name: string,
	{ severity }: FreeCheckOptions,
	settings: unknown,
	judge: (options: CheckInput) => CheckResult | Promise<CheckResult>,
): Check {
	return {
		name,
		severity,
		remedy: 'stronger',
		cost: 'free',
		needsLogProbs: false,
		settings,
		async run(ask) {
			const onlyTools = ask.answer.toolCalls.length > 0 && ask.answer.text.trim() === '';
			return onlyTools ? NOT_APPLICABLE : await judge(ask);
		},
	};
}

export const NOT_APPLICABLE: CheckResult = { kind: 'not_applicable' };

export function passes(reason: string): CheckResult {
	return { kind: 'score', score: 1, reason };
}

/** `quote` is shown on the item only, shortened. */
export function rejects(reason: string, quote?: string): CheckResult {
	return { kind: 'score', score: 0, reason, ...(quote === undefined ? {} : { quote: shorten(quote) }) };
}

const MAX_QUOTE_CHARS = 200;

export function shorten(text: string): string {
	const line = text
		.slice(0, MAX_QUOTE_CHARS + 1)
		.replace(/\s+/g, ' ')
		.trim();
	return line.length > MAX_QUOTE_CHARS ? `${line.slice(0, MAX_QUOTE_CHARS - 1)}…` : line;
}
