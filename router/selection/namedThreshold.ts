import type { ThresholdDocument } from '../ledger/documents';
import type { ModelId } from '../registry/model';
import { sameModels } from '../registry/sameModels';

/** What of a policy a certificate speaks of, as a router knows it before it routes. */
interface PolicyTies {
	/** Hash of the policy whatever its threshold, as in the record. */
	readonly policyBasis: string;
	/** Of what predicts the quality; `null`: nothing that has weights. */
	readonly weightsVersion: string | null;
	/** That may be chosen, in any order. */
	readonly models: readonly ModelId[];
}

/** What changed since a threshold was certified. Judge and traffic are nothing a router can tell by itself. */
export type Untied = 'policy' | 'weights' | 'models';

type Applies =
	| { readonly kind: 'applies'; readonly threshold: number }
	/** At least one reason. A changed model or other weights change the policy too: then they alone are named. */
	| { readonly kind: 'expired'; readonly because: readonly Untied[] };

/**
 * Whether a node with this policy may use a named threshold: one the user has set, always; a certified one only for
 * the very policy it was certified for, because it promises nothing of another.
 */
export function appliesTo({ threshold, certificate }: ThresholdDocument, now: PolicyTies): Applies {
	if (certificate === null) return { kind: 'applies', threshold };
	const parts: readonly (readonly [Untied, boolean])[] = [
		['models', sameModels(certificate.models, now.models)],
		['weights', certificate.weightsVersion === now.weightsVersion],
	];
	const because = parts.flatMap(([name, same]) => (same ? [] : [name]));
	if (because.length > 0) return { kind: 'expired', because };
	return certificate.policyBasis === now.policyBasis ? { kind: 'applies', threshold } : { kind: 'expired', because: ['policy'] };
}
