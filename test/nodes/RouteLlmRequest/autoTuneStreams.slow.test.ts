import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { clearHealth } from '../../../nodes/shared/health';
import { MOST_PENDING } from '../../../router/learning/autotune/numbers';
import { markComplaints, paidTwice, sqliteQuery, waitingAudits } from '../../support/autoTuneLog';
import { idIn, tuneProvider, type TuneProvider } from '../../support/autoTuneProvider';
import { replayComplaints, storedTuning } from '../../support/autoTuneReplay';
import { STREAMS, type StreamCase } from '../../support/autoTuneStreams';
import {
	hintsOf,
	idsThatLeft,
	ITEMS_PER_RUN,
	routerOf,
	rowsOf,
	THREE_ROWS,
	tuneAsk,
	tuneRun,
	tuneSettled,
	type TuneStream,
} from '../../support/autoTuneWorld';
import { openLedger, type TestLedger } from '../../support/routeNode';

/** Comparing begins with the 101st request. */
const RUNS = { short: 8, long: 25 };

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(async () => {
	await tuneSettled();
	await ledger.close();
});
beforeEach(() => clearHealth());
let provider: TuneProvider | null = null;
/** Also where a test fails: Jest would wait for it for ever. */
afterEach(async () => {
	await tuneSettled();
	await provider?.close();
});

describe('after a stream of requests in runs of 20', () => {
	it.each(STREAMS.map((one, index) => [one.name, one, index + 1] as const))(
		'%s: the state is what the log makes of it, and every item left',
		async (_, one, number) => {
			provider = await tuneProvider(one.provider);
			const stream = streamOf(one, number, provider);
			const query = sqliteQuery(ledgerFile);
			const runs = one.long ? RUNS.long : RUNS.short;
			for (let run = 0; run < runs; run++) {
				const from = run * ITEMS_PER_RUN;
				const result = await tuneRun(stream, from);
				expect(result.error).toBeUndefined();
				expect(idsThatLeft(result)).toEqual(
					tuneAsk(stream, from)
						.items.map(({ json }) => idIn(JSON.stringify(json)))
						.sort(),
				);
			}
			await tuneSettled();
			// One more, with which what has ended behind the last one is applied.
			const last = await tuneRun(stream, runs * ITEMS_PER_RUN, 1);
			await tuneSettled();
			const rows = await rowsOf(number);
			expect(rows).toHaveLength(runs * ITEMS_PER_RUN + 1);
			expect(markComplaints(rows)).toEqual([]);
			expect(await replayComplaints(query, routerOf(number), rows)).toEqual([]);
			if (one.retries !== true) expect(paidTwice(provider)).toEqual([]);
			// All that was drawn has come to an end, and all of it is in the state.
			const waiting = waitingAudits(rows);
			if (one.waits) {
				expect(waiting.length).toBeLessThanOrEqual(MOST_PENDING);
				expect(hintsOf(last).join('\n')).toContain('Comparisons wait, because Small cannot be asked: model not found.');
			} else {
				expect(waiting).toEqual([]);
			}
			expect(
				rows.filter(
					({ servedBy, tuningOrder, auditResult, auditOrder }) =>
						(servedBy !== null && tuningOrder === null) || (auditResult !== null && auditOrder === null),
				),
			).toEqual([]);
			process.stdout.write(`${one.name}: ${JSON.stringify(told(await storedTuning(query, routerOf(number))))}\n`);
		},
		120_000,
	);
});

function told(document: Awaited<ReturnType<typeof storedTuning>>): object | null {
	if (document === null) return null;
	const { phase, seen, audits, controls } = document.state;
	const ladders =
		'ladders' in phase
			? phase.ladders.map(({ modelId, certified, audits: counted, climbing }) => ({ modelId, certified, counted, climbing }))
			: [];
	return { phase: phase.kind, seen, drawn: audits.drawn, controls, ladders };
}

function streamOf(one: StreamCase, stream: number, provider: TuneStream['provider']): TuneStream {
	return {
		stream,
		provider,
		...(one.kind && { kind: one.kind }),
		parameters: { autoTuneTarget: one.target ?? 95, ...one.parameters },
		...(one.threeModels && { rows: THREE_ROWS }),
		// n8n runs a node again that fails, here because an item has nowhere to go.
		...(one.retries && { node: { retryOnFail: true, maxTries: 3 }, wired: [null, 'On 1', 'On 2'] }),
	};
}
