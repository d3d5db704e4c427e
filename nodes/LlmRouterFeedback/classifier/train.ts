import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { retrain, type RetrainOptions } from '../../../router/learning/training/retrain';
import { z } from '../../../vendor/zod';
import { turn } from '../../shared/inTurns';
import { readRouterField } from '../loggedRouter';
import type { Operation } from '../operation';

import { trainingTold } from './trainingResult';
import { readWeightsName } from './weightsName';

/** Trains once, however many items come in: all of them would learn from the same log. */
export const trainClassifier: Operation = async ({ ctx, input, ledger, signal, nowMs }) => {
	const ask = { name: readWeightsName(ctx), routerId: readRouterField(ctx.getNodeParameter('routerId', 0, '')), ...readOptions(ctx) };
	// What was to be forgotten by now teaches nothing any more.
	await ledger.expire(nowMs);
	const retrained = await retrain({ ...ask, ledger, nowMs, pause: () => turn(signal) });
	return [[ofAll(trainingTold(ask, retrained), input)]];
};

/** An item made of all that came in. */
export function ofAll(json: INodeExecutionData['json'], input: readonly INodeExecutionData[]): INodeExecutionData {
	return { json, pairedItem: input.map((_, item) => ({ item })) };
}

const priorSchema = z.enum(['shipped', 'in_use']);

function readOptions(ctx: IExecuteFunctions): Required<Pick<RetrainOptions, 'startFrom' | 'embeddings'>> {
	const prior = priorSchema.safeParse(ctx.getNodeParameter('options.prior', 0, 'shipped'));
	if (!prior.success) throw new ConfigError('Prior', 'is neither shipped nor in_use', 'Choose one from the list.');
	const embeddings = z.boolean().safeParse(ctx.getNodeParameter('options.embeddings', 0, true));
	if (!embeddings.success) throw new ConfigError('Use Embeddings', 'is neither true nor false', 'Switch it on or off.');
	return { startFrom: prior.data, embeddings: embeddings.data };
}
