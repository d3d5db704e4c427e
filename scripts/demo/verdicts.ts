import { z } from 'zod';

import { fittingModelOf } from './fittingModel';

/** What a judge asks for, by the name of the schema its reply is held to. */
const FORMATS = ['difficulty', 'fitting_model', 'answer_score', 'comparison'] as const;
type Format = (typeof FORMATS)[number];

/** What is asked of the provider, as far as a judge's question is told from any other by it. */
export interface Asked {
	/** The name of the JSON schema of the reply; absent: there is none. */
	readonly schemaName: string | undefined;
	readonly systemText: string;
	readonly lastUserText: string;
}

/**
 * What a demo model says as the judge: a verdict by a few plain signs in the words, as the schema wants it, always the
 * same for the same question; `null`: it is not asked for one. It is good enough to try the settings with.
 */
export function verdictFor({ schemaName, systemText, lastUserText }: Asked): string | null {
	const format = FORMATS.find((name) => name === schemaName);
	const data = dataOf(lastUserText);
	return format === undefined || data === null ? null : JSON.stringify(VERDICTS[format](data, systemText));
}

/** A text, or of a long one its start and end. */
const text = z.union([z.string(), z.object({ start: z.string(), end: z.string() }).transform(({ start, end }) => `${start} ${end}`)]);

const dataSchema = z.object({
	userTurns: z.array(text).default([]),
	conversation: z.array(z.object({ role: z.string(), text })).default([]),
	images: z.number().default(0),
	answer: text.default(''),
	answerA: text.default(''),
	answerB: text.default(''),
});
type Data = z.infer<typeof dataSchema>;

/** Judges give their data as one line of JSON between two marks. */
function dataOf(question: string): Data | null {
	const line = question.split('\n').find((one) => one.startsWith('{'));
	if (line === undefined) return null;
	try {
		return dataSchema.safeParse(JSON.parse(line)).data ?? null;
	} catch {
		return null;
	}
}

const VERDICTS: Readonly<Record<Format, (data: Data, systemText: string) => object>> = {
	difficulty(data) {
		const { tier, confidence, reason } = difficultyOf(promptOf(data), data.images);
		return { reason, tier, confidence };
	},
	fitting_model(data, systemText) {
		return fittingModelOf(systemText, promptOf(data), data.images);
	},
	answer_score(data) {
		return scoreOf(promptOf(data), data.answer);
	},
	comparison(data) {
		const [a, b] = [data.answerA, data.answerB].map((answer) => scoreOf(promptOf(data), answer).score);
		const lead = (a ?? 0) - (b ?? 0);
		const better = Math.abs(lead) < CLEARLY ? 'tie' : lead > 0 ? 'A' : 'B';
		return { reason: better === 'tie' ? 'Both answers serve the request.' : `Answer ${better} is more complete.`, better };
	},
};

const CLEARLY = 0.1;

function promptOf({ userTurns, conversation }: Data): string {
	return userTurns.at(-1) ?? conversation.findLast(({ role }) => role === 'user')?.text ?? '';
}

interface Difficulty {
	/** 0 (trivial) to 4 (expert). */
	readonly tier: number;
	readonly confidence: number;
	readonly reason: string;
}

/** The first sign that is found decides. */
const SIGNS: readonly (Difficulty & { readonly seen: RegExp })[] = [
	{
		seen: /\b(prove|proof|theorem|warfarin|dose|patient|clinical|lawsuit|tax)\b/i,
		tier: 4,
		confidence: 0.95,
		reason: 'It asks for expert knowledge.',
	},
	{
		seen: /\b(python|function|code|sql|regex|debug|design|algorithm|complexity|budget|itinerary)\b/i,
		tier: 3,
		confidence: 0.9,
		reason: 'It has several steps or constraints.',
	},
	{ seen: /\b(summari[sz]e|compare|explain|plan|why|limerick)\b/i, tier: 2, confidence: 0.85, reason: 'It takes a few steps.' },
	{
		seen: /\b(translate|rewrite|rephrase|friendlier|extract|capital|times|what is)\b/i,
		tier: 1,
		confidence: 0.9,
		reason: 'It is one simple step.',
	},
	{ seen: /\b(hi|hello|hey|thanks?|thank you|good (morning|evening))\b/i, tier: 0, confidence: 0.95, reason: 'It is a greeting.' },
];

const LONG_WORDS = 60;

function difficultyOf(prompt: string, images: number): Difficulty {
	const sign = SIGNS.find(({ seen }) => seen.test(prompt));
	if (sign !== undefined) return sign;
	const hard = images > 0 || words(prompt) > LONG_WORDS;
	return { tier: hard ? 3 : 2, confidence: 0.75, reason: hard ? 'It has a lot to read.' : 'It has no sign of being easy or hard.' };
}

/** Words of a complete answer, by tier. */
const COMPLETE_WORDS = [1, 1, 8, 40, 40];

function scoreOf(prompt: string, answer: string): { readonly reason: string; readonly score: number } {
	if (answer.trim() === '') return { reason: 'The answer is empty.', score: 0 };
	if (/\b(sorry|can(no|')t help)\b/i.test(answer)) return { reason: 'The answer is a refusal.', score: 0 };
	if (hasWrongProduct(answer)) return { reason: 'A calculation is wrong.', score: 0.1 };
	const share = Math.min(1, words(answer) / (COMPLETE_WORDS[difficultyOf(prompt, 0).tier] ?? 1));
	if (share === 1) return { reason: 'The answer is complete.', score: 0.95 };
	return { reason: 'The answer is too short for the request.', score: Math.round((0.3 + share * 0.4) * 100) / 100 };
}

function hasWrongProduct(answer: string): boolean {
	return [...answer.matchAll(/\b(\d{1,6}) ?[·*×] ?(\d{1,6}) ?= ?(\d{1,12})\b/g)].some(
		([, a, b, product]) => Number(a) * Number(b) !== Number(product),
	);
}

function words(of: string): number {
	return of.split(/\s+/).filter((word) => word !== '').length;
}
