import type { INode } from 'n8n-workflow';
import type { RouterContext } from '../shared/context';

import type { PolicyOptions } from '../../router/decision/buildRecord';
import type { ModelSpec } from '../../router/registry/model';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { type AdaptiveState, NOTHING_LEARNED } from '../../router/strategies/corrections';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { StoreSettings } from '../shared/storeCredential';

import type { NodeSettings, WeightsChoice } from './settings';

/** What one run uses of all that was learned before, read once. */
export interface Learned {
	readonly weights: ClassifierWeights;
	/**
	 * Of own training: these and no newer ones, as long as Auto-Tune compares by them. Version 0: there are none yet, so
	 * the shipped ones. Default: the shipped ones were chosen, or nothing is tuned.
	 */
	readonly frozenWeights?: { readonly name: string; readonly version: number } | null;
	/** What outcomes correct at this moment. */
	readonly corrections: () => AdaptiveState;
	/** The threshold of an item with this policy: the named one where that speaks of it, else the policy's own. */
	readonly thresholdOf: (item: PolicyOptions) => number;
	/** Why something else was used than was asked for. */
	readonly notices: () => readonly string[];
}

export interface LearnedOptions {
	readonly ctx: RouterContext;
	readonly node: INode;
	readonly store: StoreSettings | null;
	/** What all items share is read off this one. */
	readonly settings: NodeSettings;
	/** Between which is chosen. */
	readonly models: readonly ModelSpec[];
}

/** The panel's own threshold and the shipped weights. */
export const NOTHING_ASKED: Learned = {
	get weights() {
		return shippedWeights();
	},
	corrections: () => NOTHING_LEARNED,
	thresholdOf: ({ policy }) => policy.threshold,
	notices: () => [],
};

/** Whether anything that was learned is asked for. */
export function readsLog({ strategy, thresholdFrom }: NodeSettings): boolean {
	return strategy.learns === true || thresholdFrom.kind === 'named' || weightsChoiceOf(strategy).kind !== 'shipped';
}

export function weightsChoiceOf({ weights }: NodeSettings['strategy']): WeightsChoice {
	return weights ?? { kind: 'shipped' };
}
