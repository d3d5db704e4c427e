import { setImmediate } from 'node:timers/promises';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { retrain, type RetrainAsk } from '../../../router/learning/retrain';
import { z } from '../../../vendor/zod';
import { readKey } from '../../shared/values';
import type { Operation } from '../operation';

import { trainingTold } from './trainingTold';
import { readWeightsName } from './weightsName';

/** Trains once, however many items come in: all of them would learn from the same log. */
export const trainClassifier: Operation = async ({ ctx, input, ledger, signal, nowMs }) => {
	const ask = { name: readWeightsName(ctx), routerId: readRouter(ctx), startFrom: readStart(ctx) };
	// What was to be forgotten by now teaches nothing any more.
	await ledger.expire(nowMs);
	const pause = async () => {
		signal.throwIfAborted();
		await setImmediate();
	};
	const retrained = await retrain({ ...ask, ledger, nowMs, pause });
	return [[ofAll(trainingTold(ask, retrained), input)]];
};

/** An item made of all that came in. */
export function ofAll(json: INodeExecutionData['json'], input: readonly INodeExecutionData[]): INodeExecutionData {
	return { json, pairedItem: input.map((_, item) => ({ item })) };
}

function readRouter(ctx: IExecuteFunctions): string | null {
	return readKey('Router', ctx.getNodeParameter('routerId', 0, '')) || null;
}

const optionsSchema = z.object({ prior: z.enum(['shipped', 'inUse']).default('shipped') });

function readStart(ctx: IExecuteFunctions): RetrainAsk['startFrom'] {
	const read = optionsSchema.safeParse(ctx.getNodeParameter('options', 0, {}));
	if (!read.success) throw new ConfigError('Prior', 'is neither shipped nor inUse', 'Choose one from the list.');
	return read.data.prior === 'shipped' ? 'shipped' : 'in_use';
}
