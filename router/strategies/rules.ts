import type { ModelId } from '../registry/model';
import type { Signals } from '../request/request';

import { choiceOf, defaultChoice, strongestAllowed } from './choice';
import type { RankOptions, Ranking, Strategy } from './strategy';

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
	/** Who is asked where its model fails, cannot serve, or gives an answer that is rejected. Default: `next`. */
	readonly ifItFails?: IfItFails;
}

/** `next`: the next model, as after any failure. `models`: these alone, in this order. `fallback`: nobody. */
export type IfItFails =
	| { readonly kind: 'next' }
	| { readonly kind: 'models'; readonly modelIds: readonly ModelId[] }
	| { readonly kind: 'fallback' };

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
		rank: (ask) => Promise.resolve(rankByRules(config, ask.request.signals, ask)),
	};
}

/** What `rank` answers, without the promise: the benchmark calls it too. */
export function rankByRules(config: RulesConfig, signals: Signals, among: Pick<RankOptions, 'models' | 'notAllowed'>): Ranking {
	const fallBack = (why: string) => defaultChoice(among, config.defaultModelId, why);
	for (const rule of config.rules) {
		if (rule.item === 'error') return fallBack(`${nameOf(rule)} could not be evaluated`);
		if (matches(rule, signals)) return choiceBy(rule, among) ?? fallBack(`${nameOf(rule)} matched, but its model is not enabled`);
	}
	return fallBack('No rule matched');
}

/** `null`: its model is not enabled, and the rule does not say who else may serve. */
function choiceBy(rule: Rule, { models, notAllowed = [] }: Pick<RankOptions, 'models' | 'notAllowed'>): Ranking | null {
	const { modelId } = rule;
	const model = models.find(({ id }) => id === modelId);
	const barred = notAllowed.find(({ id }) => id === modelId);
	const only = onlyOf(rule);
	if (model !== undefined || only !== undefined) {
		return choiceOf(modelId, { reason: `${nameOf(rule)} matched, so ${(model ?? barred)?.branch ?? modelId}`, only });
	}
	return barred === undefined
		? null
		: strongestAllowed(models, `${nameOf(rule)} matched, but its model, ${barred.branch}, is not in Allowed Models`);
}

function onlyOf({ modelId, ifItFails }: Rule): readonly ModelId[] | undefined {
	if (ifItFails === undefined || ifItFails.kind === 'next') return undefined;
	return ifItFails.kind === 'fallback' ? [modelId] : [...new Set([modelId, ...ifItFails.modelIds])];
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

/** Rules without a name are known by their number. */
function nameOf({ label }: Rule): string {
	return /^\d+$/.test(label) ? `Rule ${label}` : `Rule "${label}"`;
}
