import type { RouterContext } from '../shared/context';

import type { Bypass } from '../../router/bypass';
import type { SpendingRules } from '../../router/execution/budgets/periodSpending';
import type { RequestEmbedder } from '../../router/features/requestEmbedder';
import type { VectorCache } from '../../router/features/vectorCache';
import type { Basis } from '../../router/learning/autotune/state';
import type { Keep, Policy } from '../../router/policy';
import type { Check } from '../../router/quality/check';
import type { ModelSpec } from '../../router/registry/model';
import type { Message, ResponseFormat, Span } from '../../router/request/request';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import type { AdaptiveState } from '../../router/strategies/corrections';
import type { VerdictCache } from '../../router/strategies/judgeVerdicts';
import type { Strategy } from '../../router/strategies/strategy';
import type { ModelRow } from '../shared/models';
import type { PeriodKind } from '../shared/period';

import type { AllowedSettings } from './parameters/allowedModels';
import type { ItemProblem, ModelNames } from './parameters/modelNames';
import type { CheckKind } from './description/checks';

/** One item, read: what it asks is its own, its settings it may share with others. */
export interface ItemRead extends Asked {
	readonly settings: NodeSettings;
}

/** What one item asks. */
export interface Asked {
	readonly prompt: Prompt;
	readonly history: History;
}

/** The node's parameters as one item sees them: validated, in the engine's units. */
export interface NodeSettings extends RunSettings, ItemSettings {
	readonly strategy: StrategyChoice;
	/** `null`: text, as in Route Only, which has no answer. */
	readonly format: FormatSettings | null;
	/** The rows of More Checks; none in Route Only. */
	readonly moreChecks: readonly CheckSettings[];
	readonly bypass: Bypass;
	readonly keep: Keep;
	readonly allowedNames: AllowedSettings;
	/** Why this item cannot be routed, though others can; `null`: it can. */
	readonly problem: ItemProblem | null;
}

/** What is the same for all items of a run. */
export interface RunSettings {
	readonly operation: Policy['operation'];
	readonly modelsFrom: 'registry' | 'connected' | 'catalogue';
	/** Every row of the list, disabled ones included, in slot order. */
	readonly rows: readonly ModelRow[];
	readonly conversation: 'none' | 'field' | 'memory';
	readonly ifFallbackNotConnected: 'stop' | 'drop';
	readonly parallelItems: number;
	/** Per execution; `null`: no cap. */
	readonly costCapNanoUsd: number | null;
	/** Of one day or month, and of each budget key. */
	readonly spending: SpendingRules;
	readonly budgetPer: PeriodKind;
	/** Whether budget keys are kept as they are, beside their hashes. */
	readonly showKeys: boolean;
	/** Where that day or month begins; `null`: the workflow's. */
	readonly timeZone: string | null;
	readonly includeDetails: boolean;
	/** Whether the LLM Router Store is used. */
	readonly shareBetweenWorkers: boolean;
	/** Of the classifier, as `provider/model`; `null`: none is asked. */
	readonly embeddingModelId: string | null;
	/** `named`: one that LLM Router Feedback has stored; the policy's goes on where that cannot be used. */
	readonly thresholdFrom: { readonly kind: 'panel' } | { readonly kind: 'named'; readonly name: string } | AutoTuneSettings;
}

/** Cheaper models are asked once comparisons have shown that they are good enough. */
export interface AutoTuneSettings {
	readonly kind: 'auto_tune';
	/** This share of all answers is to be as good as the strongest model's. */
	readonly target: Basis['target'];
	readonly judge: { readonly kind: 'strongest' } | { readonly kind: 'id'; readonly modelId: string };
	/** For all comparisons together, in nano-USD. */
	readonly mostNanoUsd: number;
}

/** What an expression may make different for each item. */
export interface ItemSettings {
	readonly policy: Policy;
	/** Max Wait Time is empty: how long to wait for rate limits follows from them and from the run. */
	readonly waitsAutomatically: boolean;
	/** Field of the item the answer goes to. */
	readonly outputField: string;
	/** Whether what a model thought aloud is left out of the answer. */
	readonly stripReasoning: boolean;
	/** Tokens of a window kept free for the answer. */
	readonly roomTokens: number;
	readonly systemMessage: string | null;
	/** Turns before the prompt that are sent, at most. */
	readonly historyLimit: number;
	readonly images: ImageFields;
	readonly checks: { readonly notEmpty: boolean; readonly notCutOff: boolean };
	/** Whether an answer that is asked for as a stream is held back until it is through its checks. */
	readonly bufferUntilChecked: boolean;
}

/** The strategy of one item, as its parameters say; thresholds are the policy's. */
export interface StrategyChoice {
	/** What was read, as plain data. */
	readonly settings: object;
	/**
	 * Items with the same key share one strategy, and with it what it has learned of them; `null`: this item has its own.
	 * Default: the settings as JSON.
	 */
	readonly key?: string | null;
	readonly create: (deps: StrategyDeps) => Strategy;
	/** Which weights it reads. Default: the shipped ones, or none. */
	readonly weights?: WeightsChoice;
	/** It is corrected by what outcomes have taught. */
	readonly learns?: true;
	/** Choosing a model takes a call of its own. */
	readonly callsToChoose?: boolean;
	/** What people should know of a run with these models; `null`: nothing. */
	readonly hint?: (models: readonly ModelSpec[]) => string | null;
}

