import { createHmac } from 'node:crypto';

const HEX_DIGITS = 32;

export interface Instance {
	/** The same in all workers of one n8n, since they share its encryption key, and in no log of ours. */
	getInstanceId(): string;
}

/**
 * What is kept instead of a name somebody gave: without the secret of this n8n nobody can tell whose it is, nor try names.
 * @param purpose keeps hashes of the same text apart that are for different things.
 */
export function instanceHash(instance: Instance, purpose: string, text: string): string {
	return createHmac('sha256', instance.getInstanceId()).update(`${purpose}\n${text}`).digest('hex').slice(0, HEX_DIGITS);
}
