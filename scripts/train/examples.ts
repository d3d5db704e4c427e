import { readFeatures } from '../../router/features/features';
import { isWorse } from '../../router/learning/training/isWorse';
import type { FitExample, FitCounts } from '../../router/learning/training/fit';
import { analyze } from '../../router/request/analyze';
import type { AnalyzedRequest } from '../../router/request/request';
import type { ModelLadder } from './ladders';
import type { TrainingRow } from './rows';

/** One question with its features and what was measured; its outcomes' weights add up to 1. */
export interface Example extends FitExample {
	readonly request: AnalyzedRequest;
}

/** A row with every ladder whose models all answered it; `null` where there is none. */
export function toExample(row: TrainingRow, ladders: readonly ModelLadder[]): Example | null {
	const outcomes = outcomesOf(row, ladders);
	if (outcomes.length === 0) return null;
	const request = analyzePrompt(row.prompt);
	const features = readFeatures(request, null);
	return {
		request,
		ngrams: features.ngrams.slice(0, features.count),
		ngramValue: features.ngramValue,
		signals: features.signals.slice(),
		outcomes,
	};
}

export function analyzePrompt(prompt: string): AnalyzedRequest {
	const messages = [{ role: 'user' as const, content: prompt }];
	return analyze({ messages, wantsJsonSchema: false, wantsTools: false, roomTokens: 0 });
}

function outcomesOf(row: TrainingRow, ladders: readonly ModelLadder[]): FitCounts[] {
	const found = ladders.flatMap((ladder) => rungsOf(row, ladder));
	const byRank = new Map<number, { failed: number; equal: number }>();
	for (const { r, failed } of found) {
		const sums = byRank.get(r) ?? { failed: 0, equal: 0 };
		sums[failed ? 'failed' : 'equal'] += 1 / found.length;
		byRank.set(r, sums);
	}
	return [...byRank].map(([r, sums]) => ({ r, ...sums }));
}

function rungsOf(row: TrainingRow, ladder: ModelLadder): { r: number; failed: boolean }[] {
	const scores = ladder.map((name) => row.scores.get(name));
	const strongest = scores.at(-1);
	if (strongest === undefined) return [];
	return scores
		.slice(0, -1)
		.flatMap((score, rank) => (score === undefined ? [] : [{ r: rank / (ladder.length - 1), failed: isWorse(score, strongest) }]));
}
