import { runInNewContext } from 'node:vm';
import { Workflow, type INodeParameters, type INode } from 'n8n-workflow';
import { configuredOutputs, outputsExpression, subtitleExpression } from '../../../nodes/RouteLlmRequest/outputs';
import { STRATEGIES, STRATEGY_NAMES } from '../../../nodes/RouteLlmRequest/description/strategies';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';

const row = (model: string, more: INodeParameters = {}) => ({
	model: { __rl: true, mode: 'list', value: model },
	branchName: '',
	settings: { enabled: true },
	...more,
});
const withRows = (...values: INodeParameters[]) => ({ models: { values } });
const withAny = (...values: unknown[]) => ({ models: { values } });

/** The function as n8n has it: its text alone, in a world without our module. */
function namesAlone(parameters: unknown): string[] {
	const outputs: unknown = runInNewContext(`(${configuredOutputs.toString()})(JSON.parse(text))`, { text: JSON.stringify(parameters) });
	return (JSON.parse(JSON.stringify(outputs)) as { displayName: string; type: string }[]).map(({ displayName, type }) => {
		expect(type).toBe('main');
		return displayName;
	});
}

describe('outputs', () => {
	it('are Fallback first, then one per row, by branch name, else model name, else number', () => {
		expect(namesAlone(withRows(row('openai/gpt-4o-mini', { branchName: ' Cheap ' }), row('openrouter/meta/llama'), row('')))).toEqual([
			'Fallback',
			'Cheap',
			'meta/llama',
			'Model 3',
		]);
	});

	it('keep the port of a disabled row, and say that it is off', () => {
		expect(namesAlone(withRows(row('a/one'), row('a/two', { settings: { enabled: false } }), row('a/three')))).toEqual([
			'Fallback',
			'one',
			'two (disabled)',
			'three',
		]);
	});

	it('have names that differ', () => {
		const names = namesAlone(withRows(row('openai/gpt-4o'), row('azure/gpt-4o'), row('x/y', { branchName: 'Fallback' })));
		expect(names).toEqual(['Fallback', 'gpt-4o', 'gpt-4o (2)', 'Fallback (3)']);
	});

	it.each([null, {}, { models: null }, { models: {} }, { models: { values: null } }, { models: { values: 'x' } }])(
		'are Fallback alone for %j',
		(parameters) => {
			expect(namesAlone(parameters)).toEqual(['Fallback']);
		},
	);

	it.each([[null], ['text'], [7], [{}], [{ model: null, branchName: null, settings: null }], [{ model: 5 }], [{ model: { value: 5 } }]])(
		'survive a row that is %j',
		(broken) => {
			expect(namesAlone(withAny(broken, row('a/b')))).toEqual(['Fallback', 'Model 1', 'b']);
		},
	);

	it('hold nothing that would end the expression early', () => {
		expect(configuredOutputs.toString()).not.toMatch(/\}\}|\{\{/);
	});
});

describe('in n8n', () => {
	const evaluate = (expression: string, parameters: INodeParameters) => {
		const description = { ...new RouteLlmRequest().description };
		const node: INode = { id: '1', name: 'Route', type: 'route', typeVersion: 1, position: [0, 0], parameters };
		const nodeTypes = { getByName: () => ({ description }), getByNameAndVersion: () => ({ description }), getKnownTypes: () => ({}) };
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		const inWorkflow = workflow.getNode('Route');
		if (!inWorkflow) throw new Error('no node');
		return workflow.expression.getSimpleParameterValue(inWorkflow, expression, 'internal', {});
	};
	const names = (parameters: INodeParameters) => {
		const outputs = evaluate(outputsExpression, parameters);
		if (!Array.isArray(outputs)) throw new Error('outputs are no list');
		return outputs.map((output) => (output as { displayName: string }).displayName);
	};

	it('a new node has Fallback and two models', () => {
		expect(names({})).toEqual(['Fallback', 'Model 1', 'Model 2']);
	});

	it('the expression gives one output per row', () => {
		expect(names(withRows(row('a/one'), row('a/two', { settings: { enabled: false } })))).toEqual(['Fallback', 'one', 'two (disabled)']);
	});

	it.each<[INodeParameters, string]>([
		[withRows(row('a/one'), row('a/two')), 'Classifier, 2 models'],
		[{ ...withRows(row('a/one'), row('a/two', { settings: { enabled: false } })), strategy: 'rules' }, 'Rules, 1 model'],
		[{ models: {} }, 'Classifier, 0 models'],
		...STRATEGY_NAMES.map((strategy): [INodeParameters, string] => [{ models: {}, strategy }, `${STRATEGIES[strategy].label}, 0 models`]),
	])('the subtitle tells strategy and number of enabled models: %#', (parameters, subtitle) => {
		expect(evaluate(subtitleExpression, parameters)).toBe(subtitle);
	});

	it('every hint has a condition that n8n can evaluate', () => {
		const shown = (parameters: INodeParameters) =>
			(new RouteLlmRequest().description.hints ?? [])
				.filter((hint) => evaluate(hint.displayCondition ?? '', parameters) === true)
				.map((hint) => hint.message.slice(0, 12));
		expect(shown(withRows(row('a/one'), row('a/two')))).toEqual([]);
		expect(shown(withRows(row('a/one')))).toEqual(['Only one mod']);
		expect(shown(withRows())).toEqual(['No model is ']);
		expect(shown({ ...withRows(row('a/one'), row('a/two')), strategy: 'rules' })).toEqual(['There is no ']);
		const cascade = { ...withRows(row('a/one'), row('a/two')), strategy: 'cascade' };
		expect(shown(cascade)).toEqual(['A cascade is']);
		expect(shown({ ...cascade, qualityChecks: { checks: { values: [{ check: 'refusal' }] } } })).toEqual([]);
		expect(shown({ ...withRows(row('a/one'), row('a/two')), strategy: 'semantic' })).toEqual(['There are no']);
	});
});
