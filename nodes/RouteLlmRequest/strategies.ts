import { createLexicalEmbedder } from '../../router/features/lexicalEmbedder';
import { createProviderEmbedder } from '../../router/features/providerEmbedder';
import { createRequestEmbedder, type RequestEmbedder } from '../../router/features/requestEmbedder';
import type { VectorCache } from '../../router/features/vectorCache';
import type { ModelSpec } from '../../router/registry/model';
import { createAdaptiveStrategy } from '../../router/strategies/adaptive';
import { createCascadeStrategy } from '../../router/strategies/cascade';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { createLlmJudgeStrategy, type VerdictCache } from '../../router/strategies/llmJudge';
import { createRulesStrategy } from '../../router/strategies/rules';
import { createSemanticStrategy } from '../../router/strategies/semantic';
import type { Strategy } from '../../router/strategies/strategy';

import { THRESHOLDS } from './description/defaults';
import type { Learned } from './learned';
import type { ModelChoice, SemanticSettings, StrategySettings } from './settings';

export interface StrategyDeps {
	readonly judgeOf: (choice: ModelChoice, field: string) => ModelSpec;
	readonly embedderOf: (modelId: string, field: string) => ModelSpec;
	readonly verdicts: VerdictCache;
	/** Takes keys out of what a judge said. */
	readonly clean: (text: string) => string;
	readonly vectors: () => VectorCache;
	/** Of the classifier; `null`: none was chosen. */
	readonly embedder: RequestEmbedder | null;
	readonly learned: Pick<Learned, 'weights' | 'corrections'>;
}

/** Makes each item's strategy; items with the same settings share one, and with it what it has learned of them. */
export function createStrategies(deps: StrategyDeps): (settings: StrategySettings) => Strategy {
	const made = new Map<string, Strategy>();
	return (settings) => {
		// What the rules' item conditions came to differs from item to item, and a rules strategy learns nothing.
		if (settings.kind === 'rules') return createRulesStrategy(settings.config);
		const key = keyOf(settings);
		const strategy = made.get(key) ?? make(settings, deps);
		made.set(key, strategy);
		return strategy;
	};
}

/** The examples are the same for all items of a run, and long. */
function keyOf(settings: StrategySettings): string {
	if (settings.kind !== 'semantic') return JSON.stringify(settings);
	const { kind, margin, defaultModelId, embeddings } = settings;
	return JSON.stringify({ kind, margin, defaultModelId, embeddings });
}

/** Whether choosing a model takes a call of its own. */
export function callsToChoose(settings: StrategySettings): boolean {
	return settings.kind === 'llmJudge' || (settings.kind === 'semantic' && settings.embeddings.kind === 'provider');
}

/** One for a run: what it keeps in mind of a model that is down holds for all items. */
export function createClassifierEmbedder(
	modelId: string | null,
	deps: Pick<StrategyDeps, 'embedderOf' | 'vectors'>,
): RequestEmbedder | null {
	if (modelId === null) return null;
	const model = deps.embedderOf(modelId, 'Embedding Model for the Classifier');
	return createRequestEmbedder({ modelId: model.id, embedder: createProviderEmbedder({ model, cache: deps.vectors() }) });
}

function make(settings: Exclude<StrategySettings, { kind: 'rules' }>, deps: StrategyDeps): Strategy {
	const {
		embedder,
		learned: { weights, corrections },
	} = deps;
	switch (settings.kind) {
		case 'adaptive':
			return createAdaptiveStrategy({ weights, state: corrections, epsilon: settings.epsilon, embedder });
		case 'cascade':
			return createCascadeStrategy();
		case 'classifier':
			return createClassifierStrategy({ weights, embedder });
		case 'llmJudge':
			return createLlmJudgeStrategy({
				judge: deps.judgeOf(settings.judge, 'Judge Model'),
				criteria: settings.criteria,
				timeoutMs: settings.timeoutMs,
				weights,
				classifierThreshold: THRESHOLDS.classifier,
				cache: deps.verdicts,
				clean: deps.clean,
			});
		case 'semantic':
			return createSemanticStrategy({ ...settings, embedder: embedderFor(settings, deps) });
	}
}

function embedderFor({ embeddings, examples }: SemanticSettings, deps: StrategyDeps) {
	if (embeddings.kind === 'lexical') return createLexicalEmbedder({ examples: examples.map(({ text }) => text) });
	return createProviderEmbedder({ model: deps.embedderOf(embeddings.modelId, 'Embedding Model'), cache: deps.vectors() });
}
