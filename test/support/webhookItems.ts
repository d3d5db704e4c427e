import type { WorkflowJson } from '../../scripts/lib/engine';
import { wireTo } from './routerWorkflow';

/** What leads to a node: a Webhook at `path` that answers at once and hands its items on, one by one. */
export function webhookItems(path: string, to: string): Pick<WorkflowJson, 'nodes' | 'connections'> {
	return {
		nodes: [
			{
				id: 'webhook',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [-500, 0],
				webhookId: path,
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
			},
			{
				id: 'split',
				name: 'Split Out',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [-250, 0],
				parameters: { fieldToSplitOut: 'body.items' },
			},
		],
		connections: { Webhook: { main: [[wireTo('Split Out')]] }, 'Split Out': { main: [[wireTo(to)]] } },
	};
}

/** Starts one execution with an item for each text. */
export async function postItems(url: string, path: string, texts: readonly string[]): Promise<void> {
	const response = await fetch(`${url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ items: texts.map((text) => ({ text })) }),
	});
	if (!response.ok) throw new Error(`The webhook answered ${String(response.status)}: ${await response.text()}`);
}
