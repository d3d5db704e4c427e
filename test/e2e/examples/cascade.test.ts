import { demoCredential } from '../../../scripts/demo/credential';
import { startDemoProvider } from '../../../scripts/demo/provider';
import { openExamples, ROUTER } from '../../support/exampleWorld';
import { runByHand } from '../../support/executions';

describe('the cascade with checks', () => {
	it('sends the wrong sum and the refusal to the strong model, the rest stays cheap', async () => {
		const demo = await startDemoProvider();
		const world = await openExamples({ llmModelRegistryApi: { ...demoCredential(demo.baseUrl) } });
		try {
			const execution = await runByHand(world.n8n.rest, await world.store('cascade.json'), 'Manual Trigger');
			const names = [0, 1, 2].map((output) => execution.items(ROUTER, output).map(({ name }) => name));
			expect(names).toEqual([[], ['fact', 'translation'], ['sum', 'limerick']]);
		} finally {
			await world.close();
			await demo.stop();
		}
	});
});
