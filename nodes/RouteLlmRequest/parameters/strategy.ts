import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { readChoice } from '../../shared/values';
import { DEFAULTS, THRESHOLDS } from '../description/defaults';
import type { RunSettings, StrategySettings } from '../settings';
import { readJudge } from './judge';
import { readExploration, readWeightsChoice } from './learned';
import { createRulesReader } from './rules';
import { createSemanticReader } from './semantic';

type StrategyKind = StrategySettings['kind'];

const KINDS: readonly StrategyKind[] = ['adaptive', 'cascade', 'classifier', 'llmJudge', 'rules', 'semantic'];

/** Reads the strategy's own settings for one item. */
export type StrategyReader = (itemIndex: number) => StrategySettings;

/** @throws ConfigError for a strategy that the operation or the models cannot serve, and as the strategies' readers. */
export function createStrategyReader(ctx: IExecuteFunctions, run: Pick<RunSettings, 'operation' | 'rows' | 'modelsFrom'>): StrategyReader {
	const kind = readStrategyKind(ctx);
	switch (kind) {
		case 'cascade':
			if (run.operation === 'route_only') {
				throw new ConfigError(
					'Strategy',
					'is Cascade, which judges answers, but Route Only has none',
					'Set Operation to Route and Answer, or choose another strategy.',
				);
			}
			return () => ({ kind });
		case 'adaptive': {
			const settings = { kind, weights: readWeightsChoice(ctx), epsilon: readExploration(ctx) };
			return () => settings;
		}
		case 'classifier': {
			const settings = { kind, weights: readWeightsChoice(ctx) };
			return () => settings;
		}
		case 'llmJudge': {
			const weights = readWeightsChoice(ctx);
			return (itemIndex) => ({ kind, weights, ...readJudge(ctx, itemIndex) });
		}
		case 'rules': {
			const rules = createRulesReader(ctx, run.rows);
			return (itemIndex) => ({ kind, config: rules(itemIndex) });
		}
		case 'semantic': {
			const semantic = createSemanticReader(ctx, run.rows);
			return (itemIndex) => ({ kind, ...withUsable(semantic(itemIndex), run) });
		}
	}
}

/** The default of Threshold is each strategy's own. */
export function defaultThresholdOf(ctx: IExecuteFunctions): number {
	return THRESHOLDS[readStrategyKind(ctx)];
}

/** Strategies whose Threshold may be a named one. */
export function takesNamedThreshold(ctx: IExecuteFunctions): boolean {
	return ['classifier', 'llmJudge'].includes(readStrategyKind(ctx));
}

function readStrategyKind(ctx: IExecuteFunctions): StrategyKind {
	return readChoice('Strategy', KINDS, ctx.getNodeParameter('strategy', 0, DEFAULTS.strategy));
}

function withUsable<Settings extends { readonly embeddings: { readonly kind: 'lexical' | 'provider' } }>(
	settings: Settings,
	{ modelsFrom }: Pick<RunSettings, 'modelsFrom'>,
): Settings {
	if (settings.embeddings.kind === 'lexical' || modelsFrom === 'registry') return settings;
	throw new ConfigError(
		'Embeddings',
		'is Embedding Model of a Provider, but with Connected Chat Models there is no credential to reach one',
		'Set it to Built In, or Models From to Registry Credential.',
	);
}
