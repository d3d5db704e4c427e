import { existsSync } from 'node:fs';
import path from 'node:path';
import type { INodeType, IVersionedNodeType } from 'n8n-workflow';

import { N8N_VERSION } from '../../scripts/lib/n8n/install';
import { sharedCache } from '../../scripts/lib/paths';
import { itemsOf, measured, median, runRouter, wallMs } from './workflows';

export interface RouteOnlySpeed {
	readonly items: number;
	readonly nodeMs: number;
	/** n8n's Switch with two rules; `null` where no n8n is installed beside the checkout to take it from. */
	readonly switchMs: number | null;
}

const SWITCH = 'n8n-nodes-base.switch';

/** Route Only beside n8n's own Switch on the same items, in turns. */
export async function measureRouteOnly({
	items: count,
	rounds,
}: {
	readonly items: number;
	readonly rounds: number;
}): Promise<RouteOnlySpeed> {
	const items = itemsOf(count);
	const stock = await stockSwitch();
	const node = () => runRouter('http://127.0.0.1:9/v1', items, { operation: 'routeOnly', modelsFrom: 'registry', threshold: 0.5 });
	const beside = async () => {
		if (stock !== null)
			await measured({
				type: SWITCH,
				typeVersion: stock.description.defaultVersion ?? 1,
				parameters: SWITCH_RULES,
				items,
				nodeTypes: { [SWITCH]: stock },
				outputs: 3,
			});
	};
	await node();
	await beside();
	const seen = { node: [] as number[], beside: [] as number[] };
	for (let round = 0; round < rounds; round++) {
		seen.node.push(await wallMs(node));
		seen.beside.push(await wallMs(beside));
	}
	return { items: count, nodeMs: median(seen.node), switchMs: stock === null ? null : median(seen.beside) };
}

/** n8n-core brings no stock nodes; the n8n that the end-to-end tests install does. */
async function stockSwitch(): Promise<INodeType | IVersionedNodeType | null> {
	const file = path.join(sharedCache(), `n8n-${N8N_VERSION}`, 'node_modules/n8n-nodes-base/dist/nodes/Switch/Switch.node.js');
	if (!existsSync(file)) return null;
	const { Switch } = (await import(file)) as { Switch: new () => IVersionedNodeType };
	return new Switch();
}

const rule = (word: string) => ({
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		combinator: 'and',
		conditions: [{ leftValue: '={{ $json.text }}', rightValue: word, operator: { type: 'string', operation: 'contains' } }],
	},
});
const SWITCH_RULES = { rules: { values: [rule('7:'), rule('3:')] }, options: { fallbackOutput: 'extra' } };
