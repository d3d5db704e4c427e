import { CONSUMERS, ERRORS, REQUESTS } from '../support/chatConsumers';
import { FAILURES, type NamedFault } from '../support/chatFaults';
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

	it.each<NamedFault>(['none', ...FAILURES])('every consumer ends well while the first model fails by: %s', async (fault) => {
		const { provider } = world;
		const tagOf = (kind: string) => `${kind}-${source}-${fault}`;
		for (const kind of CONSUMERS) provider.always(`small-${tagOf(kind)}`, fault);
		// An agent's second step fails as well as its first.
		const later = tagOf('later');
		provider.plan(`small-${later}`, 'none', fault);
		const execution = await world.run(`Chat Model ${source} ${fault}`, [
			...CONSUMERS.map((kind) => world.piece(kind, source, tagOf(kind))),
			world.piece('agent', source, later, { name: 'later' }),
		]);
		expect(execution.raw).not.toContain('HALF ');
		const lost = STOCK && fault !== 'none';
		for (const kind of [...CONSUMERS, 'later'] as const) {
			const calls = provider.calls(tagOf(kind));
			const as = kind === 'later' ? 'agent' : kind;
			const answers = new Set(calls.filter((call) => call.answered).map(({ asks }) => asks)).size;
			const items = execution.items(kind).length;
			expect({ kind, waste: waste(calls, provider.tools(tagOf(kind))), errors: execution.errors(kind).length }).toEqual({
				kind,
				waste: [],
				errors: lost ? ERRORS[as] : 0,
			});
			if (!lost) expect({ kind, answers, items }).toEqual({ kind, answers: REQUESTS[as], items: kind === 'chain' ? 5 : 1 });
		}
		if (lost) return;
		for (const kind of ['agent', 'later'])
			expect(
				provider
					.tools(tagOf(kind))
					.map(({ tool }) => tool)
					.toSorted(),
			).toEqual(['clock', 'weather']);
	});
});
