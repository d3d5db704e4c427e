import { STRATEGY_NAMES } from '../../../nodes/RouteLlmRequest/description/strategies';
import { clearHealth } from '../../../nodes/shared/health';
import { json, serve, type Seen, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, refuses, row, run, says, start, type Ask, type Reply, type TestLedger } from '../../support/routeNode';
import { EASY_PROMPT, EASY_VERDICT, STRATEGY_CASES } from '../../support/strategyCases';

// The private model has a provider of its own, and shares it with one that may see nothing. All else is elsewhere.

let inside: TestServer;
let elsewhere: TestServer;
let ledger: TestLedger;
let reply: (seen: Seen) => Reply;

beforeAll(async () => {
	ledger = await openLedger();
	inside = await serve((response, seen) => send(response, reply(seen)));
	elsewhere = await serve((response, seen) => {
		if (!seen.path.endsWith('/embeddings'))
			return send(response, says(seen.body.includes('json_schema') ? EASY_VERDICT : 'from elsewhere'));
		const { input } = JSON.parse(seen.body) as { input: string[] };
		const data = input.map((text, index) => ({ object: 'embedding', index, embedding: [text.length, 1, 2] }));
		json(response, 200, { object: 'list', model: 'e', data, usage: { prompt_tokens: 7, total_tokens: 7 } });
	});
});
afterAll(() => Promise.all([inside.close(), elsewhere.close(), ledger.close()]));
beforeEach(() => clearHealth());

function send(response: Parameters<Parameters<typeof serve>[0]>[0], made: Reply): void {
	if (made.kind === 'json') json(response, made.status, made.body, made.headers);
	else if (made.kind === 'raw') response.writeHead(made.status, made.headers).end(made.text);
	else if (made.kind === 'reset') response.socket?.destroy();
}

const ROWS = [
	row('custom2/small', 'Small', 1),
	row('custom1/mid', 'Mid', 2),
	row('custom1/other', 'Other', 3),
	row('custom2/large', 'Large', 4),
];

/** Everything on that asks somebody: a judge, samples, an embedding to keep, one to choose by, an audit. */
const EVERYTHING = {
	checks: {
		values: [
			{ check: 'self_consistency', severity: 'counts', samples: 2 },
			{ check: 'llm_judge', severity: 'counts', judgeModel: { mode: 'id', value: 'custom2/judge' } },
		],
	},
	judgeModel: { mode: 'id', value: 'custom2/judge' },
	embeddings: 'provider',
	embeddingModel: { mode: 'id', value: 'custom2/embed' },
	classifierEmbeddingModel: { mode: 'id', value: 'custom2/embed' },
	featureDays: 5,
	auditShare: 100,
	exploration: 50,
};

const FAULTS: Readonly<Record<string, (seen: Seen) => Reply>> = {
	'429': () => refuses(429, { code: 'rate_limit_exceeded' }),
	'500': () => refuses(500),
	'401': () => refuses(401),
	garbage: () => ({ kind: 'raw', status: 200, text: '<html>no JSON' }),
	'a reset': () => ({ kind: 'reset' }),
	'a timeout': () => ({ kind: 'silence' }),
	'an empty answer': () => says(''),
	'a good answer': () => says('The answer is 391.'),
	'faults in turn': mixed(),
};

function mixed(): (seen: Seen) => Reply {
	const turn = [refuses(429), { kind: 'reset' } as const, refuses(500), says(''), says('391')];
	let asked = 0;
	return () => turn[asked++ % turn.length] ?? says('391');
}

const ask = (items: Ask['items'][number]['json'][], parameters: Record<string, unknown>): Ask => ({
	items: items.map((one) => ({ json: one })),
	urls: [inside.url, elsewhere.url],
	wired: ['Fallback', 'Small', 'Mid', 'Other', 'Large'],
	parameters: { models: { values: ROWS }, maxRetries: 0, maxWaitTime: 0, timeout: 1, ...parameters },
});

