import { runInNewContext } from 'node:vm';
import { Workflow, type INode } from 'n8n-workflow';

import { LlmRouterFeedback } from '../../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { configuredFeedbackOutputs, feedbackOutputsExpression } from '../../../nodes/LlmRouterFeedback/outputs';

/** The function as n8n has it: its text alone, in a world without our module. */
function alone(parameters: unknown): unknown {
	const outputs: unknown = runInNewContext(`(${configuredFeedbackOutputs.toString()})(JSON.parse(text))`, {
		text: JSON.stringify(parameters),
	});
	return JSON.parse(JSON.stringify(outputs));
}

describe('outputs', () => {
	it('are one for everything but Alert, which has a second one behind it', () => {
		expect(alone({ resource: 'alert' })).toEqual([
			{ type: 'main', displayName: 'Checked' },
			{ type: 'main', displayName: 'Alert' },
		]);
		for (const resource of ['outcome', 'decision', 'report', undefined]) expect(alone({ resource })).toEqual([{ type: 'main' }]);
		expect(alone(null)).toEqual([{ type: 'main' }]);
	});

	it('are what n8n makes of the expression', () => {
		const description = new LlmRouterFeedback().description;
		const node = (parameters: INode['parameters']): INode => ({
			id: '1',
			name: 'Feedback',
			type: 'x',
			typeVersion: 1,
			position: [0, 0],
			parameters,
		});
		const outputsOf = (parameters: INode['parameters']) => {
			const nodeTypes = {
				getByName: () => new LlmRouterFeedback(),
				getByNameAndVersion: () => new LlmRouterFeedback(),
				getKnownTypes: () => ({}),
			};
			const workflow = new Workflow({ nodes: [node(parameters)], connections: {}, active: false, nodeTypes });
			const [found] = Object.values(workflow.nodes);
			return found && workflow.expression.getSimpleParameterValue(found, feedbackOutputsExpression, 'internal', {});
		};
		expect(description.outputs).toBe(feedbackOutputsExpression);
		expect(outputsOf({ resource: 'alert' })).toHaveLength(2);
		expect(outputsOf({})).toHaveLength(1);
	});
});
