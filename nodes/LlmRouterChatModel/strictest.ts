import type { Allowed } from '../../router/registry/allowed';
import type { ModelSpec } from '../../router/registry/model';

import type { ReadyItem } from '../RouteLlmRequest/prepare';

interface StrictestOptions {
	/** All items the request may be about. */
	readonly items: readonly ReadyItem[];
	/** What holds where no item is known. */
	readonly base: ReadyItem;
	readonly models: readonly ModelSpec[];
	/** How much is left of the budget with this key; `null`: there is none. */
	readonly leftOf: (keyHash: string | null) => number | null;
}

/**
 * What holds for a request that may be about any of several items: only models that all of them allow, the strongest
 * where one of them demands it, the highest floor and the emptiest budget. The rest is at its default.
 */
export function strictestOf({ items, base, models, leftOf }: StrictestOptions): ReadyItem {
	const rankOf = (modelId: string | null) => models.find(({ id }) => id === modelId)?.rank ?? -1;
	const floors = items.map(({ settings }) => settings.policy.floor);
	const floor = floors.reduce((highest, one) => (rankOf(one) > rankOf(highest) ? one : highest), null);
	const bypass = items.find(({ settings }) => settings.bypass.kind === 'strongest')?.settings.bypass ?? base.settings.bypass;
	const keys = items.map(({ settings }) => settings.keep.budgetKey);
	const left = (key: (typeof keys)[number]) => leftOf(key?.hash ?? null) ?? Infinity;
	const budgetKey = keys.reduce((emptiest, one) => (left(one) < left(emptiest) ? one : emptiest), keys[0] ?? null);
	return {
		...base,
		allowedFor: allowedByAll(items),
		settings: {
			...base.settings,
			bypass,
			policy: { ...base.settings.policy, floor },
			keep: { ...base.settings.keep, budgetKey },
		},
	};
}

function allowedByAll(items: readonly ReadyItem[]): ReadyItem['allowedFor'] {
	const problem = items.find(({ allowedFor }) => allowedFor.kind === 'problem')?.allowedFor;
	if (problem !== undefined) return problem;
	const sets = items.flatMap(({ allowedFor }) => (allowedFor.kind === 'set' && allowedFor.allowed !== null ? [allowedFor.allowed] : []));
	const [first, ...others] = sets;
	const allowed: Allowed = first === undefined ? null : new Set([...first].filter((id) => others.every((set) => set.has(id))));
	if (allowed === null || allowed.size > 0) return { kind: 'set', allowed };
	const reason = 'Allowed Models of the items have no model in common, and n8n does not tell which item is asked about';
	return { kind: 'problem', reason, message: `${reason}. Send one item at a time, for example with Loop Over Items.` };
}
