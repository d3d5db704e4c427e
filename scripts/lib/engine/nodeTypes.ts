import {
	NodeConnectionTypes,
	NodeHelpers,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

/** What a node written for a test does with its first input; the return value is its outputs. */
export type CodeFunction = (
	items: INodeExecutionData[],
	context: IExecuteFunctions,
) => INodeExecutionData[][] | Promise<INodeExecutionData[][]>;

export type NodeTypesByName = Readonly<Record<string, INodeType | IVersionedNodeType>>;

/** The registry n8n-core looks node types up in. */
export function nodeTypesOf(types: NodeTypesByName): INodeTypes {
	const known = (name: string) => {
		const type = types[name];
		if (!type) throw new Error(`This engine does not know the node type "${name}"; it knows ${Object.keys(types).join(', ')}.`);
		return type;
	};
	return {
		getByName: known,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(known(name), version),
		getKnownTypes: () => ({}),
	};
}

/** n8n-core brings no stock nodes; this stands in for Manual Trigger and emits the given items. */
export function manualTrigger(items: readonly INodeExecutionData[]): INodeType {
	return {
		description: { ...describe('manualTrigger', 'Manual Trigger', 1), group: ['trigger'], inputs: [] },
		// A trigger starts with the engine's own empty item; what it emits is ours, copied so that runs do not share objects.
		execute: () => Promise.resolve([structuredClone([...items])]),
	};
}

/** Stands in for No Operation: passes its items on. */
export const noOp: INodeType = codeNode((items) => [items], { name: 'noOp', displayName: 'No Operation, do nothing' });

/** A node whose work is the given function: it may throw, or return items that carry an error. */
export function codeNode(
	run: CodeFunction,
	{ name = 'code', displayName = 'Code', outputs = 1 }: { name?: string; displayName?: string; outputs?: number } = {},
): INodeType {
	return {
		description: describe(name, displayName, outputs),
		async execute(this: IExecuteFunctions) {
			return await run(this.getInputData(), this);
		},
	};
}

function describe(name: string, displayName: string, outputs: number): INodeTypeDescription {
	return {
		name,
		displayName,
		group: ['transform'],
		version: 1,
		description: displayName,
		defaults: { name: displayName },
		inputs: [NodeConnectionTypes.Main],
		outputs: Array.from({ length: outputs }, () => NodeConnectionTypes.Main),
		properties: [],
	};
}
