import { clearHealth } from '../../../nodes/shared/health';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { markComplaints, paidTwice, sqliteQuery, waitingAudits } from '../../support/autoTuneLog';
import { tuneProvider, type ProviderCall, type TuneProvider, type TuneProviderOptions } from '../../support/autoTuneProvider';
import { replayComplaints, storedTuning } from '../../support/autoTuneReplay';
import { hintsOf, idsThatLeft, ITEMS_PER_RUN, routerOf, rowsOf, tuneRun, tuneSettled, type TuneStream } from '../../support/autoTuneWorld';
import { openLedger, refuses, type TestLedger } from '../../support/routeNode';

/** Somewhat longer than a claimed audit is left to whoever claimed it. */
const LEASE_MS = 16 * 60_000;

const trueNow = Date.now.bind(Date);
let offMs = 0;
let ledger: TestLedger;
beforeAll(async () => {
	jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + offMs);
	ledger = await openLedger();
});
afterAll(async () => {
	await tuneSettled();
	await ledger.close();
	jest.restoreAllMocks();
});
beforeEach(() => clearHealth());

/** Closed also where a test fails: Jest would wait for them for ever. */
const providers: TuneProvider[] = [];
afterEach(async () => {
	await tuneSettled();
	await Promise.all(providers.splice(0).map((provider) => provider.close()));
});
async function providing(options?: TuneProviderOptions): Promise<TuneProvider> {
	const provider = await tuneProvider(options);
	providers.push(provider);
	return provider;
}

let streams = 100;
function streamWith(provider: TuneProvider, more: Partial<TuneStream> = {}): TuneStream {
	return { stream: ++streams, provider, ...more, parameters: { autoTuneTarget: 90, ...more.parameters } };
}

/** Requests so far, by stream. */
const begun = new Map<number, number>();

/** Runs of 20, and all that goes on behind them; what the last one said. */
async function runs(stream: TuneStream, count: number): Promise<readonly string[]> {
	let hints: readonly string[] = [];
	for (let n = 0; n < count; n++) {
		const from = begun.get(stream.stream) ?? 0;
		begun.set(stream.stream, from + ITEMS_PER_RUN);
		const result = await tuneRun(stream, from);
		expect(result.error).toBeUndefined();
		expect(idsThatLeft(result)).toHaveLength(ITEMS_PER_RUN);
		await tuneSettled();
		hints = hintsOf(result);
	}
	return hints;
}

const query = sqliteQuery(ledgerFile);
const documentOf = async ({ stream }: TuneStream) => await storedTuning(query, routerOf(stream));
async function complaintsOf({ stream, provider }: TuneStream): Promise<readonly string[]> {
	const rows = await rowsOf(stream);
	return [...markComplaints(rows), ...(await replayComplaints(query, routerOf(stream), rows)), ...paidTwice(provider)];
}

/** A model of its own, so that it can be down alone. */
const OWN_JUDGE = {
	parameters: { autoTuneTarget: 90, autoTuneJudge: { __rl: true, mode: 'id', value: 'custom1/judge' } },
	credential: { modelFacts: { values: [{ modelId: 'custom1/judge', inputPrice: 3, outputPrice: 12 }] } },
};
const paidBy = ({ calls }: TuneProvider, model: string, purpose: ProviderCall['purpose'] = 'answer') =>
	calls.filter((call) => call.model === model && call.purpose === purpose && call.paid === true).length;

it.each([
	['manual', 100],
	['evaluation', 10],
] as const)('a pinned prompt run by hand (%s, %i times) certifies nothing and counts nothing', async (mode, times) => {
	const provider = await providing();
	const stream = streamWith(provider, { kind: 'easy', extra: { mode } });
	for (let n = 0; n < times; n++) expect((await tuneRun(stream, 7, 1)).error).toBeUndefined();
	await tuneSettled();
	expect(await rowsOf(stream.stream)).toEqual([]);
	expect((await documentOf(stream))?.state.seen ?? 0).toBe(0);
	expect(provider.calls.map(({ model, purpose }) => `${model} ${purpose}`)).toEqual(Array.from({ length: times }, () => 'large answer'));
});

