import type { ModelId, ModelSpec } from '../registry/model';
import type { Signals } from '../request/request';

import { choiceOf, defaultModelOf } from './choice';
import type { Ranking, Strategy } from './strategy';

/** One condition on what was read from the request. */
export type SignalCondition =
	| { readonly kind: 'at_least' | 'at_most'; readonly signal: NumberSignal; readonly value: number }
	| { readonly kind: 'is'; readonly signal: FlagSignal; readonly value: boolean }
	/** `values` in lower case: language codes or formats. */
	| { readonly kind: 'one_of'; readonly signal: 'language' | 'format'; readonly values: readonly string[] };

export type NumberSignal = {
	[K in keyof Signals]: Signals[K] extends number ? K : never;
}[keyof Signals];
export type FlagSignal = {
	[K in keyof Signals]: Signals[K] extends boolean ? K : never;
}[keyof Signals];

export interface Rule {
	/** How the reason names it. */
	readonly label: string;
	readonly modelId: ModelId;
	/** Whether all conditions, the item's included, or any one of them must hold. */
	readonly combine: 'all' | 'any';
	readonly signals: readonly SignalCondition[];
	/**
	 * The result of the conditions on item data: n8n resolves them before the request is analysed.
	 * `none`: the rule has none.
	 */
	readonly item: 'none' | 'holds' | 'fails' | 'error';
}

export interface RulesConfig {
	/** In order; the first that matches wins. A rule without any condition always matches. */
	readonly rules: readonly Rule[];
	/** Where no rule matches; `null`: the strongest. */
	readonly defaultModelId: ModelId | null;
	/** The rules as the user wrote them, before they were resolved for an item: what the policy hash reads. */
	readonly definition: unknown;
}

/**
 * First matching rule wins. A rule whose item condition could not be evaluated, or whose model is not
 * enabled, decides nothing and sends the request to the default model, so that a broken rule never routes.
 */
export function createRulesStrategy(config: RulesConfig): Strategy {
	return {
		name: 'rules',
		settings: { rules: config.definition, defaultModelId: config.defaultModelId },
		ignoresThreshold: true,
		weightsVersion: null,
		rank: ({ request, models }) => Promise.resolve(rankByRules(config, request.signals, models)),
	};
}

/** What `rank` answers, without the promise: the benchmark calls it too. */
export function rankByRules(config: RulesConfig, signals: Signals, models: readonly ModelSpec[]): Ranking {
	for (const rule of config.rules) {
		if (rule.item === 'error') {
			return defaultChoice(config, models, `${nameOf(rule)} could not be evaluated`);
		}
		if (!matches(rule, signals)) continue;
		const model = models.find(({ id }) => id === rule.modelId);
		if (model !== undefined) return choiceOf(model.id, { reason: `${nameOf(rule)} matched, so ${model.branch}` });
		return defaultChoice(config, models, `${nameOf(rule)} matched, but its model is not enabled`);
	}
	return defaultChoice(config, models, 'No rule matched');
}

function matches(rule: Rule, signals: Signals): boolean {
	const results = rule.signals.map((condition) => holds(condition, signals));
	if (rule.item !== 'none') results.push(rule.item === 'holds');
	return rule.combine === 'all' || results.length === 0 ? results.every(Boolean) : results.some(Boolean);
}

function holds(condition: SignalCondition, signals: Signals): boolean {
	switch (condition.kind) {
		case 'at_least':
			return signals[condition.signal] >= condition.value;
		case 'at_most':
			return signals[condition.signal] <= condition.value;
		case 'is':
			return signals[condition.signal] === condition.value;
		case 'one_of':
			return condition.values.includes(signals[condition.signal] ?? '');
	}
}

function defaultChoice({ defaultModelId }: RulesConfig, models: readonly ModelSpec[], why: string): Ranking {
	const { id, branch } = defaultModelOf(models, defaultModelId);
	return choiceOf(id, { reason: `${why}, so the default model, ${branch}` });
}

/** Rules without a name are known by their number. */
function nameOf({ label }: Rule): string {
	return /^\d+$/.test(label) ? `Rule ${label}` : `Rule "${label}"`;
}
