import { startDemoProvider, type DemoProvider } from '../../scripts/demo/provider';
import { demoCredential } from '../../scripts/demo/credential';
import { closeLedgers } from '../../nodes/shared/ledger';
import { runWorkflow } from '../support/engine';
import { expectPart } from '../support/page';
import { sources } from '../support/routeNode';
import { TICKET_ENDS, TICKETS, ticketWorkflow } from '../support/ticketWorkflow';

/** Another one in each run. */
const SOME_ID = '019312ab-4c5d-7e6f-8a9b-0c1d2e3f4a5b';

describe('the workflow that the README explains', () => {
	let provider: DemoProvider;
	beforeAll(async () => {
		provider = await startDemoProvider();
	});
	afterAll(async () => {
		await closeLedgers();
		await provider.stop();
	});

	it('sends five tickets to Small, two to Strong and one to Fallback, and gives the item shown', async () => {
		const { pinData: _pinned, ...workflow } = ticketWorkflow({ id: 'registry', name: 'LLM Model Registry' });
		const items = TICKETS.map((chatInput) => ({ json: { chatInput } }));
		const credentials = { registry: demoCredential(provider.baseUrl) };
		const result = await runWorkflow({ package: sources, workflow: { id: 'readme', ...workflow }, items, credentials });
		expect(result.error).toBeUndefined();
		const [failed = [], small = [], strong = []] = TICKET_ENDS.map((end) => result.items(end).map(({ json }) => json));
		expect([failed, small, strong].map(({ length }) => length)).toEqual([1, 5, 2]);
		expect(failed).toMatchObject([{ llmRoute: { failure: 'no_prompt', reason: expect.stringContaining('Define Below') } }]);
		expect(strong[1]).toMatchObject({ chatInput: expect.stringContaining('clarithromycin') });

		const item = small.find(({ chatInput }) => chatInput === TICKETS[2]);
		const shown = { ...item, llmRoute: { ...(item?.['llmRoute'] as object), id: SOME_ID } };
		expectPart('README.md', 'item', `\`\`\`json\n${JSON.stringify(shown, null, 2)}\n\`\`\``);
	});
});
