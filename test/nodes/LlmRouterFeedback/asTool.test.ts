import { NodeConnectionTypes, type IExecuteFunctions, type INodeType } from 'n8n-workflow';

import { LlmRouterFeedback } from '../../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { decide, forgetAll, logged } from '../../support/auditRun';
import { runWorkflow } from '../../support/engine';
import { FEEDBACK_TYPE, openLedger, sources } from '../../support/routeNode';

/** Stands for an agent: calls the one tool it has with what each item says. */
const agent: INodeType = {
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Agent' },
		inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		const [tool] = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as { invoke(asked: object): Promise<unknown> }[];
		const said = [];
		for (const { json } of this.getInputData()) said.push({ json: { said: await tool?.invoke(json) } as never });
		return [said];
	},
};

/** As n8n makes a tool of a node that says it is usable as one. */
function toolOf(): INodeType {
	const node = new LlmRouterFeedback();
	const { usableAsTool, ...description } = node.description;
	expect(usableAsTool).toBe(true);
	return Object.assign(node, {
		description: { ...description, name: 'llmRouterFeedbackTool', inputs: [], outputs: [NodeConnectionTypes.AiTool] },
	});
}

it('an agent records what a user says of an answer, and with On Error set to Continue hears what is wrong', async () => {
	const log = await openLedger();
	try {
		await decide('known');
		const parameters = {
			descriptionType: 'auto',
			decisionId: "={{ $fromAI('id', 'the answer', 'string') }}",
			rating: "={{ $fromAI('rating', 'up or down', 'string') }}",
		};
		const ran = await runWorkflow({
			package: sources,
			nodeTypes: { 'test.agent': agent, [`${FEEDBACK_TYPE}Tool`]: toolOf() },
			items: [{ json: { id: 'known', rating: 'up' } }, { json: { id: 'unknown', rating: 'up' } }],
			workflow: {
				id: 'wf',
				nodes: [
					{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
					{ name: 'Agent', type: 'test.agent', typeVersion: 1, parameters: {} },
					{ name: 'Feedback', type: `${FEEDBACK_TYPE}Tool`, typeVersion: 1, parameters, onError: 'continueRegularOutput' },
				],
				connections: {
					Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
					Feedback: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
				},
			},
			startNode: 'Start',
		});
		expect(ran.error).toBeUndefined();
		const said = ran.items('Agent').map(({ json }) => JSON.stringify(json['said']));
		expect(said[0]).toContain('stored');
		expect(said[1]).toContain('is not in the log');
		expect((await logged('known'))[0]?.outcomes).toMatchObject([{ score: 1, source: 'user' }]);
	} finally {
		await forgetAll();
		await log.close();
	}
});
