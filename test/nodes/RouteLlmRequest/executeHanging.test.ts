import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, run, says, type Reply, type TestLedger } from '../../support/routeNode';

const ITEMS = 100;
const HANGING = 3;
const HUNG = `hang ${String(HANGING)}`;

let ledger: TestLedger;
let small: TestServer;
let large: TestServer;
/** What happened at the providers, in order. */
let events: string[];
/** What the small provider does with the prompt it hangs on. */
let hangs: () => Reply | Promise<Reply>;

beforeAll(async () => {
	ledger = await openLedger();
	const at = (name: string, reply: (prompt: string) => Reply | Promise<Reply>) =>
		provider((prompt, seen) => {
			events.push(`${name}:${prompt}`);
			void seen.gone.then(() => events.push(`${name}:${prompt} let go`));
			return reply(prompt);
		});
	small = await at('small', (prompt) => {
		if (prompt === HUNG) return hangs();
		if (othersAt('small').length === ITEMS - 1) othersCame();
		return says(`answer to ${prompt}`);
	});
	large = await at('large', (prompt) => says(`answer to ${prompt}`));
});
afterAll(async () => {
	await Promise.all([small.close(), large.close(), ledger.close()]);
});

/** Resolves once all other items have come to the small provider. */
let others: Promise<void>;
let othersCame: () => void;

beforeEach(() => {
	clearHealth();
	events = [];
	others = new Promise((resolve) => (othersCame = resolve));
});

const prompts = Array.from({ length: ITEMS }, (_, n) => (n === HANGING ? HUNG : `item ${String(n)}`));
const items = prompts.map((text) => ({ json: { text } }));
const parameters = { threshold: 0, maxWaitTime: 0, maxRetries: 0 };
const askedAt = (name: string) => events.filter((event) => event.startsWith(`${name}:`) && !event.endsWith('let go'));
const othersAt = (name: string) => [...new Set(askedAt(name))].filter((event) => event !== `${name}:${HUNG}`);

describe('a provider that hangs on one item of 100', () => {
	// The default Timeout is far longer than this test may take: where the others wait for the hanging call, it ends red.
	beforeEach(() => {
		hangs = () => others.then(() => ({ kind: 'reset' }));
	});

	it('holds no other up; that one goes to the next model', async () => {
		const result = await run({ items, urls: [small.url, large.url], parameters });
		expect([...askedAt('small')].sort()).toEqual(prompts.map((prompt) => `small:${prompt}`).sort());
		expect(askedAt('large')).toEqual([`large:${HUNG}`]);
		expect(result.counts(NODE)).toEqual([0, ITEMS - 1, 1]);
		expect(result.items(NODE, 2)[0]?.json).toMatchObject({ text: HUNG, output: `answer to ${HUNG}` });
	});

	it('and no other model left: that one leaves by Fallback', async () => {
		const result = await run({ items, urls: [small.url, large.url], parameters: { ...parameters, neverMoreExpensive: true } });
		expect(askedAt('large')).toEqual([]);
		expect(result.counts(NODE)).toEqual([1, ITEMS - 1, 0]);
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({ failure: 'connection' });
	});
});

describe('a provider that never answers', () => {
	const alone = [{ json: { text: HUNG } }];
	const impatient = { ...parameters, timeout: 1 };
	beforeEach(() => {
		hangs = () => ({ kind: 'silence' });
	});

	it('is let go once the Timeout is over, and then the next model is asked', async () => {
		await run({ items: alone, urls: [small.url, large.url], parameters: impatient });
		// Whether that one answers within so short a time is the machine's affair.
		expect(askedAt('small').concat(askedAt('large'))).toEqual([`small:${HUNG}`, `large:${HUNG}`]);
		expect(events).toContain(`small:${HUNG} let go`);
	});

	it('and no other model left: the item leaves by Fallback', async () => {
		const result = await run({ items: alone, urls: [small.url, large.url], parameters: { ...impatient, neverMoreExpensive: true } });
		expect(askedAt('large')).toEqual([]);
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({ failure: 'timeout' });
	});
});
