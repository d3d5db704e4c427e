import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import { clearHealth } from '../../../nodes/shared/health';
import { NODE, openLedger, run, type TestLedger } from '../../support/routeNode';
import { EASY_PROMPT } from '../../support/strategyCases';

/** Route Only without a credential, as a new node is saved: the editor leaves `modelsFrom` out. */
const { description } = new RouteLlmRequest();
const filledIn = (parameters: INodeParameters) =>
	NodeHelpers.getNodeParameters(description.properties, parameters, true, false, null, description) ?? {};

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());

async function choose(models: readonly object[], more: Record<string, unknown> = {}) {
	return await run({
		items: [{ json: { text: EASY_PROMPT } }],
		// Nothing listens there.
		urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
		node: { credentials: {} },
		parameters: { operation: 'routeOnly', modelsFrom: undefined, models: { values: models }, ...more },
	});
}
const row = (id: string, more: object = {}) => ({ model: { __rl: true, mode: 'list', value: id }, ...more });

describe('Route Only from the catalogue', () => {
	it('chooses without a credential, by the prices that are publicly known, whatever the order of the rows', async () => {
		const up = await choose([row('openai/gpt-4o-mini'), row('openai/gpt-4o')]);
		expect(up.error).toBeUndefined();
		expect(up.counts(NODE)).toEqual([0, 1, 0]);
		expect(up.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ model: 'openai/gpt-4o-mini', branch: '4o-mini' });
		expect((await choose([row('openai/gpt-4o'), row('openai/gpt-4o-mini')])).counts(NODE)).toEqual([0, 0, 1]);
	});

	it('takes a model nobody knows where its row says how strong it is, and else names the row', async () => {
		const unknown = await choose([row('bedrock/my-model'), row('openai/gpt-4o')]);
		expect(unknown.error?.message).toMatch(/^Models, row 1/);
		const told = await choose([
			row('bedrock/my-model', { settings: { strength: '1' } }),
			row('openai/gpt-4o', { settings: { strength: '2' } }),
		]);
		expect(told.counts(NODE)).toEqual([0, 1, 0]);
		expect(told.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ model: 'bedrock/my-model' });
	});

	it('knows windows: a prompt that fits no model is told so', async () => {
		const result = await run({
			items: [{ json: { text: 'word '.repeat(200_000) } }],
			urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
			node: { credentials: {} },
			parameters: {
				operation: 'routeOnly',
				modelsFrom: undefined,
				models: { values: [row('openai/gpt-4o-mini'), row('openai/gpt-4o')] },
			},
		});
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({ failure: 'context_too_long' });
	});

	it('says at once what needs a provider', async () => {
		const models = [row('openai/gpt-4o-mini'), row('openai/gpt-4o')];
		const semantic = {
			strategy: 'semantic',
			embeddings: 'provider',
			embeddingModel: { __rl: true, mode: 'id', value: 'openai/text-embedding-3-small' },
			examples: { values: [{ model: 'openai/gpt-4o-mini', examples: EASY_PROMPT }] },
		};
		expect((await choose(models, semantic)).error?.message).toContain('with Catalogue there is no credential to reach one');
		expect((await choose(models, { strategy: 'llm_judge' })).error?.message).toContain('Strategy: is LLM Judge, which asks a model');
	});
});

describe('Models From, declared once per operation', () => {
	it.each([
		[{}, 'registry', true],
		[{ operation: 'routeOnly' }, 'catalogue', false],
		[{ operation: 'routeOnly', modelsFrom: 'registry' }, 'registry', true],
		[{ operation: 'routeAndAnswer', modelsFrom: 'connected' }, 'connected', false],
	])('of %j is %s', (parameters, from, needsCredential) => {
		const filled = filledIn(parameters);
		expect(filled['modelsFrom']).toBe(from);
		const registry = (description.credentials ?? []).filter(({ name }) => name === 'llmModelRegistryApi');
		const node = { typeVersion: 1 };
		expect(registry.map((one) => NodeHelpers.displayParameter(filled, one, node, description))).toEqual([needsCredential]);
	});

	it('keeps the model of a row whichever it is', () => {
		for (const modelsFrom of ['registry', 'catalogue']) {
			const filled = filledIn({ operation: 'routeOnly', modelsFrom, models: { values: [row('openai/gpt-4o')] } });
			expect(filled['models']).toMatchObject({ values: [{ model: { value: 'openai/gpt-4o' } }] });
		}
	});
});
