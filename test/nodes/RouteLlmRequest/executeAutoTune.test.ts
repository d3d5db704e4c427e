import { clearTuning, tuningSettled } from '../../../nodes/RouteLlmRequest/autoTune/shared';
import { clearHealth } from '../../../nodes/shared/health';
import { closeLedgers, sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { readTuningDocument, type TuningDocument } from '../../../router/learning/autotune/document';
import { percentOf } from '../../../router/learning/autotune/told';
import { DOCUMENTS } from '../../../router/ledger/documents';
import type { DecisionRecord } from '../../../router/ledger/record';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { askedOf, models } from '../../support/auditRun';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, refuses, row, run, says, type Ask, type Reply, type TestLedger } from '../../support/routeNode';

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
}

/** A run of 20 items, and all that is compared behind it. */
async function tune({ node, count = 20, mode = 'trigger', parameters, items }: RunOf) {
	const executionId = `tuned-${String(++executions)}`;
	const url = server?.url ?? '';
	const result = await run({
		items: items ?? Array.from({ length: count }, () => ({ json: { text: `Translate number ${String(++prompts)} into French.` } })),
		urls: [url, url],
		node: { id: node },
		parameters: { models: { values: PAIR }, thresholdFrom: 'auto_tune', autoTuneTarget: 90, ...parameters },
		extra: { executionId, mode },
	});
	if (result.error !== undefined) throw result.error;
	await tuningSettled();
	const hints = result.hints(NODE).map(({ message }) => message);
	return { records: ledger.stored(executionId), hints, told: hints.filter((message) => /Auto-Tune|does not pay/.test(message)) };
}

async function documentOf(node: string): Promise<TuningDocument | null> {
	return readTuningDocument((await sqliteLedgerAt(ledgerFile).feedback.getDocument(DOCUMENTS.autoTune, `wf:${node}`))?.json);
}

const servedBy = (records: readonly DecisionRecord[], modelId: string) =>
	records.filter(({ result }) => 'modelId' in result && result.modelId === modelId).length;

describe('Auto-Tune in the node', () => {
	it('sends everything to the strongest until comparisons have shown more, then the certified share', async () => {
		server = await world();
		const node = 'certifies';
		const first = await tune({ node });
		expect(servedBy(first.records, LARGE)).toBe(20);
		expect(first.told).toEqual([expect.stringMatching(/^Auto-Tune: 20 of 100 requests seen before comparing; everything goes to Large/)]);
		let share = 0;
		for (let runs = 0; runs < 14 && share === 0; runs++) {
			const { records, told } = await tune({ node });
			expect(told).toHaveLength(1);
			expect(servedBy(records, LARGE)).toBe(20);
			const document = await documentOf(node);
			share = document === null ? 0 : percentOf(document);
		}
		if (share === 0) console.error(JSON.stringify({ ...(await documentOf(node)), state: { ...(await documentOf(node))?.state, phase: { ...(await documentOf(node))?.state.phase, order: 0 }, recent: 0 } }).slice(0, 6000), server.journal.filter(({ body }) => body.includes(JUDGING)).slice(0, 3).map(({ body }) => body), askedOf(server).filter((m) => m === 'small').length);
		expect(share).toBeGreaterThan(0);
		const after = await tune({ node });
		expect(servedBy(after.records, SMALL)).toBeGreaterThan(0);
		expect(after.told).toEqual([expect.stringMatching(/ go to Small\. Of all answers at least 90 % are as good as Large's/)]);
		const document = await documentOf(node);
		expect(document?.state.controls).toEqual({ done: 10, passed: 0 });
	});
});
