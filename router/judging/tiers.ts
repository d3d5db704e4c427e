/** How hard a request is, from what any model answers to what only the strongest should. */
export type Tier = 0 | 1 | 2 | 3 | 4;

interface TierText {
	readonly name: string;
	/** What belongs there, as the judge reads it. */
	readonly means: string;
}

/** By tier. Changing a word here changes verdicts: give `JUDGE_VERSION` a new value with it. */
export const TIERS: Readonly<Record<Tier, TierText>> = {
	0: { name: 'trivial', means: 'greetings, thanks, copying, a fact everybody knows' },
	1: { name: 'easy', means: 'short translation, rewriting, extraction, formatting, one simple step' },
	2: { name: 'moderate', means: 'summaries, ordinary code, several steps, common knowledge put to use' },
	3: { name: 'hard', means: 'long or tricky reasoning, real mathematics, design or debugging, many constraints at once' },
	4: { name: 'expert', means: 'proofs, research, medicine, law or tax, anything where a wrong answer does harm' },
};

export const HARDEST_TIER: Tier = 4;

/** Version of the prompts and tiers: part of the policy hash and of what verdicts are remembered by. */
export const JUDGE_VERSION = 'judge-1';

/** The tier of a whole number, clamped to the five there are. */
export function tierOf(number: number): Tier {
	if (number <= 0) return 0;
	if (number >= 4) return 4;
	return number < 2 ? 1 : number < 3 ? 2 : 3;
}
