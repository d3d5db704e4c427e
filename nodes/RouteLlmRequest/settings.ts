import type { Bypass } from '../../router/bypass';
import type { Policy } from '../../router/policy';
import type { Message } from '../../router/request/request';
import type { RulesConfig } from '../../router/strategies/rules';
import type { ModelRow } from '../shared/models';

/** The node's parameters as one item sees them: validated, in the engine's units. */
export interface NodeSettings extends RunSettings, ItemSettings {
	readonly prompt: Prompt;
	readonly history: History;
	readonly strategy: StrategySettings;
	readonly bypass: Bypass;
}

/** What is the same for all items of a run. */
export interface RunSettings {
	readonly operation: Policy['operation'];
	/** Every row of the list, disabled ones included, in slot order. */
	readonly rows: readonly ModelRow[];
	readonly conversation: 'none' | 'field' | 'memory';
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
	/** Turns before the prompt that are sent, at most. */
	readonly historyLimit: number;
	readonly images: ImageFields;
	readonly checks: { readonly notEmpty: boolean; readonly notCutOff: boolean };
}

export type StrategySettings =
	/** Its threshold is the policy's. */
	{ readonly kind: 'classifier' } | { readonly kind: 'rules'; readonly config: RulesConfig };

export type Prompt =
	| { readonly kind: 'text'; readonly text: string }
	/** `reason` names what there is instead, and the fields the item does have. */
	| { readonly kind: 'none'; readonly reason: string };

/** What was said before the prompt, where the item holds it; a connected Memory is read when the item's turn comes. */
export type History =
	| { readonly kind: 'messages'; readonly messages: readonly Message[] }
	/** In our words alone. */
	| { readonly kind: 'unreadable'; readonly reason: string };

/** The binary fields whose images are sent. */
export type ImageFields = { readonly kind: 'none' } | { readonly kind: 'all' } | { readonly kind: 'named'; readonly names: readonly string[] };
