import { HASH_START, hashFinish, hashStep } from '../../request/hash';

/**
 * A number in [0, 1) drawn from nothing but these two words: the same on every machine and at every run, so that
 * nobody can toss again until the result pleases.
 */
export function drawFromId(id: string, purpose: string): number {
	let hash = HASH_START;
	for (const text of [purpose, id]) {
		for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
		hash = hashStep(hash, 0);
	}
	// Twice: ids that differ in their last digit must not draw alike in the high bits, which a comparison reads.
	return (hashFinish(Math.imul(hashFinish(hash), 0xc2b2ae35 | 0)) >>> 0) / 2 ** 32;
}
