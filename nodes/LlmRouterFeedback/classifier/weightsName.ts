import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { DEFAULT_WEIGHTS_NAME } from '../../../router/ledger/weightsName';
import { z } from '../../../vendor/zod';

const nameSchema = z.union([z.string(), z.number().transform(String)]).pipe(z.string().trim().min(1).max(200));

/** @throws ConfigError where it names nothing. */
export function readWeightsName(ctx: IExecuteFunctions): string {
	const read = nameSchema.safeParse(ctx.getNodeParameter('weightsName', 0, DEFAULT_WEIGHTS_NAME));
	if (!read.success)
		throw new ConfigError(
			'Weights Name',
			'is empty, or longer than 200 characters',
			`Use "${DEFAULT_WEIGHTS_NAME}", or the name that the routers have.`,
		);
	return read.data;
}
