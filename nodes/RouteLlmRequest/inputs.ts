import { outputsCall, type BranchOutput, type OutputParameters } from './outputs';

/** What the inputs expression reads of the node's parameters. All of it may be missing while a workflow is edited. */
interface InputParameters extends OutputParameters {
	readonly operation?: string | null;
	readonly answer?: { readonly conversation?: string | null } | null;
}

interface PortInput {
	readonly type: 'main' | 'ai_languageModel' | 'ai_memory';
	readonly displayName?: string;
	readonly required?: boolean;
	readonly maxConnections?: number;
}

/**
 * One port per row for connected Chat Models, in the order of the rows. A disabled row keeps its port, because wires
 * are stored by index. Route Only calls no model, so it has no ports.
 *
 * n8n gets this function and the next as text, so the same holds as for the outputs, which they are handed for their labels.
 */
export const modelPorts = (parameters: InputParameters | null | undefined, outputs: readonly BranchOutput[]): PortInput[] => {
	const ports: PortInput[] = [];
	if (!parameters || parameters.modelsFrom !== 'connected' || parameters.operation === 'routeOnly') return ports;
	const rows = (parameters.models && parameters.models.values) || [];
	for (let index = 0; index < rows.length; index++) {
		const row = rows[index] || {};
		const isOff = row.settings?.enabled === false;
		const output = outputs[index + 1];
		const displayName = output ? output.displayName : 'Model ' + String(index + 1);
		ports.push({ type: 'ai_languageModel', displayName: displayName, required: !isOff, maxConnections: 1 });
	}
	return ports;
};

/** The node's inputs: items, the models' ports, and one for a Memory. */
export const configuredInputs = (
	parameters: InputParameters | null | undefined,
	outputs: readonly BranchOutput[],
	portsOf = modelPorts,
): PortInput[] => {
	const inputs: PortInput[] = [{ type: 'main' }, ...portsOf(parameters, outputs)];
	if (parameters?.answer?.conversation === 'memory') inputs.push({ type: 'ai_memory', displayName: 'Memory', maxConnections: 1 });
	return inputs;
};

/** What gives the inputs of `parameters`, the name of a variable, as text that needs nothing else. */
export function inputsCall(parameters: string): string {
	return `(${configuredInputs.toString()})(${parameters}, ${outputsCall(parameters)}, ${modelPorts.toString()})`;
}

/** The inputs as n8n wants them. */
export const inputsExpression = `={{${inputsCall('$parameter')}}}` as const;

/** The same without items and Memory, for a node that is a model itself. */
export const modelPortsExpression = `={{(${modelPorts.toString()})($parameter, ${outputsCall('$parameter')})}}` as const;
