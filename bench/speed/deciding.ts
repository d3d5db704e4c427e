import type { MeteredCall } from '../../router/calls/client';
import { createLexicalEmbedder } from '../../router/features/lexicalEmbedder';
import { createHealth } from '../../router/health/inProcess';
import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';
import { createAnalyzer } from '../../router/request/analyze';
import type { AnalyzedRequest, LlmRequest } from '../../router/request/request';
import { nextStep } from '../../router/selection/nextStep';
import type { Plan } from '../../router/selection/plan';
import { createAdaptiveStrategy } from '../../router/strategies/adaptive';
import { createCascadeStrategy } from '../../router/strategies/cascade';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { NOTHING_LEARNED } from '../../router/strategies/corrections';
import { createRulesStrategy, type Rule } from '../../router/strategies/rules';
import { createSemanticStrategy } from '../../router/strategies/semantic';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Ranking, Strategy } from '../../router/strategies/strategy';
import { textOf } from './texts';

/** The whole of a decision without a call: scan, signals, token estimate, ranking, choice. */
export type Decide = (request: LlmRequest) => Promise<unknown>;

export interface DecideOptions {
	readonly strategy: Strategy;
	readonly models?: readonly ModelSpec[];
}

/** As a run of the node has it: what does not change between its items is worked out once. */
export function createDecide({ strategy, models = modelsOf(3) }: DecideOptions): Decide {
	const analyzed = createAnalyzer();
	return async (asked) => {
		const request = analyzed(asked);
		const ranking = await strategy.rank({ request, models, threshold: 0.5, call: NO_CALL, random: () => 0.5, nowMs: 0 });
		return nextStep(planFor({ request, ranking, models }), [], health, 0);
	};
}

/** All that decide without asking a model. LLM Judge is one call more, which its model decides the time of. */
export const STRATEGIES = {
	classifier: () => createClassifierStrategy({ weights: shippedWeights() }),
	'ten rules': () => rulesStrategy(10),
	semantic: () => semanticStrategy(20),
	adaptive: () => createAdaptiveStrategy({ weights: shippedWeights(), state: () => NOTHING_LEARNED }),
	cascade: () => createCascadeStrategy(),
} as const satisfies Record<string, () => Strategy>;
export type StrategyName = keyof typeof STRATEGIES;

/** So many rules of two conditions each, none of which matches. */
export function rulesStrategy(count: number): Strategy {
	const rules = Array.from(
		{ length: count },
		(_, index): Rule => ({
			label: String(index),
			modelId: 'bench/model-0',
			combine: 'all',
			item: 'none',
			signals: [
				{ kind: 'at_least', signal: 'words', value: 1 },
				{ kind: 'at_least', signal: 'images', value: index + 1 },
			],
		}),
	);
	return createRulesStrategy({ rules, defaultModelId: null, definition: null });
}

/** Built-in embeddings, so many examples spread over two models. */
export function semanticStrategy(count: number): Strategy {
	const examples = Array.from({ length: count }, (_, index) => ({
		modelId: `bench/model-${String(index % 2)}`,
		text: textOf(index % 2 === 0 ? 'English' : 'code', 80, 1_000 + index),
	}));
	const embedder = createLexicalEmbedder({ examples: examples.map(({ text }) => text) });
	return createSemanticStrategy({ examples, embedder, margin: 0, defaultModelId: null, definition: null });
}

export function modelsOf(count: number): ModelSpec[] {
	return Array.from({ length: count }, (_, rank) => ({
		id: `bench/model-${String(rank)}`,
		apiModel: `model-${String(rank)}`,
		slot: rank + 1,
		rank,
		branch: `Model ${String(rank)}`,
		providerId: 'bench',
		keyId: 'bench',
		limitsKey: `model-${String(rank)}`,
		contextTokens: null,
		maxOutputTokens: null,
		capabilities: null,
		limits: NO_LIMITS,
		price: null,
	}));
}

export function requestOf(content: string): LlmRequest {
	return { messages: [{ role: 'user', content }], wantsJsonSchema: false, wantsTools: false, roomTokens: 1_024 };
}

const NO_CALL: MeteredCall = {
	complete: () => Promise.reject(new Error('Nothing is to be asked.')),
	embed: () => Promise.reject(new Error('Nothing is to be embedded.')),
};

const health = createHealth().view(0, null);

interface Ranked {
	readonly request: AnalyzedRequest;
	readonly ranking: Ranking;
	readonly models: readonly ModelSpec[];
}

function planFor({ request: { needs }, ranking, models }: Ranked): Plan {
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
