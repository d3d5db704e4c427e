import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';
import type { AnalyzedRequest } from '../../router/request/request';
import { analyzePrompt } from '../../scripts/train/examples';
import { readTrainingRows, type TrainingRow } from '../../scripts/train/rows';
import { splitByQuestion } from '../../scripts/train/split';

/** A question with the measured score of each model of a fleet, weakest first. */
export interface StreamRow {
	readonly prompt: string;
	readonly request: AnalyzedRequest;
	readonly scores: readonly number[];
}

export interface Stream {
	readonly name: string;
	readonly models: readonly ModelSpec[];
	/** A fixed part of the questions. The shipped trees learned from all of them, which flatters the shipped classifier. */
	readonly rows: readonly StreamRow[];
}

/** USD per million input and output tokens, cheapest first: fixed, for the benchmark only. */
const PRICES = [
	{ input: 0.05, output: 0.1 },
	{ input: 0.15, output: 0.6 },
	{ input: 2.5, output: 10 },
] as const;

/** Who stands in for the cheap, the middle and the strong model in each benchmark; one of two models is in both places. */
const FLEETS: Readonly<Record<string, readonly [string, string, string]>> = {
	llmrouter: ['llama-3.1-8b-instruct', 'llama-3.3-nemotron-super-49b-v1', 'llama-3.1-nemotron-51b-instruct'],
	mmlu_pro: ['Meta-Llama-3_1-8B-Instruct', 'Meta-Llama-3_1-70B-Instruct', 'gemini-1.5-pro-002'],
	routellm_gsm8k: ['weak', 'weak', 'strong'],
	routellm_mmlu: ['weak', 'weak', 'strong'],
	zeroeval_crux: ['Meta-Llama-3.1-8B-Instruct', 'Meta-Llama-3.1-70B-Instruct', 'gpt-4o-2024-08-06'],
	zeroeval_gsm: ['Meta-Llama-3.1-8B-Instruct', 'Meta-Llama-3.1-70B-Instruct', 'gpt-4o-2024-08-06'],
	zeroeval_math_l5: ['Meta-Llama-3.1-8B-Instruct', 'Meta-Llama-3.1-70B-Instruct', 'gpt-4o-2024-08-06'],
};

/** Benchmarks with questions enough for a stream of their own. */
const ALONE = ['llmrouter', 'mmlu_pro'];

/** All benchmarks mixed, and the large ones alone, each with three models and with the outer two. */
export function readStreams(folder: string): Stream[] {
	const rows = readTrainingRows(folder);
	const parts = splitByQuestion(rows.map(({ prompt }) => prompt));
	const unseen = rows.filter((_, i) => parts[i] !== 'train');
	return [null, ...ALONE].flatMap((source) => {
		const own = unseen.filter((row) => source === null || row.source === source);
		return [
			[0, 1, 2],
			[0, 2],
		].map((places) => ({
			name: `${source ?? 'all mixed'}, ${String(places.length)} models`,
			models: fleetOf(places),
			rows: own.flatMap((row) => streamRow(row, places)),
		}));
	});
}

/** Models that stand in for the cheap, the middle and the strong one, by their places. */
export function fleetOf(places: readonly number[]): ModelSpec[] {
	return places.map((place, rank) => modelOf(rank, PRICES[place] ?? PRICES[0]));
}

function streamRow({ source, prompt, scores }: TrainingRow, places: readonly number[]): StreamRow[] {
	const found = places.flatMap((place) => scores.get(FLEETS[source]?.[place] ?? '') ?? []);
	return found.length === places.length ? [{ prompt, request: analyzePrompt(prompt), scores: found }] : [];
}

function modelOf(rank: number, { input, output }: (typeof PRICES)[number]): ModelSpec {
	const id = `fleet/${String(rank)}`;
	return {
		id,
		apiModel: id,
		slot: rank + 1,
		rank,
		branch: id,
		providerId: 'fleet',
		keyId: 'fleet',
		limitsKey: id,
		limits: NO_LIMITS,
		contextTokens: null,
		maxOutputTokens: null,
		capabilities: null,
		price: {
			tiers: [{ fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: null, outputUsdPerMTok: output }],
			source: 'row',
		},
	};
}
