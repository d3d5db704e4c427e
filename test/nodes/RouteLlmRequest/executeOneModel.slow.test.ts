import { clearHealth } from '../../../nodes/shared/health';
import { NODE, openLedger, provider, refuses, row, run, says, type Reply, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());

const ONE_MODEL = { models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2, { enabled: false })] } };
/** Two models, of which only the strongest may serve. */
const BYPASS = { alwaysStrongest: true };

/** One provider; `reply` is told the prompt and how many calls with it came before. */
async function routed(count: number, parameters: object, reply: (n: number, nth: number) => Reply) {
	const tries = new Map<string, number>();
	const server = await provider((prompt) => {
		const nth = tries.get(prompt) ?? 0;
		tries.set(prompt, nth + 1);
		return reply(Number(prompt), nth);
	});
	try {
		const items = Array.from({ length: count }, (_, n) => ({ json: { text: String(n) } }));
		const result = await run({ items, urls: [server.url, server.url], parameters: { ...parameters } });
		expect(result.error).toBeUndefined();
		return { result, calls: server.journal.length };
	} finally {
		await server.close();
	}
}

const failuresOf = ({ result }: Awaited<ReturnType<typeof routed>>) =>
	result.items(NODE, 0).map(({ json }) => (json['llmRoute'] as { failure: string }).failure);

describe('where one model alone may serve', () => {
	it.each([
		['it is the only one', ONE_MODEL],
		['of two, only the strongest may', BYPASS],
	])(
		'a rate limit without Retry-After and six server errors among 210 items lose none: %s',
		async (_, parameters) => {
			const trap = await routed(210, parameters, (n, nth) => {
				if (nth > 0 || n > 6) return says('fine');
				return n === 6 ? refuses(429) : refuses(500);
			});
			expect(failuresOf(trap)).toEqual([]);
		},
		60_000,
	);
});

describe('a model that refuses what nobody recognizes', () => {
	const teapot = refuses(418);
	const LADDER = { threshold: 0, parallelItems: 1 };

	/** The weaker model refuses these items; the stronger one answers all, but for those that both refuse. */
	async function refused(count: number, bySmall: (n: number) => boolean, byBoth: (n: number) => boolean = () => false) {
		const small = await provider((prompt) => (bySmall(Number(prompt)) || byBoth(Number(prompt)) ? teapot : says('fine')));
		const large = await provider((prompt) => (byBoth(Number(prompt)) ? teapot : says('fine')));
		try {
			const items = Array.from({ length: count }, (_, n) => ({ json: { text: String(n) } }));
			const result = await run({ items, urls: [small.url, large.url], parameters: LADDER });
			return { counts: result.counts(NODE), asked: small.journal.length, hints: result.hints(NODE).map(({ message }) => message) };
		} finally {
			await Promise.all([small.close(), large.close()]);
		}
	}

	it('rests after three items in a row, and the run says so', async () => {
		const { counts, asked, hints } = await refused(6, () => true);
		expect([counts, asked]).toEqual([[0, 0, 6], 3]);
		expect(hints).toContainEqual(expect.stringMatching(/^Small \(custom1\/small\) refused three different requests in a row/));
	});

	it.each([
		['it is the only one', ONE_MODEL],
		['of two, only the strongest may', BYPASS],
	])('is asked all the same where no other may serve, so that only what it refuses is lost: %s', async (_, parameters) => {
		const odd = await routed(12, { ...parameters, parallelItems: 1 }, (n) => (n < 4 ? teapot : says('fine')));
		expect(failuresOf(odd)).toEqual(['refused', 'refused', 'refused', 'refused']);
		expect(odd.calls).toBe(12);
		const [after] = [1, 2].flatMap((output) => odd.result.items(NODE, output));
		expect(after?.json['llmRoute']).toMatchObject({
			reason: expect.stringContaining('was asked because no other model can serve') as string,
		});
		expect(odd.result.hints(NODE).map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/refused three different requests in a row/),
		);
	});

	it('does not where it answers between, nor for requests that a second provider refuses too', async () => {
		expect(await refused(6, (n) => n % 3 !== 2)).toMatchObject({ counts: [0, 2, 4], asked: 6 });
		clearHealth();
		expect(
			await refused(
				6,
				() => false,
				(n) => n < 4,
			),
		).toMatchObject({ counts: [4, 2, 0], asked: 6 });
	});
});
