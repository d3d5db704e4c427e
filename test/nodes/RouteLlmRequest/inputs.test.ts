import { runInNewContext } from 'node:vm';
import { Workflow, type INode, type INodeParameters } from 'n8n-workflow';
import { inputsCall, inputsExpression, modelPortsExpression } from '../../../nodes/RouteLlmRequest/inputs';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';

const rows = (...values: unknown[]) => ({ models: { values } });
const port = (displayName: string, required = true) => ({ type: 'ai_languageModel', displayName, required, maxConnections: 1 });
const MAIN = { type: 'main' };
const MEMORY = { type: 'ai_memory', displayName: 'Memory', maxConnections: 1 };

/** The functions as n8n has them: their text alone, in a world without our modules. */
function alone(parameters: unknown): unknown {
	const text = `const p = JSON.parse(text); ${inputsCall('p')}`;
	return JSON.parse(JSON.stringify(runInNewContext(text, { text: JSON.stringify(parameters) })));
}

describe('inputs', () => {
	it.each([null, {}, rows({ branchName: 'A' }), { modelsFrom: 'registry', ...rows({ branchName: 'A' }) }])(
		'are the items alone for %j',
		(parameters) => {
			expect(alone(parameters)).toEqual([MAIN]);
		},
	);

	it('are one port per row, labelled as its output; a disabled row keeps its port', () => {
		const models = rows(
			{ branchName: ' Cheap ' },
			{ model: { value: 'openai/left-over' } },
			{ branchName: 'Strong', settings: { enabled: false } },
			null,
		);
		expect(alone({ modelsFrom: 'connected', ...models })).toEqual([
			MAIN,
			port('Cheap'),
			port('Model 2'),
			port('off Strong', false),
			port('Model 4'),
		]);
	});

	it('are none for models under Route Only, which calls none', () => {
		expect(alone({ modelsFrom: 'connected', operation: 'routeOnly', ...rows({}) })).toEqual([MAIN]);
		expect(alone({ modelsFrom: 'connected', operation: 'routeAndAnswer', ...rows({}) })).toEqual([MAIN, port('Model 1')]);
	});

	it('have a port for a Memory where the conversation comes from one', () => {
		expect(alone({ answer: { conversation: 'memory' } })).toEqual([MAIN, MEMORY]);
		expect(alone({ answer: { conversation: 'memory' }, modelsFrom: 'connected', ...rows({}) })).toEqual([MAIN, port('Model 1'), MEMORY]);
		expect(alone({ conversation: 'none' })).toEqual([MAIN]);
	});

	it.each([{ models: null }, { models: { values: null } }, { models: { values: 'x' } }])('survive %j', (models) => {
		expect(alone({ modelsFrom: 'connected', ...models })).toEqual(expect.arrayContaining([MAIN]));
	});

	it.each([inputsExpression, modelPortsExpression])('hold nothing that would end the expression early', (expression) => {
		expect(expression.slice(3, -2)).not.toMatch(/\}\}|\{\{/);
	});
});

it('in n8n, the expression gives them, and the model field of a connected row is gone', () => {
	const { description } = new RouteLlmRequest();
	const evaluate = (parameters: INodeParameters) => {
		const node: INode = { id: '1', name: 'Route', type: 'route', typeVersion: 1, position: [0, 0], parameters };
		const nodeTypes = { getByName: () => ({ description }), getByNameAndVersion: () => ({ description }), getKnownTypes: () => ({}) };
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		const stored = workflow.getNode('Route');
		if (!stored) throw new Error('no node');
		return { inputs: workflow.expression.getSimpleParameterValue(stored, inputsExpression, 'internal', {}), stored };
	};
	expect(evaluate({}).inputs).toEqual([MAIN]);
	const { inputs, stored } = evaluate({
		modelsFrom: 'connected',
		models: { values: [{ model: { __rl: true, mode: 'id', value: 'a/b' }, branchName: 'A' }] },
	});
	expect(inputs).toEqual([MAIN, port('A')]);
	expect(stored.parameters['models']).toEqual({ values: [expect.not.objectContaining({ model: expect.anything() })] });
});
