import { DEFAULTS } from './description/defaults';
import { STRATEGIES, STRATEGY_NAMES } from './description/strategies';

/** What the outputs expression reads of the node's parameters. All of it may be missing while a workflow is edited. */
export interface OutputParameters {
	readonly models?: { readonly values?: readonly OutputRow[] | null } | null;
	readonly modelsFrom?: string | null;
}

interface OutputRow {
	readonly model?: string | { readonly value?: unknown } | null;
	readonly branchName?: string | null;
	readonly settings?: { readonly enabled?: boolean | null } | null;
}

export interface BranchOutput {
	readonly type: 'main';
	readonly displayName: string;
}

/**
 * The node's outputs: 0 is Fallback, i is row i, a disabled row included, because wires are stored by index.
 *
 * n8n gets this function as text, so it may use nothing from outside, and no two closing braces in a row,
 * which would end the expression around it.
 */
export const configuredOutputs = (parameters: OutputParameters | null | undefined): BranchOutput[] => {
	const rows = parameters?.models?.values;
	const outputs: BranchOutput[] = [{ type: 'main', displayName: 'Fallback' }];
	const taken = ['Fallback'];
	if (!rows || typeof rows !== 'object') return outputs;
	for (let index = 0; index < rows.length; index++) {
		const row = rows[index] || {};
		const model = row.model && typeof row.model === 'object' ? row.model.value : row.model;
		// Of a connected row, what may be left of an id chosen before is not its model.
		const id = typeof model === 'string' && parameters.modelsFrom !== 'connected' ? model.trim() : '';
		const given = typeof row.branchName === 'string' ? row.branchName.trim() : '';
		const plain = given || id.slice(id.indexOf('/') + 1) || 'Model ' + String(index + 1);
		const name = taken.includes(plain) ? plain + ' (' + String(index + 1) + ')' : plain;
		taken.push(name);
		outputs.push({ type: 'main', displayName: row.settings && row.settings.enabled === false ? name + ' (disabled)' : name });
	}
	return outputs;
};

/** The outputs as n8n wants them. */
export const outputsExpression = `={{(${configuredOutputs.toString()})($parameter)}}` as const;

const labels = Object.fromEntries(STRATEGY_NAMES.map((name) => [name, STRATEGIES[name].label]));

/** The line under the node's name: strategy and number of models in play. */
export const subtitleExpression = `={{ ((${JSON.stringify(labels)})[$parameter["strategy"]] || "${STRATEGIES[DEFAULTS.strategy].label}") + ", " + ((n) => n === 1 ? "1 model" : n + " models")((($parameter["models"] || []).values || []).filter((row) => (row.settings || []).enabled !== false).length) }}`;
