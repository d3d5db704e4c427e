import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { Workflow, type INodeParameters, type INode } from 'n8n-workflow';
import { branchLabels, outputsCall, outputsExpression, subtitleExpression } from '../../../nodes/RouteLlmRequest/outputs';
import { STRATEGIES, STRATEGY_NAMES } from '../../../nodes/RouteLlmRequest/description/strategies';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';

const row = (model: string, more: INodeParameters = {}) => ({
	model: { __rl: true, mode: 'list', value: model },
	branchName: '',
	settings: { enabled: true },
	...more,
});
const withRows = (...values: INodeParameters[]) => ({ models: { values } });
const FALLBACK = 'Fallback (failures)';
const isNamed = (value: unknown) =>
	typeof value === 'object' &&
	value !== null &&
	'branchName' in value &&
	typeof value.branchName === 'string' &&
	value.branchName.trim() !== '';
const withAny = (...values: unknown[]) => ({ models: { values } });

/** The function as n8n has it: its text alone, in a world without our module. */
function namesAlone(parameters: unknown): string[] {
	const outputs: unknown = runInNewContext(`const p = JSON.parse(text); ${outputsCall('p')}`, { text: JSON.stringify(parameters) });
	return (JSON.parse(JSON.stringify(outputs)) as { displayName: string; type: string }[]).map(({ displayName, type }) => {
		expect(type).toBe('main');
		return displayName;
	});
}

