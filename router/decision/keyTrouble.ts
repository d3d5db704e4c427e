import { FAILURE_RULES, type FailureKind } from '../calls/failure';
import type { ModelSpec } from '../registry/model';
import { failureInWords } from '../selection/failureWords';

/** What is wrong with a key that is on cooldown, and what to do, without a word of the key; `null`: it is not the key's. */
export function keyTrouble({ key, id }: Pick<ModelSpec, 'key' | 'id'>, kind: FailureKind | null): string | null {
	if (kind === null || FAILURE_RULES[kind].scope !== 'key') return null;
	const name = key?.name ?? `the key of ${id.split('/')[0] ?? id}`;
	const test = key?.isTested === true ? ', then press Test in the credential: a green Test ends the cooldown' : '';
	switch (kind) {
		case 'auth':
			return `${name} was refused. Correct it${test}`;
		case 'quota_exhausted':
			return `${name} has no quota left. Raise it at the provider${test}`;
		default:
			return `${name} cannot be used (${failureInWords(kind)}). Correct the credential${test === '' ? '' : ', then press Test there: a green Test ends the cooldown'}`;
	}
}
