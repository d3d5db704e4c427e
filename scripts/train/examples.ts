import type { FitCounts } from '../../router/learning/training/fit';
import { isWorse } from '../../router/learning/training/isWorse';
import { analyze } from '../../router/request/analyze';
import type { AnalyzedRequest, LlmRequest } from '../../router/request/request';
import type { ModelLadder } from './ladders';
import type { TrainingRow } from './rows';

export function analyzePrompt(prompt: string): AnalyzedRequest {
	return analyze(requestOf(prompt));
}

export function requestOf(prompt: string): LlmRequest {
	return { messages: [{ role: 'user', content: prompt }], wantsJsonSchema: false, wantsTools: false, roomTokens: 0 };
}

/** What was measured of a question, by place among the models, over every ladder whose models all answered it. The weights add up to 1. */
export function outcomesOf(row: TrainingRow, ladders: readonly ModelLadder[]): FitCounts[] {
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