/** What arrived anywhere since, as `server model`. */
async function calls(work: () => Promise<unknown>): Promise<string[]> {
	const [before, after] = [inside.journal.length, elsewhere.journal.length];
	await work();
	const modelIn = ({ body }: Seen) => (JSON.parse(body) as { model: string }).model;
	return [
		...inside.journal.slice(before).map((seen) => `inside ${modelIn(seen)}`),
		...elsewhere.journal.slice(after).map((seen) => `elsewhere ${modelIn(seen)}`),
	];
}

const settingsOf = (strategy: (typeof STRATEGY_NAMES)[number]) => ({
	strategy,
	...EVERYTHING,
	...STRATEGY_CASES[strategy].parameters?.('custom2/small'),
});

describe('a private item with Allowed Models of one', () => {
	describe.each(STRATEGY_NAMES)('with %s', (strategy) => {
		it.each(Object.keys(FAULTS))('is shown to nobody else at %s', async (fault) => {
			reply = (seen) => FAULTS[fault]?.(seen) ?? says('');
			const patient = fault === 'faults in turn' ? { maxRetries: 2, maxWaitTime: 1 } : {};
			const parameters = { ...settingsOf(strategy), ...patient, allowedModels: "={{ $json.private ? ['Mid'] : '*' }}" };
			const made = await calls(async () => {
				const started = await start(ask([{ text: EASY_PROMPT, private: true }], parameters));
				const result = await started.done;
				expect(result.error).toBeUndefined();
				expect(result.counts(NODE).reduce((sum, count) => sum + count, 0)).toBe(1);
				const [record] = ledger.stored(started.executionId);
				expect(record?.audit).toBeNull();
				expect(record?.stored).toBeNull();
				expect(record?.candidates.map(({ excludedBy }) => excludedBy === 'not_allowed')).toEqual([true, false, true, true]);
			});
			expect(made.length).toBeGreaterThan(0);
			expect(new Set(made)).toEqual(new Set(['inside mid']));
		});
	});

	it.each(STRATEGY_NAMES)('with %s an item beside it that may be shown to all is', async (strategy) => {
		reply = () => refuses(500);
		const parameters = { ...settingsOf(strategy), allowedModels: "={{ $json.private ? ['Mid'] : '*' }}" };
		const items = [
			{ text: EASY_PROMPT, private: true },
			{ text: EASY_PROMPT, private: false },
		];
		const made = await calls(() => run(ask(items, parameters)));
		expect(made).toContain('elsewhere small');
		if (strategy === 'llm_judge') expect(made).toContain('elsewhere judge');
		if (strategy === 'semantic') expect(made).toContain('elsewhere embed');
	});
});

