import { createHash } from 'node:crypto';

import { canonicalJson } from '../canonicalJson';
import type { ModelSpec, Price } from '../registry/model';

/** All that decides how a request is routed. What is not in here may change without a new policy. */
export interface PolicyFacts {
	readonly strategy: string;
	/** The strategy's own settings, as plain JSON. */
	readonly settings: unknown;
	readonly threshold: number | null;
	readonly acceptFrom: number | null;
	/** A setting of a row's own that is not sent counts as none. */
	readonly models: readonly Pick<ModelSpec, 'id' | 'rank' | 'price' | 'settings'>[];
	readonly checks: readonly { readonly name: string; readonly severity: string; readonly settings: unknown }[];
	readonly weightsVersion: string | null;
	/** No weaker model may answer. Absent where there is none, so that older policies keep their hash. */
	readonly floor?: string;
	/** Allowed Models as the user wrote it, as plain JSON. Absent likewise. */
	readonly allowed?: unknown;
	/** What is not routed, as plain JSON. Absent likewise. */
	readonly bypass?: unknown;
	/** Answers the gate may see at most. Absent likewise. */
	readonly maxSteps?: number;
}

/**
 * SHA-256, in hex, of the policy as canonical JSON: the same for the same policy on every machine, whatever
 * the order of keys, rows or checks, and wherever a price was found.
 * Throws a TypeError where settings hold what JSON would lose (Map, Set, NaN, functions, class instances, cycles).
 */
export function policyHash(facts: PolicyFacts): string {
	const policy = {
		strategy: facts.strategy,
		settings: facts.settings,
		threshold: facts.threshold,
		acceptFrom: facts.acceptFrom,
		models: facts.models
			.map(({ id, rank, price, settings }) => ({ id, rank, price: price === null ? null : price.tiers.map(tier), settings }))
			.sort((a, b) => order(a.id, b.id)),
		// Two checks may share a name (Contains this, Contains that): told apart by their settings.
		checks: facts.checks
			.map(({ name, severity, settings }) => ({ name, severity, ...(settings !== null && { settings }) }))
			.map((check) => ({ check, key: canonicalJson(check, 'policy.checks') }))
			.sort((a, b) => order(a.key, b.key))
			.map(({ check }) => check),
		weightsVersion: facts.weightsVersion,
		floor: facts.floor,
		allowed: facts.allowed,
		bypass: facts.bypass,
		maxSteps: facts.maxSteps,
	};
	return createHash('sha256').update(canonicalJson(policy, 'policy')).digest('hex');
}

function tier({ fromInputTokens, inputUsdPerMTok, cachedInputUsdPerMTok, outputUsdPerMTok }: Price['tiers'][number]) {
	return { fromInputTokens, inputUsdPerMTok, cachedInputUsdPerMTok, outputUsdPerMTok };
}

// Not localeCompare: its answer depends on the machine's locale.
function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
