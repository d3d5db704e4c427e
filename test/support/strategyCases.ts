import type { StrategyName } from '../../nodes/RouteLlmRequest/description/strategies';
import { createLexicalEmbedder } from '../../router/features/lexicalEmbedder';
import type { ModelSpec } from '../../router/registry/model';
import { createAdaptiveStrategy } from '../../router/strategies/adaptive';
import { createCascadeStrategy } from '../../router/strategies/cascade';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { NOTHING_LEARNED } from '../../router/strategies/corrections';
import { createLlmJudgeStrategy } from '../../router/strategies/llmJudge';
import { createRulesStrategy } from '../../router/strategies/rules';
import { createSemanticStrategy } from '../../router/strategies/semantic';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Strategy } from '../../router/strategies/strategy';

import { asSaid } from './judge';
import { modelAt } from './routing';

/** An item that is so easy that every strategy of `STRATEGY_CASES` sends it to the weakest model. */
export const EASY_PROMPT = 'Translate this greeting into French, please: good morning.';

/** Who is asked where a strategy asks somebody, and what a judge says of the easy prompt. */
export const JUDGE = modelAt(0, { id: 'side/judge', slot: 0, rank: -1, keyId: 'side', providerId: 'https://side', limitsKey: 'side' });
export const EASY_VERDICT = JSON.stringify({ tier: 0, confidence: 1, reason: 'a plain translation' });

export interface StrategyCase {
	/** So set up that the easy prompt is for the weakest of these models, which are two or more. */
	readonly create: (models: readonly ModelSpec[]) => Strategy;
	/** The same in the panel. `cheap`: how its fields name the weakest model. Default: nothing need be set. */
	readonly parameters?: (cheap: string) => object;
}

/** What every strategy must hold is tested of each of these: in the engine, and in n8n with every operation and source of models. */
export const STRATEGY_CASES: Readonly<Record<StrategyName, StrategyCase>> = {
	classifier: { create: () => createClassifierStrategy({ weights: shippedWeights() }) },
	adaptive: {
		create: () => createAdaptiveStrategy({ weights: shippedWeights(), state: () => NOTHING_LEARNED }),
		parameters: () => ({ exploration: 0 }),
	},
	rules: {
		create: ([first]) =>
			createRulesStrategy({
				rules: [
					{
						label: 'short',
						modelId: first?.id ?? '',
						combine: 'all',
						signals: [{ kind: 'at_most', signal: 'words', value: 50 }],
						item: 'none',
					},
				],
				defaultModelId: null,
				definition: null,
			}),
		parameters: (cheap) => ({
			rules: { values: [{ model: cheap, signals: { values: [{ signal: 'words', comparison: 'at_most', number: 50 }] } }] },
		}),
	},
	llm_judge: {
		create: () =>
			createLlmJudgeStrategy({
				judge: JUDGE,
				criteria: '',
				timeoutMs: 1_000,
				weights: shippedWeights(),
				classifierThreshold: 0.76,
				cache: { get: () => null, set: () => undefined },
				clean: asSaid,
			}),
	},
	cascade: { create: () => createCascadeStrategy() },
	semantic: {
		create: (models) =>
			createSemanticStrategy({
				examples: models.slice(0, 2).flatMap(({ id }, index) => EXAMPLES[index]?.map((text) => ({ modelId: id, text })) ?? []),
				embedder: createLexicalEmbedder({ examples: EXAMPLES.flat() }),
				margin: 0,
				defaultModelId: null,
				definition: null,
			}),
		parameters: (cheap) => ({ examples: { values: [{ model: cheap, examples: EXAMPLES[0].join('\n') }] } }),
	},
};

const EXAMPLES = [
	['Translate this greeting into French', 'How do I say good morning in French?', 'Please translate: thank you very much'],
	['Prove that the square root of two is irrational', 'Derive the gradient of the loss', 'Show that the series converges'],
] as const;
