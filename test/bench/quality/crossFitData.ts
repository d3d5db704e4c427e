import type { ScorerData } from '../../../scripts/trainScorer/answers';
import { analyzePrompt } from '../../../scripts/train/examples';

export const OPEN = 'Meta-Llama-3.1-8B-Instruct';
export const CLOSED = ['gpt-4o-mini-2024-07-18', 'claude-3-haiku-20240307'];

/** Made for these tests, so many questions: hedging answers are wrong. */
export function crossFitData(count: number): ScorerData {
	const numbers = Array.from({ length: count }, (_, i) => i);
	const prompt = (i: number): string => `How many boats are in the harbour of town ${i}?`;
	const part = (i: number) => (i % 10 === 0 ? ('heldOut' as const) : ('train' as const));
	return {
		answers: numbers.flatMap((i) =>
			[OPEN, ...CLOSED].map((model, m) => {
				const right = (i + m) % 3 !== 0;
				const text = right ? `It is surely exactly ${i} boats.` : `Perhaps it is probably ${i} boats.`;
				return {
					question: `town ${i}`,
					source: 'sums',
					file: 'sums',
					model,
					request: analyzePrompt(prompt(i)),
					text,
					right,
					part: part(i),
				};
			}),
		),
		questions: numbers.map((i) => ({
			stem: `town ${i}`,
			part: part(i),
			lengths: new Map<string, number>(),
			row: {
				source: 'sums',
				task: 'sums',
				id: `sums/${i}`,
				prompt: prompt(i),
				scores: new Map([
					['Qwen2-7B', 1],
					['gemma-2-9b', 1],
					['Phi-3-mini', 0],
				]),
			},
		})),
		left: { cut: 0, unmatched: 0 },
	};
}
