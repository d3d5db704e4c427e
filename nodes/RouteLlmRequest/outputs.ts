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
	readonly settings?: { readonly enabled?: unknown; readonly reasoningEffort?: unknown } | null | undefined;
}

export interface BranchOutput {
	readonly type: 'main';
	readonly displayName: string;
}

/**
 * By row, what an unnamed row is called. The path of the vendor, the date, and what it shares with others up to a
 * separator are left out; rows of one model begin with their effort. Empty: it has no model.
 *
 * n8n gets this function and the next two as text, so they may use nothing from outside but what they are handed,
 * and no two closing braces in a row, which would end the expression around them.
 */
export const shortNames = (rows: readonly OutputRow[], areConnected: boolean): string[] => {
	const texts = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
	const ids: string[] = [];
	const names: string[] = [];
	for (let index = 0; index < rows.length; index++) {
		const model = (rows[index] || {}).model;
		// Of a connected row, what may be left of an id chosen before is not its model.
		ids[index] = areConnected ? '' : texts(model && typeof model === 'object' ? model.value : model);
		const path = (ids[index] || '')
			.split('/')
			.map(texts)
			.filter((part) => part !== '');
		const name = path.length > 0 ? String(path[path.length - 1]) : '';
		names[index] = name.replace(/[-@](\d\d\d\d-?\d\d-?\d\d)$/, '').trim() || name;
	}
	const family = (name: string) => name.split(/[-_:. ]/)[0];
	return names.map((name, index) => {
		const sisters = names.filter((one, at) => one !== '' && family(one) === family(name) && !texts((rows[at] || {}).branchName));
		let shared = 0;
		for (let at = 1; at < name.length; at++) {
			const start = name.slice(0, at);
			if (/[-_: ]$/.test(start) && sisters.every((one) => one.startsWith(start))) shared = at;
		}
		// A number alone says less than the whole name, so it is all of them or none.
		const differ = sisters.some((one) => one !== sisters[0]) && sisters.every((one) => /[a-z]/i.test(one.slice(shared)));
		const effort = texts((rows[index] || {}).settings?.reasoningEffort);
		const twice = name !== '' && ids.some((id, at) => at !== index && id === ids[index]);
		return (twice && effort ? effort + ' ' : '') + (differ ? name.slice(shared) : name);
	});
};

/**
 * By row: the branch name, else the short name of its model, else its number. Labels differ from each other and from
 * Fallback; those of unnamed rows do so within the ten characters that the canvas shows.
 */
export const branchLabels = (parameters: OutputParameters | null | undefined, namesOf = shortNames): string[] => {
	const values = parameters?.models?.values;
	const rows = values && typeof values === 'object' ? values : [];
	const short = namesOf(rows, parameters?.modelsFrom === 'connected');
	const labels: string[] = [];
	// What is behind the mark of a disabled row has to differ, too.
	const bare = (label: string) => label.replace(/^(off )+/, '');
	const taken = ['Fallback', 'Fallback (failures)'];
	const numbered = (index: number, name: string, isTaken: (label: string) => boolean) => {
		let label = String(index + 1) + ' ' + name;
		for (let more = 1; isTaken(label); more++) label = String(index + 1) + '.' + String(more) + ' ' + name;
		return label;
	};
	for (let index = 0; index < rows.length; index++) {
		const given = (rows[index] || {}).branchName;
		const name = typeof given === 'string' ? given.trim() : '';
		if (name === '') continue;
		const isTaken = (label: string) => taken.includes(bare(label));
		labels[index] = isTaken(name) ? numbered(index, name, isTaken) : name;
		taken.push(bare(labels[index] || ''));
	}
	const seen = taken.map((label) => label.slice(0, 10));
	for (let index = 0; index < rows.length; index++) {
		if (labels[index]) continue;
		const name = short[index] || 'Model ' + String(index + 1);
		const isTaken = (label: string) => seen.includes(bare(label).slice(0, 10));
		labels[index] = isTaken(name) ? numbered(index, name, isTaken) : name;
		seen.push(bare(labels[index] || '').slice(0, 10));
	}
	return labels;
};

/** The node's outputs: 0 is Fallback, i is row i, a disabled row included, because wires are stored by index. */
export const configuredOutputs = (
	parameters: OutputParameters | null | undefined,
	labelsOf = branchLabels,
	namesOf = shortNames,
): BranchOutput[] => {
	const rows = parameters?.models?.values || [];
	const outputs: BranchOutput[] = [{ type: 'main', displayName: 'Fallback (failures)' }];
	labelsOf(parameters, namesOf).forEach((label, index) => {
		const row = rows[index] || {};
		const isOff = row.settings?.enabled === false;
		outputs.push({ type: 'main', displayName: (isOff ? 'off ' : '') + label });
	});
	return outputs;
};

/** What gives the outputs of `parameters`, the name of a variable, as text that needs nothing else. */
export function outputsCall(parameters: string): string {
	return `(${configuredOutputs.toString()})(${parameters}, ${branchLabels.toString()}, ${shortNames.toString()})`;
}

/** The outputs as n8n wants them. */
export const outputsExpression = `={{ ${outputsCall('$parameter')} }}` as const;

const labels = Object.fromEntries(STRATEGY_NAMES.map((name) => [name, STRATEGIES[name].label]));

/** The line under the node's name: strategy and number of models in play. */
export const subtitleExpression = `={{ ((${JSON.stringify(labels)})[$parameter["strategy"]] || "${STRATEGIES[DEFAULTS.strategy].label}") + ", " + ((n) => n === 1 ? "1 model" : n + " models")((($parameter["models"] || []).values || []).filter((row) => (row.settings || []).enabled !== false).length) }}`;
