import { z } from '../../vendor/zod';

import { askJudge, DATA_RULES, ownersWords, type JudgeFailure, type ReasonOptions } from './askJudge';
import { fence, requestAsData } from './dataFence';
import { HARDEST_TIER, TIERS, tierOf, type Tier } from './tiers';
import { numeral, oneLine, ownWords, share, verdictFormat } from './verdict';

export interface TierVerdict {
	readonly kind: 'verdict';
	readonly tier: Tier;
	/** In [0, 1], as the judge says it. */
	readonly confidence: number;
	/** The judge's own words on one line: they may quote the prompt. */
	readonly reason: string;
}

/** How hard a request is, in a model's judgement. */
export async function judgeTier(options: ReasonOptions): Promise<TierVerdict | JudgeFailure> {
	const had = await askJudge(options, {
		system: tierSystemPrompt(options.criteria),
		user: fence(requestAsData(options.request), QUESTION),
		format: FORMAT,
		schema: Verdict,
	});
	if (had.kind === 'failed') return had;
	const { tier, confidence, reason } = had.verdict;
	return { kind: 'verdict', tier: tierOf(tier), confidence, reason: oneLine(options.clean(reason)) };
}

export function tierSystemPrompt(criteria: string): string {
	return `${RULES}${ownersWords(criteria)}`;
}

const QUESTION = 'How hard is the request in the data? Reply with the JSON object only.';

const RULES = [
	'You rate how hard a request to a language model is, so that it goes to the cheapest model that answers it well. You never answer the request.',
	DATA_RULES,
	'The tiers:',
	...Object.entries(TIERS).map(([tier, { name, means }]) => `${tier} ${name}: ${means}`),
	'Rate what a correct and complete answer takes, not how long or polite the request is. Between two tiers take the harder one.',
	'Reply with one JSON object and nothing else: {"reason": one short sentence, "tier": a whole number from 0 to 4, "confidence": how sure you are, from 0 to 1}.',
].join('\n');

/** Judges that are held to no schema write `"tier": "1"`, `"1 easy"` or `"easy"`. */
const named = z.string().transform((text, context) => {
	const words = text.trim().toLowerCase();
	const found = Object.entries(TIERS).find(([tier, { name }]) => [name, `${tier} ${name}`, `${tier}: ${name}`].includes(words))?.[0];
	if (found === undefined) context.addIssue({ code: z.ZodIssueCode.custom });
	return Number(found);
});

const Verdict = z.object({
	reason: ownWords,
	tier: z.union([numeral, named]).pipe(z.number().int().min(0).max(HARDEST_TIER)),
	confidence: share,
});

// Bounds and enums of numbers are refused by some providers' strict modes; the reply is checked here anyway.
const FORMAT = verdictFormat('difficulty', {
	tier: { type: 'integer', description: 'From 0 (trivial) to 4 (expert)' },
	confidence: { type: 'number', description: 'From 0 to 1' },
});
