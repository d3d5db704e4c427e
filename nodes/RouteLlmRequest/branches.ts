import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { z } from '../../vendor/zod';

import type { Finished } from './finished';

interface PlaceOptions {
	readonly input: readonly INodeExecutionData[];
	readonly finished: readonly Finished[];
	/** The field the answer goes to, by item; `null`: no answer is given here (Route Only), and no field is touched. */
	readonly answerFields: readonly (string | null)[];
	/** `getNodeOutputs().length`: with On Error set to its own output, n8n adds one at the end. */
	readonly outputs: number;
}

/** Every item on exactly one output, in the order they came. */
export function place({ input, finished, answerFields, outputs }: PlaceOptions): INodeExecutionData[][] {
	const branches: INodeExecutionData[][] = Array.from({ length: outputs }, () => []);
	finished.forEach((one, index) => {
		const item = input[index];
		const branch = branches[one.slot];
		if (item === undefined || branch === undefined) throw new Error(`There is no output ${String(one.slot)} for item ${String(index)}`);
		branch.push(itemOut(item, index, one, answerFields[index] ?? null));
	});
	return branches;
}

/** json and binary only: an `item.error` that came along would send the item to n8n's error output. */
function itemOut(item: INodeExecutionData, index: number, one: Finished, answerField: string | null): INodeExecutionData {
	const json: IDataObject = { ...item.json, llmRoute: one.llmRoute };
	// An answer that came along, such as of an earlier model, would pass for this one's.
	if (answerField !== null && one.slot === 0) delete json[answerField];
	if (answerField !== null && one.answer !== null) json[answerField] = one.answer;
	return { json, ...(item.binary !== undefined && { binary: item.binary }), pairedItem: { item: index } };
}

/**
 * Whether a wire leaves output 0. Where n8n does not tell, it is taken to be there: the item is then seen in
 * the output pane at least.
 */
export function isFallbackConnected(ctx: Pick<IExecuteFunctions, 'getNode' | 'getChildNodes'>): boolean {
	if (!tellsConnections(ctx) || partialRun.safeParse(ctx).success) return true;
	const { name } = ctx.getNode();
	return ctx.getChildNodes(name).some((child) => {
		const inputs = connectionsSchema.safeParse(ctx.getConnections(child, 'main')).data ?? [];
		return inputs.some((wires) => wires?.some((wire) => wire.node === name && wire.index === 0) ?? false);
	});
}

/** Execute Step hands the node a workflow cut off behind the destination: the wires after it are not in there. */
const partialRun = z.object({
	runExecutionData: z.object({ startData: z.object({ destinationNode: z.unknown().refine((node) => Boolean(node)) }) }),
});

const connectionsSchema = z.array(z.array(z.object({ node: z.string(), index: z.number() })).nullish());

/** n8n has it and its types do not. */
function tellsConnections(ctx: object): ctx is { getConnections(destination: object, type: string): unknown } {
	return 'getConnections' in ctx && typeof ctx.getConnections === 'function';
}
