import { HARD, openExamples, type ExampleWorld } from '../../support/exampleWorld';

const LOCAL = 'qwen3:8b';

describe('the example for private data', () => {
	let world: ExampleWorld;
	beforeAll(async () => {
		world = await openExamples();
		await world.published('private-data.json');
	});
	afterEach(() => world.provider.fail(LOCAL, null));
	afterAll(async () => await world.close());

	/** The response, and the models that were asked meanwhile. */
	async function sent(body: object) {
		const before = world.provider.calls().length;
		const response = await world.post('llm-router-private', body);
		return { status: response.status, body: await response.json(), asked: world.provider.calls().slice(before) };
	}

	it.each([
		['is not said to be public', { text: HARD }],
		['is called public in another way', { text: HARD, public: 'true' }],
		['has an email address', { text: `${HARD} Write to ann@example.com.`, public: true }],
		['has a phone number', { text: `${HARD} Call +49 170 1234567.`, public: true }],
		['has an IBAN', { text: `${HARD} Pay to DE89 3704 0044 0532 0130 00.`, public: true }],
		['has a card number', { text: `${HARD} The card is 4111 1111 1111 1111.`, public: true }],
	])('only the local model sees what %s, however hard', async (_, body) => {
		expect(await sent(body)).toEqual({
			status: 200,
			body: { answer: `${LOCAL} says hello`, model: `ollama/${LOCAL}`, private: true },
			asked: [LOCAL],
		});
	});

	it('a hard public message may go to the cloud', async () => {
		const { body, asked } = await sent({ text: HARD, public: true });
		expect([body, asked]).toEqual([expect.objectContaining({ model: 'openai/gpt-6.1-sol', private: false }), ['gpt-6.1-sol']]);
	});

	it('no cloud model is asked about a private one where the local model fails', async () => {
		world.provider.fail(LOCAL, 400);
		const { status, asked } = await sent({ text: HARD });
		expect([status, new Set(asked)]).toEqual([503, new Set([LOCAL])]);
	});
});

describe('without the node that looks for personal data', () => {
	it('everything is private', async () => {
		const world = await openExamples();
		try {
			await world.published('private-data.json', (workflow) => ({
				...workflow,
				nodes: workflow.nodes.map((node) =>
					node.name === 'Look for Personal Data'
						? {
								...node,
								parameters: { assignments: { assignments: [{ id: 't', name: 'text', type: 'string', value: HARD }] }, options: {} },
							}
						: node,
				),
			}));
			await world.post('llm-router-private', { text: HARD, public: true });
			expect(world.provider.calls()).toEqual([LOCAL]);
		} finally {
			await world.close();
		}
	});
});
