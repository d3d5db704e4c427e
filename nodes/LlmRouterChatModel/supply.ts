import { NodeOperationError, type ISupplyDataFunctions, type SupplyData } from 'n8n-workflow';

/** The model that an AI Agent or chain gets. */
export async function supplyRouter(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
	throw new NodeOperationError(this.getNode(), 'not built yet', { itemIndex });
}
