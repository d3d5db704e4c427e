import type { Attempt, GateResult } from '../calls/attempt';

/** Of answers that broke off; nobody judged them, so they are no matter of quality. */
export function longestPartial(attempts: readonly Attempt[]): number | null {
	const partials = attempts.flatMap(({ result }, index) =>
		result.kind === 'failed' && result.partial !== undefined ? [{ index, length: result.partial.trim().length }] : [],
	);
	return partials.filter(({ length }) => length > 0).sort((a, b) => b.length - a.length || b.index - a.index)[0]?.index ?? null;
}

/** The best-scored rejected answer; of equals the one with text, then the later, from the stronger model. */
export function bestDraft(attempts: readonly Attempt[], counts: (gate: GateResult) => boolean = () => true): number | null {
	const drafts = attempts.flatMap(({ result }, index) =>
		result.kind === 'answered' && result.gate.verdict === 'rejected' && counts(result.gate)
			? [{ index, score: result.gate.score ?? 0, hasText: result.answer.text.trim() === '' ? 0 : 1 }]
			: [],
	);
	drafts.sort((a, b) => b.hasText - a.hasText || b.score - a.score || b.index - a.index);
	return drafts[0]?.index ?? null;
}
