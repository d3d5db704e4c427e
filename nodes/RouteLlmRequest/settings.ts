import type { Policy } from '../../router/policy';
import type { RulesConfig } from '../../router/strategies/rules';
import type { ModelRow } from '../shared/models';

/** The node's parameters as one item sees them: validated, in the engine's units. */
export interface NodeSettings extends RunSettings, ItemSettings {
	readonly prompt: Prompt;
	readonly strategy: StrategySettings;
}

/** What is the same for all items of a run. */
export interface RunSettings {
	readonly operation: Policy['operation'];
	readonly modelsFrom: 'registry' | 'connected';
	/** Every row of the list, disabled ones included, in slot order. */
	readonly rows: readonly ModelRow[];
	readonly ifFallbackNotConnected: 'stop' | 'drop';
	readonly parallelItems: number;
	/** Per execution; `null`: no cap. */
	readonly costCapNanoUsd: number | null;
	readonly includeDetails: boolean;
}

/** What an expression may make different for each item. */
export interface ItemSettings {
	readonly policy: Policy;
	/** Field of the item the answer goes to. */
	readonly outputField: string;
	/** Tokens of a window kept free for the answer. */
	readonly roomTokens: number;
	readonly systemMessage: string | null;
	readonly checks: { readonly notEmpty: boolean; readonly notCutOff: boolean };
}

export type StrategySettings =
	/** Its threshold is the policy's. */
	{ readonly kind: 'classifier' } | { readonly kind: 'rules'; readonly config: RulesConfig };

export type Prompt =
	| { readonly kind: 'text'; readonly text: string }
	/** `reason` names what there is instead, and the fields the item does have. */
	| { readonly kind: 'none'; readonly reason: string };
