import type { IExecuteFunctions, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { openSettings } from '../../nodes/RouteLlmRequest/parameters';
import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import type { Asked, ItemRead, NodeSettings } from '../../nodes/RouteLlmRequest/settings';
import { isConfigError } from '../../router/configError';

import { connect, runWorkflow } from './engine';
import { inPanel } from './inPanel';

const TYPE = 'n8n-nodes-llm-router.routeLlmRequest';
export const row = (value: string, more: INodeParameters = {}) => ({ model: { __rl: true, mode: 'id', value }, ...more });
/** Two rows of Models. */
export const two = { values: [row('a/one'), row('b/two')] };
type Read = NodeSettings & Asked;

/** What n8n's own parameter reading makes of these parameters, item by item; an error where one was thrown. */
export async function readAll(parameters: object, json?: INodeExecutionData['json'][]): Promise<(Read | Error)[]> {
	const seen = await readItems(parameters, json);
	return seen.map((one) => {
		if (one instanceof Error) return one;
		const { settings, ...asked } = one;
		return { ...settings, ...asked };
	});
}

/** The same, with the settings apart that items may share. */
export async function readItems(parameters: object, json: INodeExecutionData['json'][] = [{ text: 'Hi' }]): Promise<(ItemRead | Error)[]> {
	const seen: (ItemRead | Error)[] = [];
	const probe: INodeType = {
		description: { ...new RouteLlmRequest().description, credentials: [] },
		async execute(this: IExecuteFunctions) {
			const opened = openSettings(this);
			for (const index of this.getInputData().keys()) {
				try {
					seen.push((await opened)(index));
				} catch (error) {
					seen.push(error instanceof Error ? error : new Error(String(error)));
				}
			}
			return [[]];
		},
	};
	const { error } = await runWorkflow({
		workflow: {
			nodes: [
				{ name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				{ name: 'Route', type: TYPE, typeVersion: 1, parameters: inPanel({ ...parameters }) },
			],
			connections: connect('Trigger', ['Route']),
		},
		items: json.map((data) => ({ json: data })),
		package: { nodes: { [TYPE]: probe }, credentials: {} },
	});
	if (error) throw error;
	return seen;
}

export async function read(parameters: object = {}, json: INodeExecutionData['json'] = { text: 'Hi' }): Promise<Read> {
	const [settings] = await readAll({ models: two, ...parameters }, [json]);
	if (settings === undefined || settings instanceof Error) throw settings ?? new Error('nothing was read');
	return settings;
}

export async function errorOf(parameters: object, json: INodeExecutionData['json'] = { text: 'Hi' }): Promise<string> {
	const [error] = await readAll({ models: two, ...parameters }, [json]);
	if (!isConfigError(error)) throw new Error(error instanceof Error ? `no ConfigError: ${error.message}` : 'no error');
	return error.message;
}
