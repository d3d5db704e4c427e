import type { ISupplyDataFunctions, SupplyData } from 'n8n-workflow';

import { thisMachine } from '../RouteLlmRequest/thisMachine';

import { supplyFrom } from './supplyFrom';

/** @throws NodeOperationError for a misconfiguration, before any call. */
export async function supplyRouter(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
	return await supplyFrom(thisMachine, this, itemIndex);
}
