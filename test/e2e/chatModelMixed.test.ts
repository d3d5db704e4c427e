import { randomUUID } from 'node:crypto';

import { say } from '../support/chatClient';
import { chatWorkflow, modelOf, SOURCES, STOCK } from '../support/chatWorkflow';
import { startChatWorld, waste, type ChatWorld } from '../support/chatWorld';
import { SETUP_TIMEOUT_MS } from '../support/e2e';
import { nextExecution } from '../support/executions';

/** Two models, of which one reads pictures. */
const SEEING = { small: { capabilities: ['tools'] }, large: { capabilities: ['tools', 'vision'] } };
const THREE = { small: {}, large: {}, largest: {} };
const PICTURE = Buffer.from('the bytes of a picture');

/** Several failures at once, and needs that only one model meets. */
(STOCK ? describe.skip : describe).each(SOURCES)('one model that is left, %s', (source) => {
	let world: ChatWorld;
	const tagOf = (name: string) => `${name}-${source}`;
	const asked = (name: string) => world.provider.calls(tagOf(name)).map(({ model }) => model.replace(`-${tagOf(name)}`, ''));

	beforeAll(async () => {
		world = await startChatWorld();
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await world.stop();
	});

	it('answers where the others hang, break off, are full or fail, at whatever step; nobody else where one alone is allowed', async () => {
		const { provider } = world;
		const [hung, steps, private_, private2, long] = ['hung', 'steps', 'private', 'lost', 'long'].map(tagOf) as [
			string,
			string,
			string,
			string,
			string,
		];
		provider.always(`small-${hung}`, 'hang');
		provider.always(`large-${hung}`, 'half');
		provider.plan(`small-${steps}`, 'none', '429later');
		provider.plan(`large-${steps}`, '500');
		provider.always(`small-${private2}`, '500');
		const allowed = (tag: string) => ({
			strategy: 'llm_judge',
			...(source === 'registry' ? { judgeModel: { __rl: true, mode: 'id', value: modelOf(source, 'large', tag) } } : { judgeRow: 'large' }),
			sessionId: 'the only one',
			allowedModels: modelOf(source, 'small', tag),
			timeout: 20,
		});
		const execution = await world.run(`Mixed ${source}`, [
			world.piece('agent', source, steps, { name: 'steps', fields: { rows: THREE, timeout: 20 } }),
			world.piece('agent', source, private_, { name: 'private', fields: allowed(private_) }),
			world.piece('agent', source, private2, { name: 'lost', fields: allowed(private2) }),
			world.piece('agent', source, long, {
				name: 'long',
				prompt: 'Many words follow. '.repeat(400),
				fields: { rows: { small: { contextTokens: 1_000 }, large: { contextTokens: 100_000 } }, timeout: 20 },
			}),
			// Last: n8n takes its time over the first call of its own Chat Models.
			world.piece('agent', source, hung, { name: 'hung', fields: { rows: THREE, timeout: 3 } }),
		]);
		for (const name of ['hung', 'steps', 'private', 'long']) expect({ name, errors: execution.errors(name) }).toEqual({ name, errors: [] });
		for (const tag of [hung, steps, private_, private2, long]) expect(waste(provider.calls(tag), provider.tools(tag))).toEqual([]);
		expect(execution.raw).not.toContain('HALF ');
		expect(asked('hung').slice(0, 3)).toEqual(['small', 'large', 'largest']);
		expect(asked('hung').at(-1)).toBe('largest');
		expect(asked('steps')).toEqual(['small', 'small', 'large', 'largest']);
		expect(asked('private')).toEqual(['small', 'small']);
		expect(new Set(asked('lost'))).toEqual(new Set(['small']));
		expect(execution.errors('lost')).toHaveLength(1);
		expect(asked('long')).toEqual(['large']);
	});

	it('held back until checked, an answer that is empty or cut off is never shown, and the next one is shown whole', async () => {
		const { provider, n8n } = world;
		const cases = (['empty', 'cut', 'half'] as const).map((fault) => ({ fault, tag: tagOf(`held-${fault}`) }));
		for (const { fault, tag } of cases) provider.always(`small-${tag}`, fault);
		const seen = tagOf('seen');
		const webhookId = randomUUID();
		const prompt = '={{ $json.chatInput }}';
		const id = await n8n.rest.createWorkflow(
			chatWorkflow(`Held ${source}`, webhookId, [
				...cases.map(({ tag }) =>
					world.piece('agent', source, tag, {
						name: tag,
						prompt,
						options: { passthroughBinaryImages: false },
						// Cut off at the limit: only one that may write more is worth asking.
						fields: {
							bufferUntilChecked: true,
							timeout: 20,
							rows: { small: { outputLimit: 5_000 }, large: { outputLimit: 50_000 } },
						},
					}),
				),
				world.piece('agent', source, seen, {
					name: seen,
					prompt,
					options: { passthroughBinaryImages: true },
					fields: { rows: SEEING, timeout: 20 },
				}),
			]),
		);
		await n8n.rest.activate(id);
		const files = [new File([PICTURE], 'a.png', { type: 'image/png' })];
		const said = await say(n8n.url, webhookId, { text: 'Hello', sessionId: randomUUID(), files });
		await nextExecution(n8n.rest, id);
		await n8n.rest.deactivate(id);
		for (const { fault, tag } of cases) {
			expect({ fault, models: provider.calls(tag).map(({ model }) => model) }).toEqual({ fault, models: [`small-${tag}`, `large-${tag}`] });
			expect({ fault, text: said.text(tag) }).toEqual({ fault, text: `large-${tag} says: Hello` });
		}
		expect(asked('seen')).toEqual(['large']);
	});
});