describe('outputs', () => {
	it('are Fallback first, which says that it is for failures, then one per row: branch name, else model, else number', () => {
		const rows = [row('openai/gpt-4o-mini', { branchName: ' Cheap ' }), row('openrouter/meta/llama-4'), row('')];
		expect(namesAlone(withRows(...rows))).toEqual([FALLBACK, 'Cheap', 'llama-4', 'Model 3']);
	});

	it.each<[string[], string[]]>([
		[
			['openai/gpt-5-mini', 'openai/gpt-5-nano'],
			['mini', 'nano'],
		],
		[
			['openai/gpt-5-mini', 'openai/gpt-5-nano', 'openai/gpt-5-mini-2025-08-07'],
			['mini', 'nano', '3 mini'],
		],
		[
			['openai/gpt-4o', 'openai/gpt-4o-mini'],
			['4o', '4o-mini'],
		],
		// Nothing is left of a name, and a number alone is not one.
		[
			['openai/gpt-5', 'openai/gpt-5-mini'],
			['gpt-5', 'gpt-5-mini'],
		],
		[
			['openai/gpt-4.1', 'openai/gpt-5'],
			['gpt-4.1', 'gpt-5'],
		],
		[
			['anthropic/claude-haiku-4-5-20251001', 'anthropic/claude-sonnet-4-5'],
			['haiku-4-5', 'sonnet-4-5'],
		],
		[
			['openai/gpt-4o-2024-08-06', 'groq/llama-3.1-8b-instant'],
			['gpt-4o', 'llama-3.1-8b-instant'],
		],
		// Others do not keep a family from being told apart.
		[
			['gemini/gemini-3.5-flash-lite', 'xai/grok-4', 'gemini/gemini-3.5-pro'],
			['flash-lite', 'grok-4', 'pro'],
		],
		[
			['openrouter/meta-llama/llama-4', 'openrouter/x/'],
			['llama-4', 'x'],
		],
		[
			['openai/gpt-4o', 'azure/gpt-4o'],
			['gpt-4o', '2 gpt-4o'],
		],
		[['openai/gpt-5-mini'], ['gpt-5-mini']],
		[
			['custom1/2024-08-06', 'custom1/-2024-08-06'],
			['2024-08-06', '-2024-08-06'],
		],
		// A label of spaces says nothing.
		[['/ /'], ['Model 1']],
		[['openai/ -2024-08-06'], ['-2024-08-06']],
		[['openai/x -2024-08-06'], ['x']],
	])('of %j are %j', (models, labels) => {
		expect(namesAlone(withRows(...models.map((model) => row(model))))).toEqual([FALLBACK, ...labels]);
	});

	it('begin with the effort where one model has several rows, and only there', () => {
		const effort = (model: string, reasoningEffort: string) => row(model, { settings: { reasoningEffort } });
		const names = namesAlone(withRows(effort('openai/gpt-5', 'high'), effort('openai/gpt-5', 'low'), effort('openai/o4', 'low')));
		expect(names).toEqual([FALLBACK, 'high gpt-5', 'low gpt-5', 'o4']);
		expect(namesAlone(withRows(effort('openai/gpt-5', 'high'), row('openai/gpt-5'), effort('openai/gpt-5', 'high')))).toEqual([
			FALLBACK,
			'high gpt-5',
			'gpt-5',
			'3 high gpt-5',
		]);
	});

	it('of connected Chat Models, do not show the model that was chosen before', () => {
		const rows = [row('openai/gpt-5'), row('openai/gpt-5', { branchName: 'Strong' })];
		expect(namesAlone({ modelsFrom: 'connected', ...withRows(...rows) })).toEqual([FALLBACK, 'Model 1', 'Strong']);
	});

	it('keep the port of a disabled row, and say first that it is off', () => {
		const rows = [row('a/one'), row('a/two', { settings: { enabled: false } }), row('a/three', { settings: { enabled: false } })];
		expect(namesAlone(withRows(...rows))).toEqual([FALLBACK, 'one', 'off two', 'off three']);
		// What items are told is the name alone.
		expect(branchLabels(withRows(...rows))).toEqual(['one', 'two', 'three']);
	});

	it('keep a branch name as it was given, wherever the row is; a second one gets its number first', () => {
		const named = (branchName: string) => row('x/y', { branchName });
		expect(namesAlone(withRows(row('a/Cheap'), named('Cheap'), named('Cheap'), named('Fallback')))).toEqual([
			FALLBACK,
			'1 Cheap',
			'Cheap',
			'3 Cheap',
			'4 Fallback',
		]);
	});

	it('differ, those of unnamed rows within what the canvas shows, whatever the rows are', () => {
		const word = fc.constantFrom(
			'gpt',
			'-',
			'mini',
			'5',
			'-2024-08-06',
			'/',
			'off ',
			'2 ',
			'Fallback',
			' ',
			'Model ',
			'.1',
			'4o',
			'openai/',
		);
		const words = fc.array(word, { maxLength: 6 }).map((parts) => parts.join(''));
		const anyRow = fc.oneof(
			fc.record({ model: words, branchName: fc.oneof(fc.constant(''), words), settings: fc.record({ enabled: fc.boolean() }) }),
			fc.record({ model: words, settings: fc.record({ enabled: fc.boolean(), reasoningEffort: fc.constantFrom('', 'low', 'maximum') }) }),
			fc.jsonValue(),
		);
		fc.assert(
			fc.property(fc.array(anyRow, { maxLength: 8 }), fc.constantFrom('registry', 'connected', 7), (values, modelsFrom) => {
				const names = namesAlone({ modelsFrom, models: { values } });
				expect(names).toHaveLength(values.length + 1);
				expect(new Set(names).size).toBe(names.length);
				const bare = names.map((name) => name.replace(/^(off )+/, '').slice(0, 10));
				const unnamed = bare.filter((_, index) => index > 0 && !isNamed(values[index - 1]));
				for (const name of unnamed) expect(bare.filter((one) => one === name)).toEqual([name]);
				for (const name of names) expect(name.trim()).not.toBe('');
			}),
			{ numRuns: 500 },
		);
	});

	it.each([null, {}, { models: null }, { models: {} }, { models: { values: null } }, { models: { values: 'x' } }])(
		'are Fallback alone for %j',
		(parameters) => {
			expect(namesAlone(parameters)).toEqual([FALLBACK]);
		},
	);

	it.each([[null], ['text'], [7], [{}], [{ model: null, branchName: null, settings: null }], [{ model: 5 }], [{ model: { value: 5 } }]])(
		'survive a row that is %j',
		(broken) => {
			expect(namesAlone(withAny(broken, row('a/b')))).toEqual([FALLBACK, 'Model 1', 'b']);
		},
	);

	it('hold nothing that would end the expression early', () => {
		expect(outputsExpression.slice(3, -2)).not.toMatch(/\}\}|\{\{/);
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
		expect(names({})).toEqual([FALLBACK, 'Model 1', 'Model 2']);
	});

	it('the expression gives one output per row', () => {
		expect(names(withRows(row('a/one'), row('a/two', { settings: { enabled: false } })))).toEqual([FALLBACK, 'one', 'off two']);
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
