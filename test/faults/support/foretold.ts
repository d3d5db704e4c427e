import type { FailureKind } from '../../../router/calls/failure';
import type { Case } from './case';

/** What the failure table and the settings say must become of the item that meets the fault. */
export interface Foretold {
	readonly branch: 'Fallback' | 'Small' | 'Large';
	readonly failure: FailureKind | null;
	/** Calls of the weaker and of the stronger model. */
	readonly calls: readonly [number, number];
}

export function foretell({ fault, operation, retries, pattern }: Case): Foretold {
	const { kind, again, others } = fault.expected;
	if (kind === null) return { branch: 'Small', failure: null, calls: [1, 0] };
	if (operation === 'routeOnly') {
		return pattern === 'all'
			? { branch: 'Fallback', failure: 'downstream', calls: [1, 1] }
			: { branch: 'Large', failure: null, calls: [1, 1] };
	}
	// Of the output limit's two names each is refused once.
	const tries = 1 + { never: 0, once: Math.min(1, retries), max_retries: retries, corrected: 2, alone: 0 }[again];
	const alone = tries + (again === 'alone' ? Math.min(1, retries) : 0);
	if (pattern === 'once' && tries > 1) return { branch: 'Small', failure: null, calls: [2, 0] };
	if (!others) return { branch: 'Fallback', failure: kind, calls: [tries, 0] };
	return pattern === 'all'
		? // What two providers refuse is the request's own fault.
			{ branch: 'Fallback', failure: kind === 'refused' ? 'bad_request' : kind, calls: [tries, alone] }
		: { branch: 'Large', failure: null, calls: [tries, 1] };
}