it('a pinned prompt run in production counts as often as it is run: only its place in a run tells them apart', async () => {
	const provider = await providing();
	const stream = streamWith(provider, { kind: 'easy' });
	for (let n = 0; n < 10; n++) expect((await tuneRun(stream, 7, 1)).error).toBeUndefined();
	await tuneSettled();
	expect(await rowsOf(stream.stream)).toHaveLength(10);
});

it('refuses within 40 comparisons a judge that finds everything as good, says so, and sends all to the strongest', async () => {
	const provider = await providing({ worse: { small: 0.5 }, judge: () => 'tie' });
	const stream = streamWith(provider);
	const hints: string[] = [];
	for (let n = 0; n < 20; n++) hints.push(...(await runs(stream, 1)));
	const document = await documentOf(stream);
	expect(document?.state.phase.kind).toBe('judge_refused');
	expect(document?.state.audits.drawn).toBeLessThanOrEqual(40);
	expect(hints.join('\n')).toMatch(/judge/i);
	expect(paidBy(provider, 'large')).toBe(20 * ITEMS_PER_RUN);
	expect(await complaintsOf(stream)).toEqual([]);
});

it('asks no weaker model on while the judge is down, says so, and goes on once it is back', async () => {
	let isDown = true;
	const provider = await providing({ fault: ({ purpose }) => (isDown && purpose === 'judge' ? refuses(500) : null) });
	const stream = streamWith(provider, OWN_JUDGE);
	await runs(stream, 5);
	expect(paidBy(provider, 'small')).toBe(0);
	const hints = [...(await runs(stream, 3)), ...(await runs(stream, 3))];
	// Two are compared at a time, and the second has begun when the first one meets the judge.
	expect(paidBy(provider, 'small')).toBeGreaterThan(0);
	expect(paidBy(provider, 'small')).toBeLessThanOrEqual(2);
	expect(hints.join('\n')).toMatch(/judge/i);
	const waiting = waitingAudits(await rowsOf(stream.stream)).length;
	expect(waiting).toBeGreaterThan(0);
	expect(waiting).toBeLessThanOrEqual(40);
	isDown = false;
	offMs += LEASE_MS;
	clearHealth();
	await runs(stream, 12);
	expect(waitingAudits(await rowsOf(stream.stream))).toEqual([]);
	expect(paidBy(provider, 'judge', 'judge')).toBeGreaterThan(0);
	expect((await documentOf(stream))?.state.phase).toMatchObject({ ladders: [{ certified: expect.any(Number) as number }] });
	expect(await complaintsOf(stream)).toEqual([]);
});

it('holds while the judge is down and the strongest model is rate limited', async () => {
	let isDown = true;
	const provider = await providing({
		worse: { small: 0.02 },
		fault: ({ purpose, model, before }) => {
			if (purpose === 'judge') return isDown ? refuses(503) : null;
			return model === 'large' && before === 0 && provider.calls.length % 7 === 0 ? refuses(429, {}, { 'retry-after-ms': '20' }) : null;
		},
	});
	const stream = streamWith(provider, { ...OWN_JUDGE, parameters: { ...OWN_JUDGE.parameters, maxRetries: 1 } });
	await runs(stream, 9);
	isDown = false;
	offMs += LEASE_MS;
	clearHealth();
	await runs(stream, 9);
	expect(waitingAudits(await rowsOf(stream.stream))).toEqual([]);
	// Otherwise nothing was put to the test.
	expect(paidBy(provider, 'judge', 'judge')).toBeGreaterThan(20);
	expect(await complaintsOf(stream)).toEqual([]);
});

it('comes to an end with a weaker model that never answers in time: every item leaves, nothing is certified', async () => {
	const provider = await providing({ fault: ({ model }) => (model === 'small' ? { kind: 'silence' } : null) });
	const stream = streamWith(provider, { parameters: { timeout: 1 } });
	await runs(stream, 10);
	const document = await documentOf(stream);
	const phase = document?.state.phase;
	expect(phase !== undefined && 'ladders' in phase ? phase.ladders.map(({ certified }) => certified) : []).toEqual([0]);
	expect(paidBy(provider, 'large')).toBe(10 * ITEMS_PER_RUN);
	expect(await complaintsOf(stream)).toEqual([]);
});
