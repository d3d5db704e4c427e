import { clearTuning, tuningSettled } from '../../../nodes/RouteLlmRequest/autoTune/shared';
import { clearHealth } from '../../../nodes/shared/health';
import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { withReset } from '../../../router/learning/autotune/open';
import { percentOf } from '../../../router/learning/autotune/news';
import { DOCUMENTS } from '../../../router/ledger/documents';
import { encodeWeights } from '../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { models } from '../../support/auditRun';
import { documentOf, servedBy, toldBy } from '../../support/autoTuneWorld';
import { chatModel, connectedAsk, message } from '../../support/chatModels';
import { runWorkflow } from '../../support/engine';
import type { TestServer } from '../../support/httpServer';
import { openLedger, refuses, row, run, says, type Ask, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer | null = null;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => {
	clearHealth();
	clearTuning();
});
afterEach(async () => {
	await tuningSettled();
	await server?.close();
	server = null;
});

const SMALL = row('custom1/small', 'Small', 1);
const LARGE = row('custom2/large', 'Large', 2, { inputPrice: 15, outputPrice: 60 });
const alike = (prompt: string) => `The answer to ${prompt}`;
const feedback = () => sqliteLedgerAt(ledgerFile).feedback;

let prompts = 100_000;
const items = (count: number) =>
	Array.from({ length: count }, () => ({ json: { text: `Translate number ${String(++prompts)} into French.` } }));

let executions = 0;
async function tune(as: string, over: Partial<Ask> = {}) {
	const executionId = `runs-${String(++executions)}`;
	const url = server?.url ?? '';
	const result = await run({
		items: items(20),
		urls: [url, url],
		...over,
		node: { id: as, ...over.node },
		parameters: { models: { values: [SMALL, LARGE] }, thresholdFrom: 'auto_tune', autoTuneTarget: 90, ...over.parameters },
		extra: { executionId, mode: 'trigger', ...over.extra },
	});
	if (result.error !== undefined) throw result.error;
	return { records: ledger.stored(executionId), told: toldBy(result) };
}

const everybodyAlike = async () => (server = await models(({ prompt }) => says(alike(prompt))));

it('compares inside a run of the command line, which ends with it', async () => {
	await everybodyAlike();
	await tune('cli', { items: items(140), extra: { mode: 'cli' } });
	const { audits } = (await documentOf('cli'))?.state ?? {};
	expect(audits?.done).toBeGreaterThan(0);
	expect(audits?.pending).toEqual([]);
});

it('compares connected models inside the run, which are gone with it', async () => {
	const asked: string[] = [];
	const model = (name: string) =>
		chatModel((messages) => {
			asked.push(name);
			return message(alike(JSON.stringify(messages).slice(0, 60)));
		});
	const priced = (branchName: string, strength: number, usd: number) => ({
		branchName,
		settings: { strength: String(strength), inputPrice: usd, outputPrice: 4 * usd },
	});
	const result = await runWorkflow(
		connectedAsk({
			items: items(140),
			node: { id: 'plugged' },
			wired: ['Fallback', 'Cheap', 'Strong'],
			ports: ['GPT', 'Claude'],
			supplied: { GPT: model('GPT'), Claude: model('Claude') },
			parameters: { models: { values: [priced('Cheap', 1, 1), priced('Strong', 10, 15)] }, thresholdFrom: 'auto_tune', autoTuneTarget: 90 },
			extra: { mode: 'trigger' },
		}),
	);
	const during = asked.length;
	await tuningSettled();
	expect(result.error).toBeUndefined();
	expect([asked.length, asked.includes('GPT')]).toEqual([during, true]);
	const audits = (await documentOf('plugged'))?.state.audits;
	expect([audits?.pending.length, audits?.drawn]).toEqual([0, expect.any(Number)]);
	expect(audits?.drawn).toBeGreaterThan(0);
});

