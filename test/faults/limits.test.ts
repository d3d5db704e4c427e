import { clearHealth } from '../../nodes/shared/health';
import { seeded } from '../../scripts/lib/seeded';
import { NODE, openLedger, provider, row, run, says, type TestLedger } from '../support/routeNode';

/** In CI one seed and a short window; elsewhere ten seeds side by side and real minutes. */
const SHORT = process.env.CI !== undefined;
const SEEDS = Number(process.env.LIMIT_SEEDS ?? (SHORT ? 1 : 10));
const WINDOW_MS = SHORT ? 6_000 : 60_000;
/** As the product keeps a minute with 61 s. */
const SLACK_MS = SHORT ? 200 : 1_000;
const ITEMS = 500;
const PARALLEL = 40;
const REQUESTS = 60;
const TOKENS = 6_000;
const PROMPT_TOKENS = 20;
/** Unknown before the answer is there. */
const LONGEST_ANSWER = 160;

interface Arrival {
	readonly atMs: number;
	readonly tokens: number;
}

interface Outcome {
	readonly arrivals: readonly Arrival[];
	readonly counts: readonly number[];
	readonly records: number;
}

let ledger: TestLedger;

beforeAll(async () => {
	ledger = await openLedger();
	clearHealth(WINDOW_MS + SLACK_MS);
});
afterAll(() => ledger.close());

/** 500 items, 40 at a time, against a provider of their own that answers after a random time with a random length. */
async function flood(seed: number, limits: object): Promise<Outcome> {
	const random = seeded(seed);
	const arrivals: Arrival[] = [];
	const server = await provider(async () => {
		const answerTokens = 1 + Math.floor(random() ** 2 * LONGEST_ANSWER);
		arrivals.push({ atMs: performance.now(), tokens: PROMPT_TOKENS + answerTokens });
		await new Promise((resolve) => setTimeout(resolve, 10 + random() * 290));
		const made = says('fine');
		const usage = { prompt_tokens: PROMPT_TOKENS, completion_tokens: answerTokens, total_tokens: PROMPT_TOKENS + answerTokens };
		return made.kind === 'json' ? { ...made, body: { ...(made.body as object), usage } } : made;
	});
	const model = row(`custom1/limited-${String(seed)}-${Object.keys(limits).join()}`, 'Limited', 1);
	const executionId = `limits-${String(seed)}-${Object.keys(limits).join()}`;
	try {
		const result = await run({
			items: Array.from({ length: ITEMS }, (_, n) => ({ json: { text: `Question ${String(n)} of seed ${String(seed)}` } })),
			urls: [server.url, server.url],
			wired: ['Fallback', 'Limited'],
			parameters: {
				models: { values: [{ ...model, overrides: { ...model.overrides, ...limits } }] },
				patience: 3_600,
				options: { parallelItems: PARALLEL, roomForAnswer: LONGEST_ANSWER },
			},
			extra: { executionId },
		});
		return { arrivals, counts: result.counts(NODE), records: ledger.stored(executionId).length };
	} finally {
		await server.close();
	}
}

function mostInWindow(arrivals: readonly Arrival[], of: (arrival: Arrival) => number): number {
	let [most, sum, from] = [0, 0, 0];
	for (const arrival of arrivals) {
		sum += of(arrival);
		for (let first = arrivals[from]; first !== undefined && first.atMs <= arrival.atMs - WINDOW_MS; first = arrivals[(from += 1)]) sum -= of(first);
		most = Math.max(most, sum);
	}
	return most;
}

/** The time that sending the same calls in the same order takes at best, beside the time it took. */
function throughput(arrivals: readonly Arrival[], limit: number, of: (arrival: Arrival) => number): number {
	const sent: { readonly atMs: number; readonly size: number }[] = [];
	let [now, sum, from] = [0, 0, 0];
	for (const arrival of arrivals) {
		sum += of(arrival);
		for (let oldest = sent[from]; oldest !== undefined && sum > limit; oldest = sent[(from += 1)]) {
			sum -= oldest.size;
			now = Math.max(now, oldest.atMs + WINDOW_MS);
		}
		sent.push({ atMs: now, size: of(arrival) });
	}
	return now / ((arrivals.at(-1)?.atMs ?? 0) - (arrivals[0]?.atMs ?? 0));
}

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
const LIMITS = [
	{ name: 'requests', limits: { requestsPerMinute: REQUESTS }, limit: REQUESTS, of: () => 1 },
	{ name: 'tokens', limits: { tokensPerMinute: TOKENS }, limit: TOKENS, of: ({ tokens }: Arrival) => tokens },
] as const;

it.each(LIMITS)('a limit of $name per window is never passed by 500 items, 40 at a time, and every item is answered', async ({ name, limits, limit, of }) => {
	const outcomes = await Promise.all(seeds.map((seed) => flood(seed, limits)));
	const used = outcomes.map(({ arrivals }) => throughput(arrivals, limit, of));
	process.stdout.write(`${name}: ${used.map((share) => `${(share * 100).toFixed(1)} %`).join(', ')} of what the limit permits\n`);
	for (const { arrivals, counts, records } of outcomes) {
		expect(mostInWindow(arrivals, of)).toBeLessThanOrEqual(limit);
		expect([arrivals.length, counts, records]).toEqual([ITEMS, [0, ITEMS], ITEMS]);
	}
	// A short window's share hangs on the machine; that of real minutes on the limits alone.
	if (!SHORT) expect(Math.min(...used)).toBeGreaterThanOrEqual(0.95);
}, 1_200_000);
