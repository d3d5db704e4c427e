import type { AnalyzedRequest } from '../request/request';
import { scan } from '../request/scan';

import { readAnswer, type AnswerReading } from './answerReading';
import { COUNTED_FEATURES } from './signalFeatures';

/** Changes with anything that changes a number below: scorer weights of another version cannot be read. */
export const ANSWER_FEATURES_VERSION = 'signals-21/size-2/answer-32/kinds-2/words-12/v2';

/** Hashed words of the request: what is asked says how hard it is to get right. */
export const ASKED_WORD_BUCKETS = 4_096;

/** Words asked with, as distinct buckets, and the value each of them has. */
export interface AskedWords {
	readonly buckets: Int32Array;
	/** 1 ÷ √count, so that long requests do not weigh more. */
	readonly value: number;
}

/** Signs of a right or wrong answer, as numbers of 0 to 2 in the order of `ANSWER_FEATURE_NAMES`. Linear time. */
export function readAnswerFeatures(request: AnalyzedRequest, answer: string): Float64Array {
	const reading = readAnswer(request, answer);
	const own = ANSWER_FEATURES.map(({ value }) => clamp(value(reading)));
	return Float64Array.from([...readSizeFeatures(request, answer.length), ...own, ...byKind(request, own)]);
}

/**
 * The part of them that is known from the request and from how many characters (UTF-16 code units) the answer
 * has: the first values of `readAnswerFeatures`.
 */
export function readSizeFeatures(request: AnalyzedRequest, chars: number): number[] {
	const own = SIZE_FEATURES.map(({ value }) => clamp(value(chars)));
	return [...readRequestFeatures(request), ...own, ...byKind(request, own)];
}

/** The part of them that is known before there is an answer. */
export function readRequestFeatures(request: AnalyzedRequest): number[] {
	return COUNTED_FEATURES.map(({ value }) => clamp(value(request.signals)));
}

/** What speaks for an answer to a sum may speak against one about code: each kind gets slopes of its own. */
function byKind(request: AnalyzedRequest, values: readonly number[]): number[] {
	return KINDS.flatMap(({ of }) => values.map((value) => (of(request) ? value : 0)));
}

export function readAskedWords(request: AnalyzedRequest): AskedWords {
	const { hashes, count } = scan(request.text);
	const buckets = Int32Array.from(new Set(hashes.subarray(0, count).map((hash) => hash & (ASKED_WORD_BUCKETS - 1))));
	return { buckets, value: buckets.length === 0 ? 0 : 1 / Math.sqrt(buckets.length) };
}

interface AnswerFeature {
	readonly name: string;
	readonly value: (reading: AnswerReading) => number;
}

const KINDS: readonly { readonly name: string; readonly of: (request: AnalyzedRequest) => boolean }[] = [
	{ name: 'code', of: ({ signals }) => signals.hasCode },
	{ name: 'math', of: ({ signals }) => signals.hasMath && !signals.hasCode },
];

const SIZE_FEATURES: readonly { readonly name: string; readonly value: (chars: number) => number }[] = [
	{ name: 'characters', value: (chars) => log(chars) / 8 },
	{ name: 'characters squared', value: (chars) => (log(chars) / 8) ** 2 },
];

const LIST_STARTS = '[({';
const QUOTES = '"\'`';
const YES_OR_NO: ReadonlySet<string> = new Set(['yes', 'no', 'true', 'false', 'none', 'null']);

