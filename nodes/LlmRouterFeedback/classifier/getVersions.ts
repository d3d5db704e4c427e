import type { INodeExecutionData } from 'n8n-workflow';

import { DOCUMENTS } from '../../../router/ledger/documents';
import { toActiveVersion } from '../../../router/strategies/weightsDocument';
import { z } from '../../../vendor/zod';
import { readBoolean, readNumber } from '../../shared/values';
import { itemOf } from '../items';
import type { Operation } from '../operation';

import { readWeightsName } from './weightsName';

/** One item for each version, newest first; what is in use is the first. None where nothing was trained. */
export const getClassifierVersions: Operation = async ({ ctx, ledger }) => {
	const name = readWeightsName(ctx);
	const most = readBoolean('Return All', ctx.getNodeParameter('returnAll', 0, false))
		? Infinity
		: readNumber({ label: 'Limit', min: 1, max: Infinity, whole: true }, ctx.getNodeParameter('limit', 0, 50));
	const found: INodeExecutionData[] = [];
	let stored = await ledger.getDocument(DOCUMENTS.weights, name);
	const newest = stored?.version;
	while (stored !== null && found.length < most) {
		const { version, atMs, origin, weightsVersion, measured } = toActiveVersion(stored);
		found.push(
			itemOf(
				{
					weightsName: name,
					version,
					inUse: version === newest,
					at: new Date(atMs).toISOString(),
					weights: weightsVersion,
					rolledBackTo: origin === version ? null : origin,
					measured: plainSchema.parse(measured),
				},
				0,
			),
		);
		stored = version > 1 ? await ledger.getDocument(DOCUMENTS.weights, name, version - 1) : null;
	}
	return [found];
};

const plainSchema = z
	.record(z.union([z.string(), z.number(), z.boolean(), z.null(), z.record(z.unknown())]))
	.nullable()
	.catch(null);
