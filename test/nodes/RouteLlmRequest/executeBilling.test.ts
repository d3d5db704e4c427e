import { createRememberingCounter } from '../../../router/request/tokens';
import { json, serve, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, row, run, type TestLedger } from '../../support/routeNode';

const count = createRememberingCounter();
const PROMPT = 'Tell me in a few sentences why the sky is blue, and why it turns red in the evening. '.repeat(4);
const ANSWER = 'Air scatters short waves more than long ones, so blue comes from everywhere and red is what is left at dusk. '.repeat(5);
const [ASKED, SAID] = [count(PROMPT, 1e6), count(ANSWER, 1e6)];

let ledger: TestLedger;
let servers: readonly [TestServer, TestServer];
let usage: (call: number) => unknown;
let calls: number;
let content: string;

beforeAll(async () => {
	ledger = await openLedger();
	const answering = () =>
		serve((response) => {
			calls += 1;
			const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }];
			json(response, 200, { id: 'c', object: 'chat.completion', model: 'm', choices, usage: usage(calls) });
		});
	servers = await Promise.all([answering(), answering()]);
});
afterAll(async () => {
	await Promise.all([...servers.map((server) => server.close()), ledger.close()]);
});
beforeEach(() => {
	calls = 0;
	content = ANSWER;
	usage = () => ({ prompt_tokens: ASKED, completion_tokens: SAID, total_tokens: ASKED + SAID });
});

let runs = 0;

/** Asked by nobody, dear as it is. */
const LARGE = row('custom2/large', 'Large', 2, {
	inputPrice: 200,
	outputPrice: 800,
	contextTokens: 40_000,
	outputLimit: 4_000,
});
const SMALL = row('custom1/small', 'Small', 1);

/** `models`: rows, the first of which is asked. */
interface Setup {
	readonly models?: readonly object[];
	readonly parameters?: object;
}

async function routed(items: number, { models = [SMALL, LARGE], parameters = {} }: Setup = {}) {
	const executionId = `billing-${String(++runs)}`;
	const result = await run({
		items: Array.from({ length: items }, () => ({ json: { text: PROMPT } })),
		urls: [servers[0].url, servers[1].url],
		credentialId: executionId,
		credential: {
			providers: ['custom1', 'custom2', 'openrouter', 'xai'],
			openrouterApiKey: 'sk-or-planted-7c1e5a90b3d2',
			openrouterBaseUrl: `${servers[0].url}/v1`,
			xaiApiKey: 'xai-planted-5b7d9f1a3c2e',
			xaiBaseUrl: `${servers[0].url}/v1`,
		},
		parameters: { threshold: 0, models: { values: models }, ...parameters },
		extra: { executionId },
	});
	expect(result.error).toBeUndefined();
	return {
		charges: ledger.stored(executionId).flatMap(({ charges }) => charges),
		counted: ledger.stored(executionId).flatMap(({ attempts }) => attempts.map(({ result: end }) => ('usage' in end ? end.usage : null))),
		costs: result.items(NODE, 1).map((item) => (item.json['llmRoute'] as { costUsd: number | null }).costUsd),
		hints: result.hints(NODE).map(({ message }) => message),
	};
}

/** What one call here costs by its texts, in USD, at 1 and 4 USD per million tokens. */
const TRUE_USD = (ASKED + 4 * SAID) / 1e6;
const tokens = (prompt_tokens: unknown, completion_tokens: unknown, more: object = {}) => ({ prompt_tokens, completion_tokens, ...more });
const FOR_TEXTS = 'reports token counts that cannot be right';

const LIES: readonly (readonly [string, unknown])[] = [
	['nothing at all', tokens(0, 0, { total_tokens: 0 })],
	['no prompt', tokens(0, SAID)],
	['no answer', tokens(ASKED, 0)],
	['no word of the answer', { prompt_tokens: ASKED }],
	['no word of the prompt', { completion_tokens: SAID }],
	['one token for all of the prompt', tokens(1, SAID)],
	['one token for all of the answer', tokens(ASKED, 1)],
	['less than no prompt', tokens(-ASKED, SAID)],
	['less than no answer', tokens(ASKED, -SAID)],
	['parts of tokens', tokens(ASKED + 0.5, SAID)],
	['words', tokens('many', 'more')],
	['more cached than sent', tokens(ASKED, SAID, { prompt_tokens_details: { cached_tokens: ASKED + 1 } })],
	[
		'more written to the cache than sent',
		tokens(ASKED, SAID, { prompt_tokens_details: { cached_tokens: ASKED, cache_write_tokens: ASKED } }),
	],
	['an enormous prompt', tokens(3e5, SAID)],
	['an enormous answer', tokens(ASKED, 3e5)],
	['an enormous total', tokens(ASKED, SAID, { total_tokens: 5e8 })],
	['more than any number of tokens', tokens(1e15, 1e15)],
];

