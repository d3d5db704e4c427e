import type { ISupplyDataFunctions, SupplyData } from 'n8n-workflow';

import { connectedWorld } from './connectedWorld';
import { supplyFrom } from './supplyFrom';

/**
 * The Chat Model with Connected Chat Models as its only candidates, for where n8n allows no file, socket or timer, such
 * as n8n Cloud. No node of this package uses it: it is what a package of its own would be built from, and nothing that
 * it imports may reach what is forbidden there (scripts/lint/connectedOnly.mjs).
 * @throws NodeOperationError for a misconfiguration, before any call.
 */
export async function supplyConnected(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
	return await supplyFrom(connectedWorld, this, itemIndex);
}