describe('what it is given', () => {
	beforeEach(() => {
		reply = () => says('inside');
	});
	const routed = async (allowedModels: unknown, item: Ask['items'][number]['json'] = {}, parameters: Record<string, unknown> = {}) => {
		const result = await run(ask([{ text: 'Hi', ...item }], { threshold: 0, allowedModels, ...parameters }));
		return {
			result,
			counts: result.counts(NODE),
			route: [0, 1, 2, 3, 4].flatMap((index) => result.items(NODE, index))[0]?.json['llmRoute'],
		};
	};

	it.each([
		['a branch name', 'Mid', [0, 0, 1, 0, 0]],
		['an ID', 'custom1/mid', [0, 0, 1, 0, 0]],
		['a model name', 'mid', [0, 0, 1, 0, 0]],
		['several with commas', 'Large, mid', [0, 0, 1, 0, 0]],
		['a list', "={{ ['Large', 'Other'] }}", [0, 0, 0, 1, 0]],
		['nothing', '', [0, 1, 0, 0, 0]],
		['a star', '={{ "*" }}', [0, 1, 0, 0, 0]],
	])('%s is understood', async (_, allowedModels, counts) => {
		expect((await routed(allowedModels)).counts).toEqual(counts);
	});

	it.each([
		['an empty list', "={{ $json.region === 'eu' ? ['Mid'] : [] }}"],
		['an empty text', '={{ "" }}'],
		['nothing', '={{ $json.absent }}'],
		['null', '={{ null }}'],
		['a number', '={{ 7 }}'],
		['a list with something else', "={{ ['Mid', 7] }}"],
		['an error', '={{ $("Nowhere").item.json.x }}'],
	])('an expression that gives %s allows no model', async (_, allowedModels) => {
		const made = await calls(async () => {
			const { counts, route } = await routed(allowedModels);
			expect(counts).toEqual([1, 0, 0, 0, 0]);
			expect(route).toMatchObject({
				failure: 'no_model',
				reason: expect.stringMatching(/^Allowed Models \(item 0\): .*Small \(custom2\/small\)/),
			});
		});
		expect(made).toEqual([]);
	});

	it('a name nobody has costs its item alone, and the message lists the names', async () => {
		const items = [
			{ text: 'a', may: 'Mid' },
			{ text: 'b', may: 'Mid, Gone' },
		];
		const result = await run(ask(items, { allowedModels: '={{ $json.may }}' }));
		expect(result.counts(NODE)).toEqual([1, 0, 1, 0, 0]);
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({
			failure: 'no_model',
			reason: expect.stringContaining(
				'Allowed Models (item 1): names "Gone", which is not in the list. Use names from the list, or * for all: Small',
			),
		});
	});

	it('a fixed name nobody has is one error before any call', async () => {
		const made = await calls(async () => {
			const result = await run(ask([{ text: 'a' }], { allowedModels: 'Gone' }));
			expect(result.error?.message).toContain('Allowed Models: names "Gone", which is not in the list');
		});
		expect(made).toEqual([]);
	});

	it.each([
		[{ alwaysStrongest: true }, 'Always the Strongest When requires Large, but Allowed Models allows only Mid'],
		[{ neverBelow: 'Other' }, 'Never Below requires Other or a stronger model, but Allowed Models allows only Mid'],
	])('against %j it goes to Fallback, both settings named', async (parameters, reason) => {
		const made = await calls(async () =>
			expect((await routed('={{ ["Mid"] }}', {}, parameters)).route).toMatchObject({ failure: 'no_model', reason }),
		);
		expect(made).toEqual([]);
	});

	it.each([
		[{ bypassRouting: 'Large' }, 'Bypass Routing is on, but Large is not in Allowed Models, so the strongest allowed model, Other'],
		[
			{ strategy: 'rules', rules: { values: [{ model: 'Large' }] } },
			'Rule 1 matched, but its model, Large, is not in Allowed Models, so the strongest allowed model, Other',
		],
		[
			{ strategy: 'rules', defaultModel: 'Large' },
			'No rule matched, and the default model, Large, is not in Allowed Models, so the strongest allowed model, Other',
		],
	])('%j outside the set leaves the strongest inside', async (parameters, reason) => {
		const { counts, route } = await routed('Mid, Other', {}, parameters);
		expect(counts).toEqual([0, 0, 0, 1, 0]);
		expect(route).toMatchObject({ reason: expect.stringContaining(reason) });
	});

	it('a judge that may not be asked leaves the strongest allowed model, counted in a hint', async () => {
		const { counts, result, route } = await routed('Mid, Other', {}, { strategy: 'llm_judge', judgeModel: EVERYTHING.judgeModel });
		expect(counts).toEqual([0, 0, 0, 1, 0]);
		expect(route).toMatchObject({ reason: expect.stringContaining('The judge gave no verdict (it is not in Allowed Models)') });
		expect(result.hints(NODE).map(({ message }) => message)).toContain(
			'custom2/judge was not asked about 1 item, because Allowed Models does not name it. Add it there, or choose another one.',
		);
	});

	it('a judge that is named may be asked', async () => {
		const parameters = { strategy: 'llm_judge', judgeModel: EVERYTHING.judgeModel };
		expect(await calls(() => routed('Mid, Other, custom2/judge', {}, parameters))).toEqual(['inside mid', 'elsewhere judge']);
	});
});