describe('a server that counts', () => {
	test.each(LIES)('%s is charged by the texts, with one hint, and a budget holds', async (_, lie) => {
		usage = () => lie;
		const [parallelItems, capUsd, reservedUsd] = [4, 10 * TRUE_USD, (ASKED + 20 + 4 * 1_024) / 1e6];
		const { charges, costs, counted, hints } = await routed(60, { parameters: { costCap: capUsd + reservedUsd, parallelItems } });
		expect(calls).toBeGreaterThanOrEqual(5);
		expect(calls * TRUE_USD).toBeLessThanOrEqual(capUsd + reservedUsd + parallelItems * reservedUsd);
		expect(new Set(charges.map(({ basis }) => basis))).toEqual(new Set(['estimated']));
		expect(new Set(counted)).toEqual(new Set([null]));
		const dearest = Math.max(...costs.map((cost) => cost ?? Infinity));
		expect(dearest).toBeGreaterThan(TRUE_USD * 0.99);
		expect(dearest).toBeLessThan(TRUE_USD * 1.1);
		expect(hints.filter((hint) => hint.includes(FOR_TEXTS))).toEqual([
			`Small (custom1/small) ${FOR_TEXTS}, so the cost of its calls is estimated from the text. Check how it counts tokens.`,
		]);
	});

	test.each<[string, unknown]>([
		['reasoning nobody sees', tokens(ASKED, SAID + 15_000, { completion_tokens_details: { reasoning_tokens: 15_000 } })],
		['half of what we do', tokens(Math.ceil(ASKED / 2), Math.ceil(SAID / 2))],
		['five times what we do', tokens(ASKED * 5, SAID * 5)],
	])('%s is believed', async (_, said) => {
		usage = () => said;
		const { charges, hints } = await routed(1);
		expect(charges).toMatchObject([{ basis: 'reported' }]);
		expect(hints.join()).not.toContain(FOR_TEXTS);
	});

	it('nothing for an answer of nothing is believed', async () => {
		content = ' ';
		usage = () => tokens(ASKED, 0);
		expect((await routed(1)).charges[0]).toMatchObject({ basis: 'reported', purpose: 'draft', usage: { outputTokens: 0 } });
	});

	it('nothing ever is estimated without a word', async () => {
		usage = () => undefined;
		const { charges, hints } = await routed(1);
		expect(charges).toMatchObject([{ basis: 'estimated' }]);
		expect(hints.join()).not.toContain(FOR_TEXTS);
	});
});

const openRouter = (model: string) => [{ ...row(`openrouter/${model}`, 'Small', 1), settings: { strength: '1' } }, LARGE];