const ANSWER_FEATURES: readonly AnswerFeature[] = [
	{ name: 'digits', value: (a) => a.digitShare * 4 },
	{ name: 'hedging', value: (a) => log(a.hedges) / 2 },
	{ name: 'second thoughts', value: (a) => log(a.corrections) / 2 },
	{ name: 'sentences', value: (a) => log(a.sentences) / 4 },
	{ name: 'sentence length', value: (a) => log(a.words / Math.max(1, a.sentences)) / 4 },
	{ name: 'steps', value: (a) => log(a.steps) / 3 },
	{ name: 'formulas', value: (a) => log(a.mathMarks) / 5 },
	{ name: 'marked result', value: (a) => flag(a.text.finalMarked) },
	{ name: 'result length', value: (a) => log(a.text.final.length) / 5 },
	{ name: 'result is a number', value: (a) => flag(a.finalNumber !== null) },
	{ name: 'result is whole', value: (a) => flag(a.finalNumber !== null && Number.isInteger(a.finalNumber)) },
	{ name: 'result is a list', value: (a) => flag(LIST_STARTS.includes(a.text.final.charAt(0) || ' ')) },
	{ name: 'result in quotes', value: (a) => flag(QUOTES.includes(a.text.final.charAt(0) || ' ')) },
	{ name: 'result is yes or no', value: (a) => flag(YES_OR_NO.has(a.text.final.toLowerCase())) },
	{ name: 'size of the result', value: (a) => log(Math.abs(a.finalNumber ?? 0)) / 10 },
	{ name: 'result was reached', value: (a) => flag(a.finalInLastStep) },
	{ name: 'result is mentioned', value: (a) => log(a.finalMentions) / 2 },
	{ name: 'result from the prompt', value: (a) => flag(a.finalInPrompt) },
	{ name: 'JSON', value: (a) => flag(a.text.shape === 'json') },
	{ name: 'broken JSON', value: (a) => flag(a.text.shape === 'broken') },
	{ name: 'sums', value: (a) => log(a.sums.count) / 3 },
	{ name: 'wrong sums', value: (a) => log(a.sums.count - a.sums.right) / 2 },
	{ name: 'any wrong sum', value: (a) => flag(a.sums.count > a.sums.right) },
	{ name: 'distinct words', value: (a) => a.distinctWords },
	{ name: 'repetition', value: (a) => 1 - a.distinctRuns },
	{ name: 'own words', value: (a) => a.ownWordShare },
	{ name: 'prompt words taken up', value: (a) => a.promptWordsUsed },
	{ name: 'own numbers', value: (a) => a.ownNumberShare },
	{ name: 'prompt numbers taken up', value: (a) => a.promptNumbersUsed },
	{ name: 'count of numbers', value: (a) => log(a.numbers) / 5 },
	{ name: 'decimals', value: (a) => a.decimalShare },
	{ name: 'prompt numbers', value: (a) => log(a.promptNumbers) / 4 },
];

/** What a value was read from: the request, the answer's size, its text, or its text for one kind of request. */
export type AnswerFeatureBlock = 'signals' | 'size' | 'answer' | 'kinds';

const NAMES: readonly { readonly name: string; readonly block: AnswerFeatureBlock }[] = [
	...COUNTED_FEATURES.map(({ name }) => ({ name: `request: ${name}`, block: 'signals' as const })),
	...SIZE_FEATURES.map(({ name }) => ({ name, block: 'size' as const })),
	...KINDS.flatMap((kind) => SIZE_FEATURES.map(({ name }) => ({ name: `${kind.name}: ${name}`, block: 'size' as const }))),
	...ANSWER_FEATURES.map(({ name }) => ({ name, block: 'answer' as const })),
	...KINDS.flatMap((kind) => ANSWER_FEATURES.map(({ name }) => ({ name: `${kind.name}: ${name}`, block: 'kinds' as const }))),
];

/** Names in the order of the values, for the card. */
export const ANSWER_FEATURE_NAMES: readonly string[] = NAMES.map(({ name }) => name);

/** In the same order. */
export const ANSWER_FEATURE_BLOCKS: readonly AnswerFeatureBlock[] = NAMES.map(({ block }) => block);

/** An answer unlike any in training must not outweigh everything else by one number. */
function clamp(value: number): number {
	return Math.min(MOST, Math.max(0, value));
}

const MOST = 2;

function log(count: number): number {
	return Math.log1p(count);
}

function flag(on: boolean): number {
	return on ? 1 : 0;
}
