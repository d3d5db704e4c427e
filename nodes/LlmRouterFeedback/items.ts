import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

/** An item made of another one. */
export function itemOf(json: IDataObject, index: number): INodeExecutionData {
	return { json, pairedItem: { item: index } };
}

/**
 * What is wrong with one item: with On Error other than Stop the item goes on with the message in `error`, as any
 * n8n node does it.
 * @throws NodeOperationError where the run is to stop.
 */
export function failedItem(ctx: IExecuteFunctions, index: number, message: string): INodeExecutionData {
	if (!ctx.continueOnFail()) throw new NodeOperationError(ctx.getNode(), message, { itemIndex: index });
	return itemOf({ ...ctx.getInputData()[index]?.json, error: message }, index);
}
