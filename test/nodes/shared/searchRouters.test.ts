import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { LlmRouterFeedback } from '../../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { STRATEGIES, STRATEGY_NAMES } from '../../../nodes/RouteLlmRequest/description/strategies';
import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import type { DecisionRecord } from '../../../router/ledger/record';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { runWorkflow } from '../../support/engine';
import { panelContext } from '../../support/panelContext';
import { fullRecord } from '../../support/records';
import { askOf, openLedger, provider, says, type TestLedger } from '../../support/routeNode';

const { listSearch } = new LlmRouterFeedback().methods;
const DAY = Date.UTC(2026, 10, 25, 12);

let ledger: TestLedger;
beforeEach(async () => {
	ledger = await openLedger();
	await sqliteLedgerAt(ledgerFile).feedback.erase({ kind: 'older_than', atMs: 9e15 });
});
afterEach(() => ledger.close());

async function list(filter?: string) {
	const context: unknown = await panelContext({ type: 'llmRouterFeedback' });
	return (await listSearch.searchRouters.call(context as ILoadOptionsFunctions, filter)).results;
}

async function decided(...records: readonly (Partial<DecisionRecord> & { readonly routerId: string })[]): Promise<void> {
	const log = sqliteLedgerAt(ledgerFile);
	for (const [index, record] of records.entries())
		expect(await log.record(fullRecord(String(index), { atMs: DAY, ...record }))).toEqual({ kind: 'stored' });
}

describe('the list of routers', () => {
	it('names each as its last decision does, with strategy and day, the latest first', async () => {
		await decided(
			{ routerId: 'w1:n1', routerName: 'Orders / Router', strategy: 'llm_judge' },
			{ routerId: 'w2:n2', routerName: 'Support mail / Router', atMs: DAY - 86_400_000 },
			{ routerId: 'w3:n3', routerName: null, strategy: 'of_another_version', atMs: DAY - 2 * 86_400_000 },
		);
		expect(await list()).toEqual([
			{ name: 'Orders / Router · LLM Judge · last used 2026-11-25', value: 'w1:n1', description: 'w1:n1' },
			{ name: 'Support mail / Router · Classifier · last used 2026-11-24', value: 'w2:n2', description: 'w2:n2' },
			{ name: 'w3:n3 · of_another_version · last used 2026-11-23', value: 'w3:n3', description: 'w3:n3' },
		]);
	});

	it('tells routers of one name apart by their ids, and no others', async () => {
		await decided(
			{ routerId: 'w1:n1', routerName: 'Same' },
			{ routerId: 'w2:n2', routerName: 'Same' },
			{ routerId: 'w3:n3', routerName: 'Other' },
		);
		expect((await list()).map(({ name }) => name.split(' · ').slice(0, -2))).toEqual([['Same', 'w1:n1'], ['Same', 'w2:n2'], ['Other']]);
	});

	it('is searched by the words of names and ids', async () => {
		await decided({ routerId: 'wOrders:n1', routerName: 'A / Router' }, { routerId: 'w2:n2', routerName: 'Support mail / Router' });
		expect((await list(' MAIL support')).map(({ value }) => value)).toEqual(['w2:n2']);
		expect((await list('worders')).map(({ value }) => value)).toEqual(['wOrders:n1']);
		expect(await list('mail worders')).toEqual([]);
	});

	it('has each strategy by the name people know it by', async () => {
		await decided(...STRATEGY_NAMES.map((strategy) => ({ routerId: `w:${strategy}`, routerName: strategy, strategy })));
		expect((await list()).map(({ name }) => name.split(' · ')[1]).sort()).toEqual(
			STRATEGY_NAMES.map((name) => STRATEGIES[name].label).sort(),
		);
	});

	it('has what an execution has just written, by the name its node has then', async () => {
		const server = await provider(() => says('Hello'));
		try {
			const { workflow, ...ask } = askOf({ items: [{ json: { text: 'Hello' } }], urls: [server.url, server.url] });
			for (const name of ['My workflow 7', 'Support mail'])
				expect((await runWorkflow({ ...ask, workflow: { ...workflow, name } })).error).toBeUndefined();
		} finally {
			await server.close();
		}
		expect(await list()).toEqual([
			{
				name: expect.stringMatching(/^Support mail \/ Router · Classifier · last used 20\d\d-\d\d-\d\d$/),
				value: 'wf:router-id',
				description: 'wf:router-id',
			},
		]);
	});
});
