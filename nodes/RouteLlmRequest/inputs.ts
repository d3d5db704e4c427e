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
 * The node's inputs: items, one port per row for connected Chat Models, in the order of the rows, and one for a
 * Memory. A disabled row keeps its port, because wires are stored by index. Route Only calls no model, so it has no ports.
 *
 * n8n gets this function as text, so the same holds as for the outputs, which it is handed for their labels.
 */
export const configuredInputs = (parameters: InputParameters | null | undefined, outputs: readonly BranchOutput[]): PortInput[] => {
	const inputs: PortInput[] = [{ type: 'main' }];
	if (!parameters) return inputs;
	if (parameters.modelsFrom === 'connected' && parameters.operation !== 'routeOnly') {
		const rows = (parameters.models && parameters.models.values) || [];
		for (let index = 0; index < rows.length; index++) {
			const row = rows[index] || {};
			const isOff = row.settings?.enabled === false;
			const output = outputs[index + 1];
			const displayName = output ? output.displayName : 'Model ' + String(index + 1);
			inputs.push({ type: 'ai_languageModel', displayName: displayName, required: !isOff, maxConnections: 1 });
		}
	}
	if ((parameters.answer || {}).conversation === 'memory') inputs.push({ type: 'ai_memory', displayName: 'Memory', maxConnections: 1 });
	return inputs;
};

/** The inputs as n8n wants them. */
export const inputsExpression = `={{(${configuredInputs.toString()})($parameter, ${outputsCall('$parameter')})}}` as const;
