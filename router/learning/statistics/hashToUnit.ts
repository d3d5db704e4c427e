import { createHash } from 'node:crypto';

/** Number in [0, 1) that only the text decides; another `salt` gives another one. */
export function hashToUnit(text: string, salt = ''): number {
	return (
		createHash('sha256')
			.update(salt + text)
			.digest()
			.readUInt32BE(0) /
		2 ** 32
	);
}
