import { STRATEGIES, STRATEGY_NAMES, type StrategyName } from '../../../nodes/RouteLlmRequest/description/strategies';
import { clearHealth } from '../../../nodes/shared/health';
import { chatModel, connectedAsk, message } from '../../support/chatModels';
import { runWorkflow, type RunResult } from '../../support/engine';
import type { TestServer } from '../../support/httpServer';
import { EASY_PROMPT, EASY_VERDICT, STRATEGY_CASES } from '../../support/strategyCases';
import { NODE, openLedger, provider, run, says, type TestLedger } from '../../support/routeNode';

/** Strategy × operation × source of the models, as the table of docs/choosing-a-strategy.md has them; everything through n8n's engine. */
type Operation = 'routeAndAnswer' | 'routeOnly';
type Source = 'registry' | 'connected' | 'catalogue';

/** Why a cell is refused; `null`: it is not. */
function complaintOf(strategy: StrategyName, operation: Operation, source: Source): string | null {
	if (operation === 'routeAndAnswer')
		return source === 'catalogue' ? 'Models From: is Catalogue, which has no keys to call a model with' : null;
	if (source === 'connected') return 'Models From: is Connected Chat Models, but Route Only calls no model';
	const { label, needsAnswers } = STRATEGIES[strategy];
	if (needsAnswers !== undefined) return `Strategy: is ${label}, which ${needsAnswers}, but Route Only has none`;
	const asks = source === 'catalogue' && strategy === 'llm_judge';
	return asks ? 'Strategy: is LLM Judge, which asks a model, but with Catalogue there is no credential' : null;
}

const cells = STRATEGY_NAMES.flatMap((strategy) =>
	(['routeAndAnswer', 'routeOnly'] as const).flatMap((operation) =>
		(['registry', 'connected', 'catalogue'] as const).map((source) => ({
			strategy,
			operation,
			source,
			complaint: complaintOf(strategy, operation, source),
		})),
	),
);
const supported = cells.filter(({ complaint }) => complaint === null);
const refused = cells.filter(({ complaint }) => complaint !== null);

let ledger: TestLedger;
let server: TestServer;
let plugged: string[];

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((_, seen) => says(seen.body.includes('json_schema') ? EASY_VERDICT : 'Bonjour'));
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	plugged = [];
});

async function go({ strategy, operation, source }: Omit<(typeof cells)[number], 'complaint'>): Promise<RunResult> {
	const items = [{ json: { text: EASY_PROMPT } }];
	const settings = (cheap: string) => STRATEGY_CASES[strategy].parameters?.(cheap) ?? {};
	if (source !== 'connected') {
		const parameters = { strategy, operation, modelsFrom: source, ...settings('custom1/small') };
		return await run({ items, urls: [server.url, server.url], parameters });
	}
	const model = (name: string) =>
		chatModel((messages) => {
			plugged.push(name);
			return message(JSON.stringify(messages).includes('tier') ? EASY_VERDICT : 'Bonjour');
		});
	const rows = [
		['Small', 1],
		['Large', 2],
	].map(([branchName, strength]) => ({
		branchName,
		settings: { strength: String(strength), inputPrice: Number(strength), outputPrice: 2 },
	}));
	const parameters = { models: { values: rows }, strategy, operation, ...settings('Small') };
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
		const model = cell.source === 'connected' ? 'connected/GPT' : 'custom1/small';
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
					{ branchName: 'Small', settings: { strength: '1' } },
					{ branchName: 'Large', settings: { strength: '2' } },
				],
			},
			strategy: 'semantic',
			embeddings: 'provider',
			embeddingModel: { mode: 'id', value: 'openai/text-embedding-3-small' },
			...STRATEGY_CASES.semantic.parameters?.('Small'),
		};
		const model = chatModel(() => message('Bonjour'));
		const result = await runWorkflow(
			connectedAsk({
				items: [{ json: { text: EASY_PROMPT } }],
				ports: ['GPT', 'Claude'],
				supplied: { GPT: model, Claude: model },
				parameters,
			}),
		);
		expect(result.error?.message).toContain('Embeddings: is Embedding Model of a Provider, but with Connected Chat Models');
	});
});

test('the table has a cell for everything', () => {
	expect([supported.length, refused.length]).toEqual([STRATEGY_NAMES.length * 4 - 3, STRATEGY_NAMES.length * 2 + 3]);
});
