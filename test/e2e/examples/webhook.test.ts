import { EASY, HARD, openExamples, type ExampleWorld } from '../../support/exampleWorld';

let world: ExampleWorld;
beforeAll(async () => {
	world = await openExamples();
});
afterAll(async () => await world.close());

describe('webhook', () => {
	beforeAll(async () => {
		await world.published('webhook-three-models.json');
	});

	it('answers with the text, the model and the cost', async () => {
		const response = await world.post('llm-router-ask', { prompt: EASY });
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({
			answer: 'gemini-2.5-flash-lite says hello',
			model: 'gemini/gemini-2.5-flash-lite',
			reason: expect.any(String),
			costUsd: expect.any(Number),
		});
	});

	it('asks a dearer model the hard question', async () => {
		const response = await world.post('llm-router-ask', { prompt: HARD });
		expect(await response.json()).toMatchObject({ model: expect.stringMatching(/gpt-6-luna|claude-sonnet/) });
	});

	it('says 400 without a prompt', async () => {
		const response = await world.post('llm-router-ask', { prompt: '' });
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ failure: 'no_prompt' });
	});
});