describe('a provider that states its bill', () => {
	const billed = (cost: unknown, more: object = {}) => tokens(ASKED, SAID, { cost, ...more });

	it('is charged as it says, what the price list says beside it', async () => {
		usage = () => billed(0.0123);
		const { charges, costs } = await routed(1, { models: openRouter('anthropic/claude-sonnet-4.5') });
		const listCostNanoUsd = (ASKED * 3 + SAID * 15) * 1_000;
		expect(charges).toMatchObject([{ basis: 'billed', costNanoUsd: 12_300_000, listCostNanoUsd, usage: { inputTokens: ASKED } }]);
		expect(costs).toEqual([0.0123]);
	});

	it('has a cost where nobody knows a price', async () => {
		usage = () => billed(0.000_105);
		const { charges, costs } = await routed(1, { models: openRouter('openrouter/auto') });
		expect(charges).toMatchObject([{ basis: 'billed', costNanoUsd: 105_000 }]);
		expect(charges[0]).not.toHaveProperty('listCostNanoUsd');
		expect(costs).toEqual([0.000_105]);
	});

	it('charges nothing for a free model', async () => {
		usage = () => billed(0);
		expect((await routed(1, { models: openRouter('openai/gpt-oss-20b:free') })).charges).toMatchObject([
			{ basis: 'billed', costNanoUsd: 0 },
		]);
	});

	it('is charged what the provider behind it bills to a key of one’s own', async () => {
		usage = () => billed(0, { is_byok: true, cost_details: { upstream_inference_cost: 0.004 } });
		expect((await routed(1, { models: openRouter('anthropic/claude-sonnet-4.5') })).charges).toMatchObject([
			{ basis: 'billed', costNanoUsd: 4_000_000 },
		]);
	});

	it('is charged in ticks where it counts in ticks', async () => {
		usage = () => tokens(ASKED, SAID, { cost_in_usd_ticks: 37_756_000 });
		expect((await routed(1, { models: [row('xai/grok-4.3', 'Small', 1), LARGE] })).charges).toMatchObject([
			{ basis: 'billed', costNanoUsd: 3_775_600 },
		]);
	});

	it('is not asked for dollars where it may count in something else', async () => {
		usage = () => billed(0.0123);
		expect((await routed(1)).charges).toMatchObject([{ basis: 'reported', costNanoUsd: Math.round(TRUE_USD * 1e9) }]);
	});

	const DISBELIEVED = 'reports a cost that cannot be right';

	test.each([
		['nothing for what it wrote', 0],
		['next to nothing', 1e-7],
		['a fortune', 900],
		['more than there is', 1e6],
	])('and states %s is charged by the price list, with one hint, and a budget holds', async (_, cost) => {
		usage = () => billed(cost);
		const usd = (ASKED * 3 + SAID * 15) / 1e6;
		const reservedUsd = ((ASKED + 20) * 3 + 15 * 1_024) / 1e6;
		const capUsd = 10 * usd + reservedUsd;
		const { charges, hints } = await routed(60, {
			models: openRouter('anthropic/claude-sonnet-4.5'),
			parameters: { costCap: capUsd, parallelItems: 4 },
		});
		expect(calls).toBeGreaterThanOrEqual(5);
		expect(calls * usd).toBeLessThanOrEqual(capUsd + 4 * reservedUsd);
		expect(new Set(charges.map(({ basis }) => basis))).toEqual(new Set(['reported']));
		expect(hints.filter((hint) => hint.includes(DISBELIEVED))).toHaveLength(1);
	});

	it('and counts no tokens is charged as it says all the same', async () => {
		usage = () => tokens(0, 0, { cost: 0.0123 });
		const { charges } = await routed(1, { models: openRouter('anthropic/claude-sonnet-4.5') });
		expect(charges).toMatchObject([{ basis: 'billed', costNanoUsd: 12_300_000 }]);
		expect(charges[0]?.usage?.outputTokens).toBeGreaterThan(SAID * 0.9);
	});
});

describe('what is written to a cache', () => {
	it('is priced as the price list prices it', async () => {
		usage = () => tokens(ASKED, SAID, { prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 40 } });
		const { charges } = await routed(1, { models: openRouter('anthropic/claude-sonnet-4.5') });
		expect(charges).toMatchObject([
			{
				basis: 'reported',
				usage: { cachedInputTokens: 10, cacheWriteTokens: 40 },
				costNanoUsd: ((ASKED - 50) * 3 + 10 * 0.3 + 40 * 3.75 + SAID * 15) * 1_000,
			},
		]);
	});
});

describe('a model that was shut down', () => {
	it('is told of, a judge too', async () => {
		const { hints } = await routed(1, {
			models: [row('xai/grok-3', 'Small', 1), LARGE],
			parameters: { strategy: 'llm_judge', judgeModel: { mode: 'id', value: 'xai/grok-code-fast-1' } },
		});
		expect(hints.filter((hint) => hint.includes('retired'))).toEqual([
			'xai/grok-3 was retired on 2026-05-15; use grok-4.3 instead.',
			'xai/grok-code-fast-1 was retired on 2026-05-15; use grok-4.3 instead.',
		]);
	});
});
