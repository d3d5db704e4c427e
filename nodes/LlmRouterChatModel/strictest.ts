import type { Keep } from '../../router/policy';
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
	return {
		...base,
		allowedFor: allowedByAll(items),
		settings: {
			...base.settings,
			bypass,
			problem: items.find(({ settings }) => settings.problem !== null)?.settings.problem ?? base.settings.problem,
			policy: { ...base.settings.policy, floor },
			keep: { ...base.settings.keep, budgetKey: emptiest(items, base, leftOf) },
		},
	};
}

/** Where there is no budget, or all have the same left, a key counts only if all items have it: else it is somebody's at random. */
function emptiest(items: readonly ReadyItem[], base: ReadyItem, leftOf: StrictestOptions['leftOf']): Keep['budgetKey'] {
	const keys = items.map(({ settings }) => settings.keep.budgetKey);
	const left = (key: Keep['budgetKey']) => leftOf(key?.hash ?? null) ?? Infinity;
	const least = Math.min(...keys.map(left));
	const [key = null, ...others] = keys.filter((one) => left(one) === least);
	return others.every((other) => other?.hash === key?.hash) ? key : base.settings.keep.budgetKey;
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