/** Reads a strategy's own parameters: at once what no expression can change, the rest per item. @throws ConfigError naming the field. */
export type CreateStrategyReader = (ctx: RouterContext, run: StrategyRun) => StrategyReader;
/** What a strategy reads beside its own parameters. */
export type StrategyRun = Pick<RunSettings, 'modelsFrom' | 'rows'> & { readonly names: ModelNames };
export type StrategyReader = (itemIndex: number) => StrategyChoice;

/** What strategies are made of beside their settings. */
export interface StrategyDeps {
	/** A model asked beside the candidates. @throws ConfigError naming `field` where it cannot be asked. */
	readonly judgeOf: (choice: ModelChoice, field: string) => ModelSpec;
	readonly embedderOf: (modelId: string, field: string) => ModelSpec;
	readonly verdicts: VerdictCache;
	/** Takes keys out of what a judge said. */
	readonly clean: (text: string) => string;
	readonly vectors: () => VectorCache;
	/** Of the classifier; `null`: none was chosen. */
	readonly embedder: RequestEmbedder | null;
	readonly learned: { readonly weights: ClassifierWeights; readonly corrections: () => AdaptiveState };
}

/** Which weights the classifier reads; the same for all items of a run. */
export type WeightsChoice =
	| { readonly kind: 'shipped' }
	| { readonly kind: 'latest'; readonly name: string }
	| { readonly kind: 'version'; readonly name: string; readonly version: number };

/** A model that is asked beside the candidates. */
export type ModelChoice =
	/** The weakest of the candidates. */
	{ readonly kind: 'weakest' } | { readonly kind: 'id'; readonly modelId: string };

export interface JudgeSettings {
	readonly judge: ModelChoice;
	/** The user's own words; '' for none. */
	readonly criteria: string;
	readonly timeoutMs: number;
}

/** One row of More Checks. */
export type CheckSettings = {
	readonly severity: Check['severity'];
	/** The row as it is stored, where an expression may make it another for each item: what the policy hash reads. */
	readonly written?: unknown;
} & (
	| {
			readonly kind: Exclude<CheckKind, 'contains' | 'matches' | 'length' | 'json_schema' | 'reference' | 'llm_judge' | 'self_consistency'>;
	  }
	| { readonly kind: 'contains'; readonly texts: readonly string[]; readonly mode: 'all' | 'any'; readonly caseSensitive: boolean }
	| { readonly kind: 'matches'; readonly pattern: string; readonly must: 'match' | 'not_match' }
	/** `null`: no limit. */
	| { readonly kind: 'length'; readonly unit: 'characters' | 'words'; readonly min: number | null; readonly max: number | null }
	| { readonly kind: 'json_schema'; readonly schema: object }
	/** '' where the item has none. */
	| { readonly kind: 'reference'; readonly reference: string }
	| ({ readonly kind: 'llm_judge' } & JudgeSettings)
	| { readonly kind: 'self_consistency'; readonly samples: number; readonly maxOutputTokens: number }
);

/** What the answer has to be beside text. */
export interface FormatSettings {
	readonly format: ResponseFormat;
	/** Format and schema as they are stored, where an expression may make them others for each item: what the policy hash reads. */
	readonly written?: unknown;
}

export type Prompt =
	| {
			readonly kind: 'text';
			readonly text: string;
			/** What of it is analyzed; `null`: all of it. */
			readonly analyzed: string | null;
			/** Where in the text the words stand that are the same for every item. */
			readonly fixed: readonly Span[];
			/** Binary fields whose pictures are sent where Image Fields names none. */
			readonly pictures: readonly string[];
			/** The item's own field that holds it; `null`: not known. */
			readonly field: string | null;
			/** Where it was found, for the reason; `null`: nobody looked. */
			readonly from: string | null;
	  }
	| {
			readonly kind: 'none';
			/** Names what there is instead, and the fields the item does have. */
			readonly reason: string;
			/** The same with the beginnings of values, for the item alone. */
			readonly message: string;
			/** There is nothing where a text could be, so that pictures may stand for it. */
			readonly isEmpty: boolean;
			readonly pictures: readonly string[];
	  };

/** What was said before the prompt, where the item holds it; a connected Memory is read when the item's turn comes. */
export type History =
	| { readonly kind: 'messages'; readonly messages: readonly Message[] }
	/** In our words alone. */
	| { readonly kind: 'unreadable'; readonly reason: string };

/** The binary fields whose images are sent. */
export type ImageFields =
	| { readonly kind: 'none' }
	| { readonly kind: 'all' }
	| { readonly kind: 'named'; readonly names: readonly string[] };