it('draws one ticket and makes one audit where the second try answers what the first drew', async () => {
	const refused = new Set<string>();
	let failing = false;
	server = await models(({ model, prompt }) => {
		if (model === 'small' || !failing || prompt.startsWith('<<<DATA') || refused.has(prompt)) return says(alike(prompt));
		refused.add(prompt);
		return refuses(400, { code: 'empty_array', param: 'messages' });
	});
	await tune('retried', { items: items(110) });
	await tuningSettled();
	failing = true;
	const list = items(40);
	// n8n tries again for as long as an item is on Fallback, which has an error of an earlier node.
	const { records } = await tune('retried', {
		items: list.map(({ json }) => ({ json: { ...json, error: 'upstream' } })),
		node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		parameters: { maxRetries: 0 },
	});
	await tuningSettled();
	expect(refused.size).toBe(40);
	const drawn = records.filter(({ tuning }) => tuning !== null && tuning.ticket !== null);
	expect(servedBy(records, 'custom2/large')).toBe(40);
	expect(new Set(records.map(({ dedupeKey }) => dedupeKey)).size).toBe(40);
	expect(drawn.length).toBeGreaterThan(0);
	const document = await documentOf('retried');
	expect([document?.state.seen, document?.state.audits.pending]).toEqual([150, []]);
});

it('answers everything and certifies nothing while the strongest is down', async () => {
	let isDown = false;
	server = await models(({ model, prompt }) => (isDown && model === 'large' ? refuses(503) : says(alike(prompt))));
	await tune('down', { items: items(110) });
	await tuningSettled();
	const before = await documentOf('down');
	isDown = true;
	clearHealth();
	const { records } = await tune('down', { items: items(60), parameters: { maxRetries: 0 } });
	await tuningSettled();
	expect(servedBy(records, 'custom1/small')).toBe(60);
	const after = await documentOf('down');
	expect([before === null ? -1 : percentOf(before), after === null ? -1 : percentOf(after)]).toEqual([0, 0]);
});

it('keeps two routers of one process apart', async () => {
	await everybodyAlike();
	await Promise.all([tune('left', { items: items(30) }), tune('right', { items: items(20) })]);
	await tuningSettled();
	expect([(await documentOf('left'))?.state.seen, (await documentOf('right'))?.state.seen]).toEqual([30, 20]);
});

describe('where no weaker model is worth comparing', () => {
	it.each([
		[
			'that costs as much',
			{ models: { values: [SMALL, row('custom2/large', 'Large', 2, { inputPrice: 1, outputPrice: 4 })] } },
			'no weaker model costs less',
		],
		['below Never Below', { neverBelow: 'Large' }, 'Never Below is Large'],
	])('one %s, everything goes to the strongest, and the run says why', async (_, parameters, why) => {
		await everybodyAlike();
		const { records, told } = await tune('nothing-left', { parameters });
		expect(servedBy(records, 'custom2/large')).toBe(20);
		expect(told).toEqual([expect.stringContaining(`Auto-Tune: everything goes to Large, because ${why}`)]);
		expect(await documentOf('nothing-left')).toBeNull();
	});

	it('goes on where Never Below is an expression', async () => {
		await everybodyAlike();
		await tune('by-expression', { parameters: { neverBelow: '={{ "Large" }}' } });
		expect((await documentOf('by-expression'))?.state).toMatchObject({ seen: 20, basis: { weaker: ['custom1/small'] } });
	});
});

it('keeps the weights it began by until a reset or another basis, and a reset hands out no error anew', async () => {
	await everybodyAlike();
	const put = async (version: string) => {
		const json = { kind: 'trained', weights: encodeWeights({ ...shippedWeights(), version }), measured: null };
		await feedback().putDocument({ kind: DOCUMENTS.weights, name: 'own', json, expectedVersion: null });
	};
	const own = { weights: 'latest', weightsName: { __rl: true, mode: 'id', value: 'own' } };
	const orderOf = async (parameters = {}) => {
		await tune('weighed', { parameters: { ...own, ...parameters } });
		await tuningSettled();
		return (await documentOf('weighed'))?.state.basis.scoreVersion;
	};
	await put('first');
	expect(await orderOf()).toBe('first');
	await put('second');
	expect(await orderOf()).toBe('first');
	await tune('weighed', { items: items(80), parameters: own });
	await tuningSettled();
	const stored = await documentOf('weighed');
	if (stored === null) throw new Error('nothing is stored');
	await feedback().putDocument({ kind: DOCUMENTS.autoTune, name: 'wf:weighed', json: withReset(stored), expectedVersion: null });
	expect(await orderOf()).toBe('second');
	expect((await documentOf('weighed'))?.state).toMatchObject({ step: 2, seen: 20 });
	await put('third');
	expect(await orderOf()).toBe('second');
	expect(await orderOf({ autoTuneTarget: 95 })).toBe('third');
});
