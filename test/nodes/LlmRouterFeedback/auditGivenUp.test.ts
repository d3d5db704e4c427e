import { DatabaseSync } from 'node:sqlite';

import { clearHealth } from '../../../nodes/shared/health';
import { askedOf, audit, COST, decide, forgetAll, honest, logged, models, promptOf } from '../../support/auditRun';
import type { TestServer } from '../../support/httpServer';
import { openLedger, refuses, says, type Reply, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;

beforeAll(async () => {
	ledger = await openLedger();
});
beforeEach(() => clearHealth());
afterEach(async () => {
	await forgetAll();
	await server.close();
});
afterAll(() => ledger.close());

const tie = honest(() => 'tie');
const refusesContent = refuses(400, { code: 'content_filter', message: 'no' });
/** The judge says this to what has "odd" in it, and is honest otherwise. */
const serve = async (judge: () => Reply) =>
	(server = await models((asked) => (asked.model === 'judge' && asked.prompt.includes('odd') ? judge() : tie(asked))));
const odd = (index: number) => `odd-${String(index).padStart(2, '0')}`;

/** A run on another day: what was handed out before may be handed out again. */
async function nextRun(options: Record<string, unknown> = {}) {
	const database = new DatabaseSync(ledger.file);
	database.exec('DELETE FROM audit_claims');
	database.close();
	clearHealth();
	return await audit(server, { parallel: 1, ...options });
}

describe('a request that its judge gives up on', () => {
	it.each([
		['refuses it', () => refusesContent, 'content_policy'],
		['says nothing that can be read', () => says('hm'), 'judge_unreadable'],
	] as const)('every time (%s) counts as worse after the third run, and is asked for no more', async (_, judge, because) => {
		await serve(judge);
		await decide(odd(1));
		for (let run = 0; run < 2; run++) {
			expect((await nextRun()).json).toMatchObject([{ audited: 0, left: 1, judgeGaveUp: 0, failed: { [because]: 1 } }]);
			expect(await logged(odd(1))).toMatchObject([{ outcomes: [], stored: { prompt: promptOf(odd(1)) } }]);
		}
		const { json, hints } = await nextRun();
		expect(json).toMatchObject([{ audited: 1, worse: 1, judgeGaveUp: 1, withoutJudge: 0, left: 0, failed: { [because]: 1 } }]);
		expect(hints).toEqual([expect.stringContaining('The judge gave no verdict on 1 audit in 3 runs, so each now counts as worse')]);
		const [decision] = await logged(odd(1));
		expect(decision).toMatchObject({
			stored: null,
			outcomes: [{ score: 0, source: 'audit', judge: 'none/judge', inclusionProbability: 0.5, modelId: 'custom1/small' }],
		});
		expect(decision?.charges.filter(({ modelId }) => modelId === 'custom2/large').map(({ costNanoUsd }) => costNanoUsd)).toEqual([
			COST.large,
		]);
		expect((await nextRun()).json).toMatchObject([{ audited: 0, left: 0 }]);
		expect(askedOf(server).filter((model) => model === 'large')).toHaveLength(1);
	});

	it('is told apart in an item of its own', async () => {
		await serve(() => refusesContent);
		await decide(odd(1));
		for (let run = 0; run < 2; run++)
			expect((await nextRun({ itemPerAudit: true })).json).toMatchObject([{ result: 'left', judge: null, because: 'content_policy' }]);
		expect((await nextRun({ itemPerAudit: true })).json).toMatchObject([
			{ result: 'worse', score: 0, judge: 'none/judge', because: 'content_policy' },
		]);
	});

	it('holds the others up for three runs at most', async () => {
		await serve(() => refusesContent);
		for (let index = 0; index < 10; index++) await decide(odd(index), { atMs: index });
		await decide('plain', { atMs: 99 });
		for (let run = 0; run < 3; run++) expect((await nextRun()).json).toMatchObject([{ stopped: 'judge' }]);
		const { json } = await nextRun();
		expect(json).toMatchObject([{ audited: 1, asGood: 1, stopped: null }]);
		expect(await logged('plain')).toMatchObject([{ outcomes: [{ score: 1 }] }]);
	});

	it('for a time only, as its provider is down, waits however often that is', async () => {
		await serve(() => refuses(500));
		await decide(odd(1));
		for (let run = 0; run < 4; run++)
			expect((await nextRun()).json).toMatchObject([{ audited: 0, left: 1, judgeGaveUp: 0, failed: { server_error: 1 } }]);
		expect(await logged(odd(1))).toMatchObject([{ outcomes: [], stored: { prompt: promptOf(odd(1)) } }]);
	});
});

describe('audits that needed no judge', () => {
	/** The strongest refuses what has "odd" in it. */
	const strongestRefuses = async () =>
		(server = await models((asked) => (asked.model === 'large' && asked.prompt.includes('odd') ? refusesContent : tie(asked))));

	it('are told of where they are more than half of the run', async () => {
		await strongestRefuses();
		for (const id of [odd(1), odd(2), 'plain']) await decide(id);
		const { json, hints } = await nextRun();
		expect(json).toMatchObject([{ audited: 3, asGood: 3, withoutJudge: 2 }]);
		expect(hints).toEqual([
			expect.stringContaining('2 audits of 3 needed no judge, because one of the two models refused the request (content_policy)'),
		]);
	});

	it('are none where the strongest calls a request wrong that another has answered: it is told to be looked at', async () => {
		server = await models((asked) => (asked.model === 'large' ? refuses(400) : tie(asked)));
		await decide('plain');
		const { json, hints } = await nextRun();
		expect(json).toMatchObject([{ audited: 0, left: 1, failed: { refused: 1 } }]);
		expect(hints).toEqual([
			'1 audit could not be made: custom2/large rejected the request as invalid, although it can be answered. Compare the settings of the model with what its provider documents.',
		]);
	});

	it('are no news where they are half of it', async () => {
		await strongestRefuses();
		for (const id of [odd(1), 'plain']) await decide(id);
		expect(await nextRun()).toMatchObject({ json: [{ audited: 2, withoutJudge: 1 }], hints: [] });
	});
});
