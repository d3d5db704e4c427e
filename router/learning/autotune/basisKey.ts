import { createHash } from 'node:crypto';

import { canonicalJson } from '../../canonicalJson';
import type { Basis } from './state';

/** Long enough that no two bases of a router share one. */
const HEX_DIGITS = 16;

/** What a decision's `Tuning` names its basis by. */
export function basisKey(basis: Basis): string {
	return createHash('sha256').update(canonicalJson(basis, 'basis')).digest('hex').slice(0, HEX_DIGITS);
}
