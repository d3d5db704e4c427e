import type { INodeParameters } from 'n8n-workflow';
import { connect, type WorkflowJson } from '../lib/engine';

export const ROUTER_TYPE = 'n8n-nodes-llm-router.routeLlmRequest';
export const TRIGGER = 'Manual Trigger';

/** A workflow of the demo's shape with these models: Manual Trigger → Route LLM Request → one No Operation per branch. */
export function workflowFor(models: readonly string[]): WorkflowJson {
	const branches = ['Fallback', ...models];
	const noOp = (name: string) => ({ name, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} });
	const parameters: INodeParameters = {
		models: { values: models.map((value) => ({ model: { __rl: true, mode: 'id', value }, branchName: value })) },
	};
	return {
		name: 'LLM Router: your prompts',
		nodes: [
			{ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			{
				name: 'Route LLM Request',
				type: ROUTER_TYPE,
				typeVersion: 1,
				parameters,
				credentials: { llmModelRegistryApi: { id: null, name: 'LLM Model Registry' } },
			},
			...branches.map(noOp),
		],
		connections: { ...connect(TRIGGER, ['Route LLM Request']), ...connect('Route LLM Request', branches) },
	};
}
