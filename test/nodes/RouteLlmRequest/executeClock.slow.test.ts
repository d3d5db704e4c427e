import { monitorEventLoopDelay } from 'node:perf_hooks';

import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, refuses, row, run, says, type Reply, type TestLedger } from '../../support/routeNode';

const HOUR_MS = 3_600_000;
const JUMPS = [
	['an hour back', -HOUR_MS],
	['a day back', -24 * HOUR_MS],
	['an hour ahead', HOUR_MS],
] as const;

const trueNow = Date.now.bind(Date);
let offMs = 0;
let ledger: TestLedger;
let server: TestServer;
let reply: (nth: number) => Reply;
/** When calls arrived, in true time. */
let arrivals: number[];

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider(() => {
		arrivals.push(performance.now());
		return reply(arrivals.length);
	});
	jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + offMs);
});
afterAll(async () => {
	jest.restoreAllMocks();
	await Promise.all([server.close(), ledger.close()]);
});
beforeEach(() => {
	[offMs, arrivals] = [0, []];
	clearHealth(WINDOW_MS);
});

const WINDOW_MS = 1_500;
let executions = 0;

async function routed(count: number, { settings = {}, ...parameters }: { settings?: object } & Record<string, unknown> = {}) {
	const small = row('custom1/small', 'Small', 1);
	const models = { values: [{ ...small, settings: { ...small.settings, ...settings } }] };
	const executionId = `clock-${String(process.pid)}-${String(executions++)}`;
	const items = Array.from({ length: count }, (_, n) => ({ json: { text: `Hi ${String(n)}` } }));
	const result = await run({
		items,
		urls: [server.url, server.url],
		wired: ['Fallback', 'Small'],
		parameters: { models, ...parameters },
		extra: { executionId },
	});
	expect(result.error).toBeUndefined();
	return { counts: result.counts(NODE), records: ledger.stored(executionId), items: result.items(NODE, 1).map(({ json }) => json) };
}

describe.each(JUMPS)('a clock that is put %s during a run', (_, jumpMs) => {
	const jumpAt = (call: number, then: Reply = says('fine')) => {
		reply = (nth) => {
			if (nth === call) offMs = jumpMs;
			return nth === call ? then : says('fine');
		};
	};

	it('changes nothing of rate limits: every item is answered, and no more of them in a window than may be', async () => {
		jumpAt(2);
		// The server shares this event loop: where the machine stalls it, calls sent apart arrive together.
		const stalls = monitorEventLoopDelay({ resolution: 10 });
		stalls.enable();
		const { counts } = await routed(6, { settings: { requestsPerMinute: 2 }, maxWaitTime: 20 });
		stalls.disable();
		expect(counts).toEqual([0, 6]);
		const window = WINDOW_MS - 100 - stalls.max / 1e6;
		const most = Math.max(...arrivals.map((from) => arrivals.filter((atMs) => atMs >= from && atMs < from + window).length));
		expect(most).toBeLessThanOrEqual(2);
	});

	it('changes nothing of a cooldown and a backoff', async () => {
		jumpAt(1, refuses(429, {}, { 'retry-after-ms': '700' }));
		const { counts } = await routed(3, { maxWaitTime: 20, maxRetries: 1, parallelItems: 1 });
		expect(counts).toEqual([0, 3]);
		const [first = 0, second = 0] = arrivals;
		expect(second - first).toBeGreaterThan(650);
	});

	it('changes nothing of a deadline, neither for who has time left nor for who has none', async () => {
		jumpAt(1, refuses(500));
		expect((await routed(1, { deadline: 20 })).counts).toEqual([0, 1]);
		jumpAt(arrivals.length + 1, { kind: 'silence' });
		expect((await routed(1, { deadline: 1 })).counts).toEqual([1, 0]);
	});

	it('stores and shows no answer time below zero or of an hour, and when it began by the clock of then', async () => {
		jumpAt(1);
		const before = trueNow();
		const { records, items } = await routed(2, { parallelItems: 1, includeDetails: true });
		const took = records.flatMap(({ attempts }) => attempts.map(({ startedMs, endedMs }) => endedMs - startedMs));
		const shown = items.map(
			({ llmRoute }) => (llmRoute as { details: { attempts: { tookMs: number }[] } }).details.attempts[0]?.tookMs ?? -1,
		);
		for (const ms of [...took, ...shown]) {
			expect(ms).toBeGreaterThanOrEqual(0);
			expect(ms).toBeLessThan(10_000);
		}
		const off = records.map(({ atMs }) => Math.round((atMs - before) / HOUR_MS) * HOUR_MS);
		expect(off).toEqual([0, jumpMs]);
	});
});
