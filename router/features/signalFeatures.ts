import { hardnessScore } from '../request/hardness/hardness';
import type { Signals } from '../request/request';

/** A signal as the classifier reads it: a number of about 0 to 1. */
interface SignalFeature {
	readonly name: string;
	readonly value: (signals: Signals) => number;
}

/** What can be counted without anything trained. */
export const COUNTED_FEATURES: readonly SignalFeature[] = [
	{ name: 'length', value: (s) => log(s.words) / 8 },
	{ name: 'length squared', value: (s) => (log(s.words) / 8) ** 2 },
	{ name: 'word length', value: (s) => Math.min(2, s.chars / Math.max(1, s.words) / 10) },
	{ name: 'sentences', value: (s) => log(s.sentences) / 4 },
	{ name: 'code', value: (s) => flag(s.hasCode) },
	{ name: 'math', value: (s) => flag(s.hasMath) },
	{ name: 'table', value: (s) => flag(s.hasTable) },
	{ name: 'links', value: (s) => flag(s.urls > 0) },
	{ name: 'images', value: (s) => flag(s.images > 0) },
	{ name: 'questions', value: (s) => log(s.questions) / 2 },
	{ name: 'no question', value: (s) => flag(s.questions === 0) },
	{ name: 'constraints', value: (s) => log(s.constraints) / 2 },
	{ name: 'steps', value: (s) => log(s.steps) / 2 },
	{ name: 'reasoning words', value: (s) => log(s.reasoningWords) / 2 },
	{ name: 'expert words', value: (s) => log(s.domainWords) / 2 },
	{ name: 'everyday words', value: (s) => log(s.routineWords) / 2 },
	{ name: 'JSON wanted', value: (s) => flag(s.format === 'json') },
	{ name: 'table wanted', value: (s) => flag(s.format === 'table') },
	{ name: 'list wanted', value: (s) => flag(s.format === 'list') },
	{ name: 'code wanted', value: (s) => flag(s.format === 'code') },
	{ name: 'earlier turns', value: (s) => log(s.priorTurns) / 2 },
];

/** In the order of the weights. Adding, removing or rescaling one is a new `FEATURES_VERSION`. */
export const SIGNAL_FEATURES: readonly SignalFeature[] = [
	{ name: 'hardness', value: (s) => hardnessScore(s.hardness) },
	{ name: 'demand', value: (s) => Math.tanh(s.hardness?.demand ?? 0) },
	{ name: 'difficulty', value: (s) => Math.tanh(s.hardness?.difficulty ?? 0) },
	...COUNTED_FEATURES,
];

function log(count: number): number {
	return Math.log1p(count);
}

function flag(on: boolean): number {
	return on ? 1 : 0;
}
