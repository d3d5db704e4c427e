import { FakeListChatModel } from '@langchain/core/utils/testing';

import { ASKER, MODEL_NODE, type Use } from '../../support/modelNode';
import { openModelWorld, type ModelWorld } from '../../support/modelWorld';
import type * as SdkLike from '../../adapters/langchain/sdkLike';

jest.mock('@n8n/ai-node-sdk', () => jest.requireActual<typeof SdkLike>('../../adapters/langchain/sdkLike').sdkLike(), {
	virtual: true,
});

let world: ModelWorld;
beforeAll(async () => {
	world = await openModelWorld();
});
afterAll(() => world.close());

const models = {
	values: [
		{ branchName: 'Small', settings: { strength: '1' } },
		{ branchName: 'Large', settings: { strength: '5' } },
	],
};
const parameters = { models, rules: { values: [{ name: 'Everything', model: 'Small' }] } };

/** A Chat Model with a tracer as n8n's, which notes where its runs are hung. */
function candidate(text: string, fails = false) {
	const parents: number[] = [];
	const tracer = { executionFunctions: { getNextRunIndex: () => 0 }, setParentRunIndex: (index: number) => parents.push(index) };
	const model = new FakeListChatModel({ responses: [text], callbacks: [tracer as never] });
	if (fails) model._generate = () => Promise.reject(new Error(`${text} is down`));
	return { model, parents };
}

describe('connected Chat Models', () => {
	it('answer each under the run that asked, and count their own tokens', async () => {
		const [one, other] = [candidate('one'), candidate('other')];
		const use: Use = async ({ model }) => {
			const said = [];
			for (const text of ['first', 'second'])
				said.push({ content: (await (await model()).invoke([{ role: 'user', content: text }])).content });
			return said;
		};
		const result = await world.run({
			parameters,
			connected: { one: one.model, other: other.model },
			use,
			extra: { executionId: 'connected-1' },
		});
		expect(result.error).toBeUndefined();
		expect(result.items(ASKER).map(({ json }) => json['content'])).toEqual(['one', 'one']);
		expect(one.parents).toEqual([0, 1]);
		const [run] = result.tasks(MODEL_NODE);
		const json = run?.data?.['ai_languageModel']?.[0]?.[0]?.json;
		expect(json).toMatchObject({ llmRoute: { model: 'connected/one' } });
		expect(json).not.toHaveProperty('tokenUsage');
	});

	it('fall back to one another', async () => {
		const [one, other] = [candidate('one', true), candidate('other')];
		const use: Use = async ({ model }) => [{ content: (await (await model()).invoke([{ role: 'user', content: 'Hello' }])).content }];
		const result = await world.run({
			parameters,
			connected: { one: one.model, other: other.model },
			use,
			extra: { executionId: 'connected-2' },
		});
		expect(result.items(ASKER).map(({ json }) => json['content'])).toEqual(['other']);
		expect([one.parents, other.parents]).toEqual([[0], [0]]);
		expect(world.ledger.stored('connected-2').flatMap(({ charges }) => charges.map(({ modelId }) => modelId))).toContain('connected/other');
	});
});
