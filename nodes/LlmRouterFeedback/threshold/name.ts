import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { readKey, shown } from '../../shared/values';

const MOST_CHARS = 200;

/** @throws ConfigError where there is none. */
export function readName(ctx: IExecuteFunctions, index: number): string {
	const name = readKey('Name', ctx.getNodeParameter('name', index, ''));
	if (name === '') throw new ConfigError('Name', 'is empty', 'Enter the name of the threshold, such as "support".');
	return checkedName('Name', name);
}

export function checkedName(label: string, value: unknown): string {
	const name = readKey(label, value);
	if (name.length > MOST_CHARS) throw new ConfigError(label, 'is too long', `Use at most ${String(MOST_CHARS)} characters.`);
	return name;
}

export function noThreshold(name: string): ConfigError {
	return new ConfigError('Name', `is "${shown(name)}", and there is no such threshold`, 'Threshold: Get Many lists them.');
}
