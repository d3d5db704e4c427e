import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { PIECE, type Sliced } from '../../router/learning/slices';

import type { Finished } from './finished';

interface PlaceOptions {
	readonly input: readonly INodeExecutionData[];
	readonly finished: readonly Finished[];
	/** The field an item's answer goes to; `null`: no answer is given here (Route Only), and no field is touched. */
	readonly answerFieldOf: (one: Finished, index: number) => string | null;
	/** `getNodeOutputs().length`: with On Error set to its own output, n8n adds one at the end. */
	readonly outputs: number;
}

/** Every item on exactly one output, in the order they came. */
export function* place({ input, finished, answerFieldOf, outputs }: PlaceOptions): Sliced<INodeExecutionData[][]> {
	const branches: INodeExecutionData[][] = Array.from({ length: outputs }, () => []);
	for (const [index, one] of finished.entries()) {
		const item = input[index];
		const branch = branches[one.slot];
		if (item === undefined || branch === undefined) throw new Error(`There is no output ${String(one.slot)} for item ${String(index)}`);
		branch.push(itemOut(item, index, one, answerFieldOf(one, index)));
		if ((index + 1) % PIECE === 0) yield;
	}
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
