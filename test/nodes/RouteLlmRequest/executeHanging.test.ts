import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, run, says, type Reply, type TestLedger } from '../../support/routeNode';

const ITEMS = 100;
const HANGING = 3;

let ledger: TestLedger;
let small: TestServer;
let large: TestServer;
/** What happened at the providers, in order. */
let events: string[];

beforeAll(async () => {
	ledger = await openLedger();
	const at = (name: string, reply: (prompt: string) => Reply) =>
		provider((prompt, seen) => {
			events.push(`${name}:${prompt}`);
			void seen.gone.then(() => events.push(`${name}:${prompt} let go`));
			return reply(prompt);
		});
	small = await at('small', (prompt) => (prompt === `hang ${String(HANGING)}` ? { kind: 'silence' } : says(`answer to ${prompt}`)));
	large = await at('large', (prompt) => says(`answer to ${prompt}`));
});
afterAll(async () => {
	await Promise.all([small.close(), large.close(), ledger.close()]);
});
beforeEach(() => {
	clearHealth();
	events = [];
});

const prompts = Array.from({ length: ITEMS }, (_, n) => `${n === HANGING ? 'hang' : 'item'} ${String(n)}`);
const items = prompts.map((text) => ({ json: { text } }));
const parameters = { threshold: 0, timeout: 3, patience: 0, maxRetries: 0 };

/** The provider answers nobody twice, and everybody else while the hanging call is still open. */
function expectOthersFirst(): void {
	const letGo = events.indexOf(`small:hang ${String(HANGING)} let go`);
	const arrived = events.slice(0, letGo).filter((event) => event.startsWith('small:') && !event.endsWith('let go'));
	expect([...arrived].sort()).toEqual(prompts.map((prompt) => `small:${prompt}`).sort());
}

describe('a provider that hangs on one item of 100', () => {
	it('holds no other up; that one goes to the next model once its Timeout is over', async () => {
		const result = await run({ items, urls: [small.url, large.url], parameters });
		expectOthersFirst();
		expect(events.filter((event) => event.startsWith('large:') && !event.endsWith('let go'))).toEqual([`large:hang ${String(HANGING)}`]);
		expect(result.counts(NODE)).toEqual([0, ITEMS - 1, 1]);
		expect(result.items(NODE, 2)[0]?.json).toMatchObject({ text: `hang ${String(HANGING)}`, output: `answer to hang ${String(HANGING)}` });
	});

	it('and no other model left: that one leaves by Fallback', async () => {
		const result = await run({ items, urls: [small.url, large.url], parameters: { ...parameters, neverDearer: true } });
		expectOthersFirst();
		expect(events.filter((event) => event.startsWith('large:'))).toEqual([]);
		expect(result.counts(NODE)).toEqual([1, ITEMS - 1, 0]);
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({ failure: 'timeout' });
	});
});
