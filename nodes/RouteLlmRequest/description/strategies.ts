import type { INodeProperties } from 'n8n-workflow';

import type { Predicts } from '../../../router/strategies/strategy';
import type { CreateStrategyReader } from '../settings';

import { DEFAULTS } from './defaults';
import { choosesByField, judgeFields } from './judge';
import { rulesFields } from './rules';
import { semanticFields } from './semantic';

/** All that the panel, lists and docs say of a strategy. What reads its parameters and makes it is loaded on first use. */
export interface StrategyInfo {
	/** What people call it. */
	readonly label: string;
	/** When to use it. */
	readonly description: string;
	readonly experimental?: true;
	/** Its Threshold field, with a line under it on what more and less do; `null`: it has none. The same object: one field. */
	readonly threshold: { readonly default: number; readonly description: string; readonly hint: string } | null;
	/** Set where Route Only cannot serve it: what it does with answers, in words that go on from its label. */
	readonly needsAnswers?: string;
	/** What of it there is with Connected Chat Models, and with Catalogue, for the docs. Default: all. */
	readonly withConnected?: string;
	readonly withCatalogue?: string;
	/** Fields that several strategies share. */
	readonly uses: readonly SharedField[];
	/** Its own fields, above Threshold From and Threshold. */
	readonly fieldsAbove?: readonly INodeProperties[];
	/** The others, below Threshold. */
	readonly fields?: readonly INodeProperties[];
	/** A rejected draft was paid too: each item says what the strongest model alone would have cost. */
	readonly paysForDrafts?: true;
	/** Whether what its decisions hold can be calibrated and simulated. */
	readonly predicts: Predicts;
	readonly load: () => Promise<{ readonly createReader: CreateStrategyReader }>;
}

/**
 * `named_threshold`: Threshold From and Named Threshold. `auto_tune`: Auto-Tune as one choice of it. `weights`: Classifier Weights. `exploration`: the share that
 * is sampled at random. `default_model`: where it finds nothing.
 */
export type SharedField = 'named_threshold' | 'auto_tune' | 'weights' | 'exploration' | 'default_model';

const classifierThreshold = {
	default: DEFAULTS.threshold,
	description:
		"From 0 to 1. How sure the classifier must be that a cheaper model's answer is as good as the strongest's. The cheapest model that reaches it is asked. Start high; lower it once your own data shows that the cheap answers hold up.",
	hint: 'Higher: more goes to the strongest. Lower: to cheaper ones.',
};

const TABLE = {
	classifier: {
		label: 'Classifier',
		description: 'For mixed prompts: a small built-in model predicts which models answer well. No extra call, no extra cost.',
		threshold: classifierThreshold,
		uses: ['named_threshold', 'auto_tune', 'weights'],
		predicts: { kind: 'predicts' },
		load: () => import('../strategies/classifier'),
	},
	rules: {
		label: 'Rules',
		description: 'When you know what goes where: your own rules on the prompt and on the item. The first match wins.',
		threshold: null,
		uses: ['default_model'],
		fields: rulesFields,
		predicts: { kind: 'nothing', why: 'Rules choose by conditions and predict no quality' },
		load: () => import('../strategies/rules'),
	},
	llm_judge: {
		label: 'LLM Judge',
		description:
			'When prompts are hard to tell apart: a cheap model says how strong a model each one needs, or which one it is for. One extra short call per request.',
		threshold: {
			default: 0.7,
			description:
				'From 0 to 1. How sure the judge must be. If it is less sure of a tier, the request goes one tier higher; if of a description, to the strongest model. Start high; lower it once your own data shows that the cheap answers hold up.',
			hint: 'Higher: more goes to stronger models. Lower: to cheaper ones.',
		},
		withCatalogue: 'no: it asks a model',
		// It asks the classifier too, as a backstop.
		uses: ['named_threshold', 'weights'],
		fieldsAbove: [choosesByField],
		fields: judgeFields,
		predicts: {
			kind: 'nothing',
			why: 'LLM Judge says how hard a request is, or which model it is for, and predicts no quality; its Threshold is how sure the judge must be',
		},
		load: () => import('../strategies/llmJudge'),
	},
	semantic: {
		label: 'Semantic',
		description: 'When models are for different topics: each prompt goes to the model whose example prompts are most similar',
		threshold: {
			default: 0.25,
			description:
				"From 0 to 1. How similar a prompt must be to a model's examples; below it the default model is asked. With an embedding model of a provider, similarities are higher: start at about 0.35.",
			hint: 'Higher: more goes to the default model. Lower: less.',
		},
		withConnected: 'yes, built-in comparison only',
		withCatalogue: 'yes, built-in comparison only',
		uses: ['default_model'],
		fields: semanticFields,
		predicts: { kind: 'nothing', why: 'Semantic goes by how similar a request is to examples and predicts no quality' },
		load: () => import('../strategies/semantic'),
	},
	cascade: {
		label: 'Cascade',
		description:
			'When answers can be checked: the cheapest model answers first, and a stronger one is asked if its answer fails. Pays for rejected drafts.',
		threshold: null,
		needsAnswers: 'judges answers',
		uses: [],
		fields: [
			{
				displayName: 'Quality Checks below decide whether an answer is kept: add checks that can tell a wrong answer from a right one.',
				name: 'cascadeNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['routeAndAnswer'] } },
			},
		],
		paysForDrafts: true,
		predicts: {
			kind: 'nothing',
			why: 'Cascade lets checks decide after each answer and predicts no quality; which answers of models that were not asked the checks would have taken, no log can tell',
		},
		load: () => import('../strategies/cascade'),
	},
	adaptive: {
		label: 'Adaptive',
		experimental: true,
		description: 'The classifier, corrected by the ratings and audits that LLM Router Feedback records. Learns slowly.',
		threshold: classifierThreshold,
		// It moves its predictions with every outcome, so that no named threshold's certificate could speak of it.
		uses: ['weights', 'exploration'],
		predicts: {
			kind: 'moves',
			why: 'Adaptive corrects its predictions with every outcome, so what was found of the logged ones would not hold for the next. Calibrate the Classifier strategy instead, with weights trained on own outcomes',
		},
		load: () => import('../strategies/adaptive'),
	},
} satisfies Readonly<Record<string, StrategyInfo>>;

/** As the panel and the log store it. */
export type StrategyName = keyof typeof TABLE;

/** Every strategy there is, in the order of the docs: this table is the one place that lists them. */
export const STRATEGIES: Readonly<Record<StrategyName, StrategyInfo>> = TABLE;

export const STRATEGY_NAMES: readonly StrategyName[] = Object.keys(STRATEGIES).filter(isStrategyName);

export function isStrategyName(name: unknown): name is StrategyName {
	return typeof name === 'string' && Object.hasOwn(STRATEGIES, name);
}

/** The strategies that have this field. */
export function strategiesUsing(field: SharedField): StrategyName[] {
	return STRATEGY_NAMES.filter((name) => STRATEGIES[name].uses.includes(field));
}

/** What is known of a strategy that the log names; `null`: another version of this package wrote it. */
export function loggedStrategy(name: string): StrategyInfo | null {
	return isStrategyName(name) ? STRATEGIES[name] : null;
}

/** Whether the decisions of a strategy that the log names can be calibrated and simulated. */
export function predicts(name = ''): Predicts {
	const known = loggedStrategy(name)?.predicts;
	return known ?? { kind: 'nothing', why: `the strategy "${name}" predicts no quality that this version knows of` };
}
