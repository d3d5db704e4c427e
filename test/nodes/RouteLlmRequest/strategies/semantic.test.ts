import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { semanticFields } from '../../../../nodes/RouteLlmRequest/description/semantic';
import { createReader, type SemanticSettings } from '../../../../nodes/RouteLlmRequest/strategies/semantic';
import { RouteLlmRequest } from '../../../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import { createModelNames } from '../../../../nodes/RouteLlmRequest/parameters/modelNames';
import { readModelRows } from '../../../../nodes/RouteLlmRequest/parameters/models';
import { isConfigError } from '../../../../router/configError';
import { connect, runWorkflow } from '../../../support/engine';
import { inPanel } from '../../../support/inPanel';

const TYPE = 'n8n-nodes-llm-router.routeLlmRequest';
const models = { values: ['a/one', 'b/two'].map((value) => ({ model: { __rl: true, mode: 'id', value } })) };
const examples = {
	values: [
		{ model: 'a/one', examples: 'Where is my invoice?\r\n\n  I was charged twice  \n' },
		{ model: 'b/two', examples: '={{ $json.text }}' },
	],
};
const provider = (value: string) => ({ embeddings: 'provider', embeddingModel: { __rl: true, mode: 'id', value } });

/** What n8n's own parameter reading makes of these parameters, item by item. */
async function readAll(parameters: object, texts: readonly string[] = ['Hi']): Promise<SemanticSettings[]> {
	const seen: SemanticSettings[] = [];
	let thrown: unknown = null;
	const { description } = new RouteLlmRequest();
	const probe: INodeType = {
		description: { ...description, credentials: [] },
		async execute(this: IExecuteFunctions) {
			try {
				const rows = readModelRows(this.getNodeParameter('models.values', 0, []));
				const read = createReader(this, { names: createModelNames(rows), modelsFrom: 'registry', rows });
				this.getInputData().forEach((_item, index) => seen.push(read(index).settings as SemanticSettings));
			} catch (error) {
				thrown = error;
			}
			return [[]];
		},
	};
	const { error } = await runWorkflow({
		workflow: {
			nodes: [
				{ name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				{ name: 'Route', type: TYPE, typeVersion: 1, parameters: inPanel({ models, strategy: 'semantic', examples, ...parameters }) },
			],
			connections: connect('Trigger', ['Route']),
		},
		items: texts.map((text) => ({ json: { text, margin: 0.3 } })),
		package: { nodes: { [TYPE]: probe }, credentials: {} },
	});
	if (error ?? thrown) throw error ?? thrown;
	return seen;
}

async function errorOf(parameters: object): Promise<string> {
	const error: unknown = await readAll(parameters).catch((caught: unknown) => caught);
	if (!isConfigError(error)) throw new Error(`no ConfigError: ${String(error)}`);
	return error.message;
}

describe('the semantic settings', () => {
	it('are the panel’s defaults where nothing is set', async () => {
		expect(await readAll({})).toMatchObject([{ margin: 0.02, defaultModelId: null, embeddings: { kind: 'lexical' } }]);
		expect(Object.fromEntries(semanticFields.map((field) => [field.name, field.default]))).toMatchObject({
			margin: 0.02,
			embeddings: 'lexical',
		});
	});

	it('hold one example per line, the same for all items and never resolved', async () => {
		const [first, second] = await readAll({}, ['secret one', 'secret two']);
		expect(first?.examples).toEqual([
			{ modelId: 'a/one', text: 'Where is my invoice?' },
			{ modelId: 'a/one', text: 'I was charged twice' },
			{ modelId: 'b/two', text: '{{ $json.text }}' },
		]);
		expect(second?.examples).toBe(first?.examples);
		expect(first?.definition).toMatchObject([{ model: 'a/one', examples: examples.values[0]?.examples }, { model: 'b/two' }]);
	});

	describe('with Good At in the rows', () => {
		const [one, two] = [' Invoices\nand payments ', 'Medical questions'];
		const described = (...all: { goodAt?: string; enabled?: boolean }[]) => ({
			models: { values: all.map((settings, n) => ({ model: { __rl: true, mode: 'id', value: `a/${String(n)}` }, settings })) },
		});
		const own = { examples: { values: [{ model: 'a/0', examples: 'Where is my invoice?' }] } };

		it('start from it for models without examples of their own, which are enabled', async () => {
			const models = described({ goodAt: one }, { goodAt: two }, {}, { goodAt: 'Code', enabled: false });
			const [read] = await readAll({ ...models, ...own });
			expect(read?.examples).toEqual([
				{ modelId: 'a/0', text: 'Where is my invoice?' },
				{ modelId: 'a/1', text: two, from: 'goodAt' },
			]);
		});

		it('need no examples at all, and the policy hash reads it', async () => {
			const [read] = await readAll({ ...described({ goodAt: one }, { goodAt: two }), examples: {} });
			expect(read?.examples.map(({ text }) => text)).toEqual([one.trim(), two]);
			const [other] = await readAll({ ...described({ goodAt: one }, { goodAt: 'Code' }), examples: {} });
			expect(JSON.stringify(other?.definition)).not.toBe(JSON.stringify(read?.definition));
		});

		it('is no part of the policy where every model has examples', async () => {
			const [read] = await readAll({ ...described({ goodAt: one }, {}), ...own });
			expect(read?.definition).toMatchObject([{ model: 'a/0' }]);
		});
	});

	it('take an expression for the margin', async () => {
		expect(await readAll({ margin: '={{ $json.margin }}' })).toMatchObject([{ margin: 0.3 }]);
		expect(await errorOf({ margin: '={{ $json.text }}' })).toBe('Margin (item 0): is not a number. Use a number from 0 to 1.');
	});

	it('name the embedding model and the default model', async () => {
		const set = { ...provider(' openai/text-embedding-3-small '), defaultModel: 'b/two' };
		expect(await readAll(set)).toMatchObject([
			{ embeddings: { kind: 'provider', modelId: 'openai/text-embedding-3-small' }, defaultModelId: 'b/two' },
		]);
	});

	it.each<[string, object, RegExp]>([
		['no examples', { examples: {} }, /^Examples: is empty/],
		['rows without a line', { examples: { values: [{ model: 'a/one', examples: ' \n ' }, {}] } }, /^Examples: is empty/],
		[
			'a row without a model',
			{
				examples: {
					values: [
						{ model: 'a/one', examples: 'x' },
						{ model: '', examples: 'y' },
					],
				},
			},
			/^Examples, row 2: names no model/,
		],
		[
			'a model that is not in the list',
			{ examples: { values: [{ model: 'c/three', examples: 'x' }] } },
			/^Examples, row 1: names the model "c\/three", which is not in the list/,
		],
		['a default model that is not in the list', { defaultModel: 'c/three' }, /^Default Model: names the model "c\/three"/],
		['a margin out of range', { margin: 1.5 }, /^Margin: is 1\.5/],
		['no embedding model', provider(' '), /^Embedding Model: is empty/],
		[
			'an embedding model without a provider',
			{ embeddings: 'provider', embeddingModel: { __rl: true, mode: 'list', value: 'text-embedding-3-small' } },
			/^Embedding Model: does not name its provider/,
		],
		['other embeddings', { embeddings: 'magic' }, /^Embeddings: is none of its options/],
	])('with %s are an error that names the field', async (_, parameters, message) => {
		expect(await errorOf(parameters)).toMatch(message);
	});
});

it('every field is shown for the Semantic strategy alone', () => {
	const own = new Set(semanticFields.map(({ name }) => name));
	const shown = new RouteLlmRequest().description.properties.filter(({ name }) => own.has(name));
	expect(shown.map(({ displayOptions }) => displayOptions?.show?.['strategy'])).toEqual(semanticFields.map(() => ['semantic']));
});
