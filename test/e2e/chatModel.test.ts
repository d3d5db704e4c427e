import { CONSUMERS, REQUESTS } from '../support/chatConsumers';
import { FAILURES, type Fault } from '../support/chatFaults';
import { SOURCES, STOCK } from '../support/chatWorkflow';
import { startChatWorld, waste, type ChatWorld } from '../support/chatWorld';
import { SETUP_TIMEOUT_MS } from '../support/e2e';

/** All consumers in one workflow, each with a Chat Model of its own. */
describe.each(SOURCES)('consumers of a Chat Model, %s', (source) => {
	let world: ChatWorld;

	beforeAll(async () => {
		world = await startChatWorld();
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await world.stop();
	});

	it.each<Fault>(['none', ...FAILURES])('every consumer ends well while the first model fails by: %s', async (fault) => {
		const { provider } = world;
		const tagOf = (kind: string) => `${kind}-${source}-${String(fault)}`;
		for (const kind of CONSUMERS) provider.always(`small-${tagOf(kind)}`, fault);
		// An agent's second step fails as well as its first.
		const later = tagOf('later');
		provider.plan(`small-${later}`, 'none', fault);
		const execution = await world.run(`Chat Model ${source} ${String(fault)}`, [
			...CONSUMERS.map((kind) => world.piece(kind, source, tagOf(kind))),
			world.piece('agent', source, later, { name: 'later' }),
		]);
		expect(execution.raw).not.toContain('HALF ');
		const lost = STOCK && fault !== 'none';
		for (const kind of [...CONSUMERS, 'later'] as const) {
			const calls = provider.calls(tagOf(kind));
			const outcome = { kind, waste: waste(calls, provider.tools(tagOf(kind))), errors: execution.errors(kind).length };
			expect(outcome).toEqual({ kind, waste: [], errors: lost ? expect.any(Number) : 0 });
			if (lost) continue;
			const answered = calls.filter((call) => call.answered);
			expect({ kind, answered: new Set(answered.map(({ asks }) => asks)).size }).toEqual({
				kind,
				answered: kind === 'later' ? REQUESTS.agent : REQUESTS[kind],
			});
			expect({ kind, items: execution.items(kind).length }).toEqual({ kind, items: kind === 'chain' ? 5 : 1 });
		}
		for (const kind of ['agent', 'later'])
			if (!lost) expect(provider.tools(tagOf(kind)).map(({ tool }) => tool).toSorted()).toEqual(['clock', 'weather']);
	});
});
