import { clearHealth } from '../../../nodes/shared/health';
import { chatModel, connectedAsk, message } from '../../support/chatModels';
import { runWorkflow, type RunResult } from '../../support/engine';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, run, says, type TestLedger } from '../../support/routeNode';

/** Strategy × operation × source of the models, as the README's table has them; everything through n8n's engine. */
const STRATEGIES = ['classifier', 'adaptive', 'rules', 'llmJudge', 'cascade', 'semantic'] as const;
type Strategy = (typeof STRATEGIES)[number];
type Operation = 'routeAndAnswer' | 'routeOnly';
type Source = 'registry' | 'connected';

const EASY = 'Translate into French: good morning';
const VERDICT = JSON.stringify({ tier: 0, confidence: 0.99, reason: 'a plain translation' });

/** Each strategy so set up that the prompt is for the weaker model. `cheap`: how its fields name that model. */
const settings: Record<Strategy, (cheap: string) => object> = {
	classifier: () => ({}),
	adaptive: () => ({ exploration: 0 }),
	rules: (cheap) => ({
		rules: { values: [{ model: cheap, signals: { values: [{ signal: 'words', comparison: 'atMost', number: 50 }] } }] },
	}),
	llmJudge: () => ({}),
	cascade: () => ({}),
	semantic: (cheap) => ({
		examples: { values: [{ model: cheap, examples: 'Translate into French: good evening\nTranslate into German: hello' }] },
	}),
};

const COMPLAINTS: Partial<Record<`${Strategy} ${Operation} ${Source}`, string>> = {
	...Object.fromEntries(
		STRATEGIES.map((strategy) => [
			`${strategy} routeOnly connected`,
			'Models From: is Connected Chat Models, but Route Only calls no model',
		]),
	),
	'cascade routeOnly registry': 'Strategy: is Cascade, which judges answers, but Route Only has none',
};

const cells = STRATEGIES.flatMap((strategy) =>
	(['routeAndAnswer', 'routeOnly'] as const).flatMap((operation) =>
		(['registry', 'connected'] as const).map((source) => ({ strategy, operation, source })),
	),
);
const supported = cells.filter(({ strategy, operation, source }) => COMPLAINTS[`${strategy} ${operation} ${source}`] === undefined);
const refused = cells.flatMap(({ strategy, operation, source }) => {
	const complaint = COMPLAINTS[`${strategy} ${operation} ${source}`];
	return complaint === undefined ? [] : [{ strategy, operation, source, complaint }];
});

let ledger: TestLedger;
let server: TestServer;
let plugged: string[];

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((_, seen) => says(seen.body.includes('json_schema') ? VERDICT : 'Bonjour'));
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	plugged = [];
});

async function go({ strategy, operation, source }: (typeof cells)[number]): Promise<RunResult> {
	const items = [{ json: { text: EASY } }];
	if (source === 'registry') {
		const parameters = { strategy, operation, ...settings[strategy]('custom1/small') };
		return await run({ items, urls: [server.url, server.url], parameters });
	}
	const model = (name: string) =>
		chatModel((messages) => {
			plugged.push(name);
			return message(JSON.stringify(messages).includes('tier') ? VERDICT : 'Bonjour');
		});
	const rows = [
		['Small', 1],
		['Large', 2],
	].map(([branchName, strength]) => ({
		branchName,
		strength: String(strength),
		overrides: { inputPrice: Number(strength), outputPrice: 2 },
	}));
	const parameters = { models: { values: rows }, strategy, operation, ...settings[strategy]('Small') };
	return await runWorkflow(
		connectedAsk({ items, ports: ['GPT', 'Claude'], supplied: { GPT: model('GPT'), Claude: model('Claude') }, parameters }),
	);
}

describe('every supported cell routes an easy prompt to the weaker model', () => {
	it.each(supported)('$strategy, $operation, $source', async (cell) => {
		const result = await go(cell);
		expect(result.error).toBeUndefined();
		expect(result.counts(NODE)).toEqual([0, 1, 0]);
		const answered = cell.operation === 'routeAndAnswer' ? { output: 'Bonjour' } : {};
		const model = cell.source === 'registry' ? 'custom1/small' : 'connected/GPT';
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({ ...answered, llmRoute: { model, branch: 'Small' } });
		if (cell.operation === 'routeOnly') expect(result.items(NODE, 1)[0]?.json).not.toHaveProperty('output');
	});
});

describe('every other cell is one clear error before any call', () => {
	it.each(refused)('$strategy, $operation, $source', async ({ complaint, ...cell }) => {
		const before = server.journal.length;
		const result = await go(cell);
		expect(result.error?.message).toContain(complaint);
		expect(server.journal.length).toBe(before);
		expect(plugged).toEqual([]);
	});

	it('provider embeddings with connected models', async () => {
		const parameters = {
			modelsFrom: 'connected',
			models: {
				values: [
					{ branchName: 'Small', strength: '1' },
					{ branchName: 'Large', strength: '2' },
				],
			},
			strategy: 'semantic',
			embeddings: 'provider',
			embeddingModel: { mode: 'id', value: 'openai/text-embedding-3-small' },
			...settings.semantic('Small'),
		};
		const model = chatModel(() => message('Bonjour'));
		const result = await runWorkflow(
			connectedAsk({ items: [{ json: { text: EASY } }], ports: ['GPT', 'Claude'], supplied: { GPT: model, Claude: model }, parameters }),
		);
		expect(result.error?.message).toContain('Embeddings: is Embedding Model of a Provider, but with Connected Chat Models');
	});
});

test('the table has all twenty-four cells', () => {
	expect([supported.length, refused.length]).toEqual([17, 7]);
});
