import { analyze } from '../../router/request/analyze';
import { createHealth } from '../../router/health/inProcess';
import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';
import { createRememberingTaskReader } from '../../router/request/parts';
import type { AnalyzedRequest, LlmRequest } from '../../router/request/request';
import { estimateTokens, type TokenCounter } from '../../router/request/tokens';
import { nextStep } from '../../router/selection/nextStep';
import type { Plan } from '../../router/selection/plan';
import { rankByRisk } from '../../router/strategies/classifier';
import { rankByRules, type Rule, type RulesConfig } from '../../router/strategies/rules';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Ranking } from '../../router/strategies/strategy';

export interface DecisionTiming {
	readonly chars: number;
	/** Median of signals, ranking of three models and selection, without the token estimate. */
	readonly classifierMicros: number;
	/** The same with ten rules of two conditions each, none of which matches. */
	readonly rulesMicros: number;
	readonly tokensMicros: number;
	/** As `classifierMicros`, with the first half of the prompt as fixed words that all items share. */
	readonly partsMicros: number;
}

/** Median times per request for prompts of 200, 2,000 and 20,000 characters, over `rounds` different prompts each. */
export function measureDecisions(rounds = 2_000): DecisionTiming[] {
	return [200, 2_000, 20_000].map((chars) => {
		const requests = Array.from({ length: rounds }, (_, i) => promptOf(chars, i));
		const noTokens: TokenCounter = () => 0;
		return {
			chars,
			classifierMicros: median(requests, (request) => {
				const analyzed = analyze(request, noTokens);
				return nextStep(planFor(analyzed, rankByRisk(analyzed, models, shippedWeights())), [], health, 0);
			}),
			rulesMicros: median(requests, (request) => {
				const analyzed = analyze(request, noTokens);
				return nextStep(planFor(analyzed, rankByRules(rules, analyzed.signals, { models })), [], health, 0);
			}),
			tokensMicros: median(requests, (request) => estimateTokens(request)),
			partsMicros: partsMicros(chars, rounds),
		};
	});
}

function partsMicros(chars: number, rounds: number): number {
	const half = Math.floor(chars / 2);
	const task = textOf(half, 0);
	const requests = Array.from({ length: rounds }, (_, i): LlmRequest => {
		const content = task + textOf(chars - half, i);
		return { ...promptOf(0, 0), messages: [{ role: 'user', content }], fixed: [{ from: 0, to: half }] };
	});
	const readTask = createRememberingTaskReader();
	return median(requests, (request) => {
		const analyzed = analyze(request, () => 0, readTask);
		return nextStep(planFor(analyzed, rankByRisk(analyzed, models, shippedWeights())), [], health, 0);
	});
}

const health = createHealth().view(0, null);

function planFor({ needs }: AnalyzedRequest, ranking: Ranking): Plan {
	return {
		ranking,
		models,
		needs,
		threshold: 0.82,
		allowed: null,
		floor: null,
		neverDearer: false,
		contentPolicyFallback: false,
		maxSteps: null,
		maxRetries: 2,
		startMs: 0,
		patienceMs: 30_000,
		limitWaitMs: 0,
		limitWaitedMs: 0,
		deadlineMs: null,
		latencyTargetMs: null,
		budgetLeftNanoUsd: null,
		budgetName: null,
		whenSpent: 'fallback',
		strongestClosed: false,
		maxOutputTokens: null,
		jitter: 0,
	};
}

const rules: RulesConfig = {
	rules: Array.from(
		{ length: 10 },
		(_, index): Rule => ({
			label: String(index),
			modelId: 'bench/small',
			combine: 'all',
			item: 'none',
			signals: [
				{ kind: 'at_least', signal: 'words', value: 1 },
				{ kind: 'at_least', signal: 'images', value: index + 1 },
			],
		}),
	),
	defaultModelId: null,
	definition: null,
};

const SENTENCES = [
	'Compare the two proposals below and say which one costs less over five years.',
	'The committee must answer within 14 days, unless the applicant asks for more time.',
	'Write a function that reads a file and returns exactly the ten most common words.',
	'Why did the price of copper rise by 3.5 % although demand fell?',
];

const models: readonly ModelSpec[] = ['small', 'medium', 'large'].map((name, rank) => ({
	id: `bench/${name}`,
	apiModel: name,
	slot: rank + 1,
	rank,
	branch: name,
	providerId: 'bench',
	keyId: 'bench',
	limitsKey: name,
	contextTokens: null,
	maxOutputTokens: null,
	capabilities: null,
	limits: NO_LIMITS,
	price: null,
}));

function promptOf(chars: number, seed: number): LlmRequest {
	return { messages: [{ role: 'user', content: textOf(chars, seed) }], wantsJsonSchema: false, wantsTools: false, roomTokens: 1_024 };
}

function textOf(chars: number, seed: number): string {
	let text = `Request ${seed}.`;
	for (let i = seed; text.length < chars; i++) text += ` ${SENTENCES[i % SENTENCES.length] ?? ''}`;
	return text.slice(0, chars);
}

function median(requests: readonly LlmRequest[], work: (request: LlmRequest) => unknown): number {
	for (const request of requests.slice(0, 500)) work(request);
	const times = requests.map((request) => {
		const start = process.hrtime.bigint();
		work(request);
		return Number(process.hrtime.bigint() - start) / 1_000;
	});
	return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
