import { auditDrawn } from '../../../../nodes/RouteLlmRequest/autoTune/audits';
import { waitingSentence } from '../../../../nodes/RouteLlmRequest/autoTune/waiting';
import { systemClock } from '../../../../nodes/shared/clock';
import { sqliteLedgerAt } from '../../../../nodes/shared/ledger';
import { createBudget } from '../../../../router/execution/budgets/budget';
import { ledgerFile } from '../../../../scripts/lib/ledgerFile';
import { askedOf, candidate, forgetAll, honest, logged, models } from '../../../support/auditRun';
import type { TestServer } from '../../../support/httpServer';
import { openLedger, refuses, type TestLedger } from '../../../support/routeNode';
import { priceOf } from '../../../support/routing';
import { CONTROL, draw, RUNG, ticketRun } from '../../../support/ticketAudit';

let ledger: TestLedger;
let server: TestServer;
beforeAll(async () => {
	ledger = await openLedger();
});
afterEach(async () => {
	delete holder[SHUTDOWN];
	await forgetAll();
	await server.close();
});
afterAll(() => ledger.close());

const SHUTDOWN = Symbol.for('n8n-nodes-llm-router/shutdown');
const holder: typeof globalThis & { [SHUTDOWN]?: { asked: boolean } } = globalThis;
const tie = honest(() => 'tie');
const feedback = () => sqliteLedgerAt(ledgerFile).feedback;

function optionsOf(over: Partial<Parameters<typeof auditDrawn>[0]> = {}): Parameters<typeof auditDrawn>[0] {
	const { budget: _budget, wholeBudgetNanoUsd: _whole, keepSpent: _keep, ...run } = ticketRun(server);
	const most = { mostNanoUsd: 1e12, spentNanoUsd: 0, budgetOf: () => createBudget(null) };
	return { ...run, ...most, ledger: feedback(), routerId: 'wf:router-id', isWanted: () => true, within: null, ...over };
}

/** What the next run could take up now. */
const free = async () =>
	(await feedback().audits({ routerId: null, limit: 10, nowMs: Date.now(), drawnBy: 'autotune' })).map(({ id }) => id).sort();

async function drawTwo(): Promise<void> {
	for (const [atMs, id] of ['one', 'two'].entries()) await draw(id, RUNG, undefined, { atMs });
}

const soon = (allMs: number, leftMs: number) => ({ allMs, endMs: systemClock.now() + leftMs });

it('begins only what ends in time, and the next run can take the rest up at once', async () => {
	server = await models(tie);
	await drawTwo();
	expect(await auditDrawn(optionsOf({ within: soon(10_000, 5_000) }))).toEqual({ waiting: null, hasCompared: false });
	expect(server.journal).toEqual([]);
	expect(await auditDrawn(optionsOf({ within: soon(10_000, 10_000) }))).toEqual({ waiting: null, hasCompared: true });
	expect((await logged('one', 'two')).map(({ auditResult }) => auditResult)).toEqual(Array(2).fill({ kind: 'loss', loss: 0 }));
});

it.each([false, true])('goes by how long its models take, and says where that is always too long: %j', async (isSlow) => {
	server = await models(tie);
	await drawTwo();
	const options = optionsOf({ within: soon(10_000, 10_000) });
	const small = options.modelOf(candidate('custom1/small', 0));
	if (typeof small === 'string') throw new Error(small);
	options.state.health.answered(small, isSlow ? 7_500 : 100, systemClock.now());
	expect(await auditDrawn(options)).toEqual({ waiting: isSlow ? 'slow' : null, hasCompared: !isSlow });
	expect(askedOf(server)).toHaveLength(isSlow ? 0 : 4);
	expect(await free()).toEqual(isSlow ? ['one', 'two'] : []);
});

it('gives back what no budget had room for, and goes on with what other keys may spend', async () => {
	server = await models(tie);
	for (const [atMs, hash] of ['poor', 'rich'].entries()) await draw(hash, RUNG, undefined, { atMs, budgetKey: { hash, text: null } });
	const budgets = new Map([
		['poor', createBudget(1)],
		['rich', createBudget(1e12)],
	]);
	const budgetOf = (hash: string | null) => budgets.get(hash ?? '') ?? createBudget(null);
	const { judge, modelOf } = optionsOf();
	const price = priceOf(1);
	const pricedOf: typeof modelOf = (one) => {
		const model = modelOf(one);
		return typeof model === 'string' ? model : { ...model, price };
	};
	expect(await auditDrawn(optionsOf({ budgetOf, judge: { ...judge, price }, modelOf: pricedOf }))).toMatchObject({ waiting: 'budget' });
	expect((await logged('poor', 'rich')).map(({ auditResult }) => auditResult)).toEqual([null, { kind: 'loss', loss: 0 }]);
	expect([budgets.get('poor')?.spent(), budgets.get('rich')?.spent()]).toEqual([0, expect.any(Number)]);
	expect(budgets.get('rich')?.spent()).toBeGreaterThan(0);
	expect(await free()).toEqual(['poor']);
});

it('says which model stands in the way of all of them, though controls go well', async () => {
	server = await models((asked) => (asked.model === 'small' ? refuses(404) : tie(asked)));
	await drawTwo();
	await draw('control', CONTROL, undefined, { atMs: 2 });
	const done = await auditDrawn(optionsOf({ others: () => ['another answer'] }));
	expect(done).toMatchObject({ waiting: { modelId: 'custom1/small', because: 'model_not_found' }, hasCompared: false });
	const said = done.waiting === null ? null : waitingSentence(done.waiting, 'Judge', () => 'Small');
	expect(said).toBe('Comparisons wait, because Small cannot be asked: model not found. Correct the model under Models.');
	// By then others hold them all.
	expect(await auditDrawn(optionsOf())).toEqual({ waiting: null, hasCompared: false });
});

it('keeps the lease of what was begun, so that what stopped it has time to pass', async () => {
	server = await models((asked) => (asked.model === 'judge' ? refuses(500) : tie(asked)));
	await draw('begun', RUNG);
	await auditDrawn(optionsOf());
	expect(askedOf(server)).toEqual(['small', 'judge']);
	expect(await free()).toEqual([]);
});

it('begins nothing once n8n is to shut down, and leaves it to whoever comes next', async () => {
	server = await models(tie);
	await drawTwo();
	holder[SHUTDOWN] = { asked: true };
	expect(await auditDrawn(optionsOf())).toEqual({ waiting: null, hasCompared: false });
	expect(server.journal).toEqual([]);
	expect(await free()).toEqual(['one', 'two']);
});

it('begins nothing more from SIGTERM on', async () => {
	const ignore = () => undefined;
	process.on('SIGTERM', ignore);
	server = await models((asked) => {
		process.emit('SIGTERM');
		return tie(asked);
	});
	for (const [atMs, id] of ['one', 'two', 'three', 'four'].entries()) await draw(id, RUNG, undefined, { atMs });
	try {
		await auditDrawn(optionsOf());
	} finally {
		process.removeListener('SIGTERM', ignore);
	}
	const done = (await logged('one', 'two', 'three', 'four')).filter(({ auditResult }) => auditResult !== null);
	expect([1, 2]).toContain(done.length);
	expect(await free()).toHaveLength(4 - done.length);
});
