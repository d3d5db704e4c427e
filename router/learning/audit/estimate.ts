import { VERDICT_TOKENS } from '../../judging/askJudge';
import { MAX_SHOWN_CHARS } from '../../judging/dataFence';
import { estimateNanoUsd, totalOf } from '../../registry/cost';
import type { ModelSpec } from '../../registry/model';
import type { AnalyzedRequest } from '../../request/request';

interface AuditSize {
	readonly request: AnalyzedRequest;
	/** Those that have to be asked for an answer. */
	readonly models: readonly ModelSpec[];
	readonly judge: ModelSpec;
	/** How often it is asked for a verdict. */
	readonly verdicts: number;
	/** Output limit of an answer. */
	readonly roomTokens: number;
}

/** What the judge is told besides request and answers, its format included. */
export const RULES_TOKENS = 800;
/** Estimates of tokens are off by some per cent, and what is shown to a judge is escaped. */
const MARGIN = 1.5;
/** A character is never more than a token, nearly never. */
const SHOWN_TOKENS = MAX_SHOWN_CHARS / 2;

/** The most that one audit is to cost, in nano-USD; `null` where a price is unknown. It is reserved before its first call. */
export function estimateAudit({ request, models, judge, verdicts: times, roomTokens }: AuditSize): number | null {
	const inputTokens = MARGIN * request.needs.inputTokens;
	const answers = models.map((model) => estimateNanoUsd(model, Math.ceil(inputTokens), roomTokens));
	const shown = RULES_TOKENS + MARGIN * (Math.min(inputTokens, SHOWN_TOKENS) + 2 * Math.min(roomTokens, SHOWN_TOKENS));
	const verdicts = Array.from({ length: times }, () => estimateNanoUsd(judge, Math.ceil(shown), VERDICT_TOKENS));
	return totalOf([...answers, ...verdicts]);
}
