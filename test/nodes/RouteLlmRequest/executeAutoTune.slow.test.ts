import { DatabaseSync } from 'node:sqlite';

import { clearTuning, tuningSettled } from '../../../nodes/RouteLlmRequest/autoTune/shared';
import { clearHealth } from '../../../nodes/shared/health';
import { closeLedgers } from '../../../nodes/shared/ledger';
import type { TuningDocument } from '../../../router/learning/autotune/document';
import { percentOf } from '../../../router/learning/autotune/news';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { askedOf, models } from '../../support/auditRun';
import { documentOf, hintsOf, servedBy, toldBy } from '../../support/autoTuneWorld';
import type { TestServer } from '../../support/httpServer';
import { openLedger, refuses, row, run, says, type Ask, type Reply, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(async () => {
	await tuningSettled();
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	clearTuning();
});
let server: TestServer | null = null;
afterEach(async () => {
	await tuningSettled();
	await server?.close();
	server = null;
});

const SMALL = 'custom1/small';
const LARGE = 'custom2/large';
/** The strongest costs fifteen times as much. */
const PAIR = [row(SMALL, 'Small', 1), row(LARGE, 'Large', 2, { inputPrice: 15, outputPrice: 60 })];
const JUDGING = '<<<DATA';

/** Both models answer alike, but for what `small` makes of it; the judge knows the right answer. */
function world(small: (prompt: string) => Reply = (prompt) => says(right(prompt)), judge: (prompt: string) => Reply = honest) {
	return models(({ model, prompt }) => {
		if (prompt.startsWith(JUDGING)) return judge(prompt);
		return model === 'small' ? small(prompt) : says(right(prompt));
	});
}

const right = (prompt: string) => `The answer to ${prompt}`;

function honest(prompt: string): Reply {
	const { answerA, answerB, ...asked } = JSON.parse(prompt.split('\n')[1] ?? '{}') as { answerA: string; answerB: string };
	const isRight = (answer: string) => JSON.stringify(asked).includes(`"${answer.replace(right(''), '')}"`);
	const better = isRight(answerA) === isRight(answerB) ? 'tie' : isRight(answerA) ? 'A' : 'B';
	return says(JSON.stringify({ reason: 'so', better }));
}

let executions = 0;
/** All of one length, as the classifier sees it: a harder one would be behind every frontier. */
let prompts = 100_000;
interface RunOf {
	readonly node: string;
	readonly count?: number;
	readonly mode?: NonNullable<Ask['extra']>['mode'];
	readonly parameters?: Record<string, unknown>;
	readonly items?: Ask['items'];
	readonly credential?: Record<string, unknown>;
}

/** A run of 20 items, and all that is compared behind it. */
async function tune({ node, count = 20, mode = 'trigger', parameters, items, credential = {} }: RunOf) {
	const executionId = `tuned-${String(++executions)}`;
	const url = server?.url ?? '';
	const result = await run({
		items: items ?? Array.from({ length: count }, () => ({ json: { text: `Translate number ${String(++prompts)} into French.` } })),
		urls: [url, url],
		node: { id: node },
		credential,
		parameters: { models: { values: PAIR }, thresholdFrom: 'auto_tune', autoTuneTarget: 90, ...parameters },
		extra: { executionId, mode },
	});
	if (result.error !== undefined) throw result.error;
	await tuningSettled();
	return { records: ledger.stored(executionId), hints: hintsOf(result), told: toldBy(result) };
}

/** As many runs as it takes until anything is certified. */
async function certify(node: string): Promise<TuningDocument> {
	for (let runs = 0; runs < 8; runs++) {
		await tune({ node, count: 100 });
		const document = await documentOf(node);
		if (document !== null && percentOf(document) > 0) return document;
	}
	throw new Error('Nothing was certified');
}

describe('Auto-Tune in the node', () => {
	it('sends everything to the strongest until comparisons have shown more, then the certified share', async () => {
		server = await world();
		const node = 'certifies';
		const first = await tune({ node });
		expect(servedBy(first.records, LARGE)).toBe(20);
		expect(first.told).toEqual([expect.stringMatching(/^Auto-Tune: 20 of 100 requests seen before comparing; everything goes to Large/)]);
		let share = 0;
		for (let runs = 0; runs < 20 && share === 0; runs++) {
			const { records, told } = await tune({ node, count: 60 });
			expect(told).toHaveLength(1);
			expect(servedBy(records, LARGE)).toBe(60);
			const document = await documentOf(node);
			share = document === null ? 0 : percentOf(document);
		}
		expect(share).toBeGreaterThan(0);
		const { records, told } = await tune({ node });
		expect(servedBy(records, SMALL)).toBeGreaterThan(0);
		expect(told).toEqual([expect.stringMatching(/ go to Small\. Of all answers at least 90 % are as good as Large's/)]);
		expect((await documentOf(node))?.state.controls).toEqual({ done: 10, passed: 0 });
		for (const { reason, threshold } of records)
			expect([reason, threshold]).toEqual([expect.stringMatching(/^Auto-Tune: \d+ % certified/), null]);
	});

	it('counts nothing of manual and test runs, though they go by what is certified', async () => {
		server = await world();
		const node = 'manual';
		const pinned = Array.from({ length: 50 }, () => ({ json: { text: 'Translate number 123456 into French.' } }));
		for (const mode of ['manual', 'evaluation', 'retry', 'chat'] as const) {
			const { records, told } = await tune({ node, mode, items: pinned });
			expect(records.filter(({ tuning, audit, stored }) => tuning !== null || audit !== null || stored !== null)).toEqual([]);
			expect(told).toEqual([expect.stringContaining('Manual and test runs do not count.')]);
		}
		expect(await documentOf(node)).toBeNull();
		const certified = await certify(node);
		const asked = server.journal.length;
		const { records, told } = await tune({ node, mode: 'manual', count: 60 });
		expect(servedBy(records, SMALL)).toBeGreaterThan(0);
		expect(told).toEqual([expect.stringMatching(/ % go to Small.* Manual and test runs do not count\.$/)]);
		expect(server.journal.length - asked).toBe(60);
		expect((await documentOf(node))?.applied).toBe(certified.applied);
	});

	it('goes on after a restart where it was', async () => {
		server = await world();
		const node = 'restarted';
		await tune({ node, count: 110 });
		await closeLedgers();
		clearTuning();
		ledger = await openLedger();
		const { told } = await tune({ node, count: 30 });
		const { seen, audits } = (await documentOf(node))?.state ?? { seen: 0, audits: null };
		expect([seen, audits?.drawn]).toEqual([140, expect.any(Number)]);
		expect(audits?.drawn).toBeGreaterThan(0);
		expect(told).toEqual([expect.stringMatching(/^Auto-Tune: \d+ of about \d+ comparisons/)]);
	});

	it('pays for nothing while the judge is down, and says so', async () => {
		server = await world(
			(prompt) => says(`Something else than ${prompt}`),
			() => refuses(503),
		);
		const node = 'judge-down';
		const judge = { __rl: true, mode: 'id', value: 'custom1/judge' };
		const credential = { modelFacts: { values: [{ modelId: 'custom1/judge', inputPrice: 1, outputPrice: 4 }] } };
		await tune({ node, count: 160, parameters: { autoTuneJudge: judge }, credential });
		const paid = askedOf(server).filter((model) => model === 'small').length;
		const { audits } = (await documentOf(node))?.state ?? {};
		expect([audits?.pending.length, audits?.done]).toEqual([audits?.drawn, 0]);
		expect(audits?.drawn).toBeGreaterThan(4);
		const { told, records } = await tune({ node, parameters: { autoTuneJudge: judge }, credential });
		expect(askedOf(server).filter((model) => model === 'small')).toHaveLength(paid);
		// No more of them than were under way when it was noticed.
		expect(paid).toBeLessThanOrEqual(4);
		expect(servedBy(records, LARGE)).toBe(20);
		expect(told).toEqual([expect.stringContaining('The judge, custom1/judge, does not answer, so comparisons wait until it does.')]);
	});

	it('loses no item where a model fails while comparing, and counts who answered', async () => {
		server = await models(({ model, prompt }) => {
			if (prompt.startsWith(JUDGING)) return honest(prompt);
			return model === 'large' && /[05] into/.test(prompt) ? refuses(400, { code: 'content_filter' }) : says(right(prompt));
		});
		const node = 'model-fails';
		const parameters = { contentPolicyFallback: true };
		const { records } = await tune({ node, count: 150, parameters });
		expect([servedBy(records, SMALL), servedBy(records, LARGE)]).toEqual([30, 120]);
		const document = await documentOf(node);
		expect(document?.state.seen).toBe(150);
		expect(document?.state.audits.pending.length).toBe(0);
		expect(document?.state.audits.done).toBeGreaterThan(0);
	});

	it('asks no model that an item may not be shown to, and learns nothing of such items', async () => {
		server = await world();
		const node = 'allowed';
		const { records } = await tune({ node, parameters: { allowedModels: 'Small' } });
		expect(new Set(askedOf(server))).toEqual(new Set(['small']));
		expect(records.filter(({ tuning, stored }) => tuning !== null || stored !== null)).toEqual([]);
		expect(records[0]?.reason).toContain('Allowed Models leaves out');
		expect((await documentOf(node))?.state.seen).toBe(0);
	});

	it('begins anew with another judge or target, and compares again with another prompt', async () => {
		server = await world();
		const node = 'changed';
		const before = await certify(node);
		await tune({ node, parameters: { systemMessage: 'Be brief.' } });
		const reopened = await documentOf(node);
		expect([reopened?.promptHash === before.promptHash, reopened?.state.step, reopened?.state.phase.kind]).toEqual([false, 1, 'warming']);
		await tune({ node, parameters: { systemMessage: 'Be brief.', autoTuneTarget: 95 } });
		expect((await documentOf(node))?.state).toMatchObject({ seen: 20, basis: { target: 0.95 } });
	});

	it('does not start without prices, nor where no worker sees what others compare, and says why', async () => {
		server = await world();
		const unpriced = [row(SMALL, 'Small', 1, { inputPrice: undefined, outputPrice: undefined }), PAIR[1]];
		const { told, records } = await tune({ node: 'unpriced', parameters: { models: { values: unpriced } } });
		expect(told).toEqual([expect.stringContaining('has not started: the price of a model or of the judge is unknown')]);
		expect(servedBy(records, LARGE)).toBe(20);
		process.env['EXECUTIONS_MODE'] = 'queue';
		try {
			const alone = await tune({ node: 'alone' });
			expect(alone.told).toEqual([expect.stringMatching(/^Auto-Tune: everything goes to Large, because n8n runs in queue mode/)]);
			expect(servedBy(alone.records, LARGE)).toBe(20);
			expect(alone.records.filter(({ tuning }) => tuning !== null)).toEqual([]);
		} finally {
			delete process.env['EXECUTIONS_MODE'];
		}
	});
});

test('where nothing can be read or kept everything goes to the strongest, and the run says so', async () => {
	server = await world();
	const database = new DatabaseSync(ledgerFile);
	database.exec('DROP TABLE documents');
	database.close();
	const { records, told } = await tune({ node: 'unreadable' });
	expect(servedBy(records, LARGE)).toBe(20);
	expect(records.filter(({ tuning }) => tuning !== null)).toEqual([]);
	expect(told).toEqual([expect.stringMatching(/^Auto-Tune: everything goes to Large\. Its log could not be read/)]);
});
