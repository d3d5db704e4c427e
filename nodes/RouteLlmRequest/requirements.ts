import { ConfigError } from '../../router/configError';
import type { ModelSpec } from '../../router/registry/model';

import type { ItemRead, NodeSettings } from './settings';

/** The setting that limits spending, as the panel names it; `null`: none does. */
function capOf({ costCapNanoUsd, spending }: NodeSettings): 'Cost Cap' | 'Budget' | null {
	if (costCapNanoUsd !== null) return 'Cost Cap';
	return spending.budgetNanoUsd === null ? null : 'Budget';
}

/** A cap nobody can count towards would cap nothing. */
export function requirePrices(settings: NodeSettings, models: readonly ModelSpec[]): void {
	const cap = capOf(settings);
	if (cap === null) return;
	const unpriced = models.find(({ price }) => price === null);
	if (unpriced === undefined) return;
	throw new ConfigError(
		`Limits and Budgets, ${cap}`,
		`cannot be kept, because no price is known for "${unpriced.id}"${unpriced.slot === 0 ? '' : ` (row ${String(unpriced.slot)})`}`,
		`Enter its prices in its row (Add Field) or in the credential, or remove ${cap}.`,
	);
}

export function requireMemory({ conversation }: Pick<NodeSettings, 'conversation'>, isConnected: () => boolean): void {
	if (conversation !== 'memory' || isConnected()) return;
	throw new ConfigError(
		'Previous Messages From',
		'is Connected Memory, but none is connected',
		'Connect a Memory node to the Memory input, or choose another source.',
	);
}

/** What is connected cannot be told how long an answer may be, so nothing could be reserved. */
export function requireNoCap(settings: NodeSettings): void {
	const cap = capOf(settings);
	if (cap === null) return;
	throw new ConfigError(
		`Limits and Budgets, ${cap}`,
		'cannot be kept with Connected Chat Models, whose output cannot be limited from here',
		'Remove it, or set Models From to Registry Credential.',
	);
}

/** One model for everything that is too weak for anything would be a contradiction. */
export function requireAboveFloor(all: readonly ItemRead[], models: readonly ModelSpec[]): void {
	const rankOf = new Map(models.map(({ id, rank }) => [id, rank]));
	all.forEach(({ settings: { bypass, policy } }, index) => {
		if (bypass.kind !== 'fixed' || policy.floor === null) return;
		if ((rankOf.get(bypass.modelId) ?? 0) >= (rankOf.get(policy.floor) ?? 0)) return;
		throw new ConfigError(
			'Bypass Routing',
			`names "${bypass.modelId}", which is weaker than "${policy.floor}" under Never Below (item ${String(index)})`,
			'Choose a stronger model, or remove one of the two.',
		);
	});
}
