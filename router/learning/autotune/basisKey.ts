import { createHash } from 'node:crypto';

import { canonicalJson } from '../../canonicalJson';
import type { Basis } from './state';

/** Long enough that no two bases of a router share one. */
const HEX_DIGITS = 16;

/** What a decision's `Tuning` names its basis by. */
export function basisKey(basis: Basis): string {
	return fingerprintOf(basis, 'basis');
}

/** The same for the same JSON. @param what it is, for the error where JSON would lose some of it. */
export function fingerprintOf(json: unknown, what: string): string {
	return createHash('sha256').update(canonicalJson(json, what)).digest('hex').slice(0, HEX_DIGITS);
}
