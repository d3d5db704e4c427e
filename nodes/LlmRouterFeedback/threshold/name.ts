import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { z } from '../../../vendor/zod';

const MOST_CHARS = 200;
const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim()).catch('');

/** @throws ConfigError where there is none. */
export function readName(ctx: IExecuteFunctions, index: number): string {
	const name = text.parse(ctx.getNodeParameter('name', index, ''));
	if (name === '') throw new ConfigError('Name', 'is empty', 'Enter the name of the threshold, such as "support".');
	return checkedName('Name', name);
}

export function checkedName(label: string, value: unknown): string {
	const name = text.parse(value);
	if (name.length > MOST_CHARS) throw new ConfigError(label, 'is too long', `Use at most ${String(MOST_CHARS)} characters.`);
	return name;
}
