import { runFeedback } from '../../support/feedbackNode';
import type { RunResult } from '../../support/engine';
import { json, serve, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, start, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;

beforeAll(async () => {
	ledger = await openLedger();
	server = await serve((response, { body }) => {
		const { reasoning_effort: effort } = JSON.parse(body) as { reasoning_effort?: string };
		const usage = { prompt_tokens: 100, completion_tokens: effort === 'high' ? 900 : 10, total_tokens: 0 };
		const message = { role: 'assistant', content: `thought ${String(effort)}` };
		json(response, 200, { model: 'm', choices: [{ index: 0, finish_reason: 'stop', message }], usage });
	});
});
afterAll(async () => {
	await ledger.close();
	await server.close();
});

const price = { inputPrice: 1, outputPrice: 4 };
const row = (branchName: string, settings: object) => ({
	model: { mode: 'id', value: 'custom1/thinker' },
	branchName,
	settings: { ...price, ...settings },
});
/** The strong one first: it is not the row that ranks them. */
const rows = (limits: object = {}) => [
	row('Slow', { reasoningEffort: 'high', ...limits }),
	row('Quick', { reasoningEffort: 'low', ...limits }),
];

const EASY = 'Say hello.';
const HARD = 'Prove that there are infinitely many primes congruent to 3 modulo 4, and give the proof in full.';

async function go(
	prompts: readonly string[],
	credentialId: string,
	parameters: Record<string, unknown> = {},
): Promise<RunResult & { executionId: string }> {
	const { executionId, done } = await start({
		items: prompts.map((text) => ({ json: { text } })),
		urls: [server.url, server.url],
		credentialId,
		parameters: { prompt: '={{ $json.text }}', models: { values: rows() }, includeDetails: true, ...parameters },
		wired: ['Fallback', 'Slow', 'Quick'],
	});
	return { ...(await done), executionId };
}

const routes = (result: RunResult, output: number) => result.items(NODE, output).map(({ json: { llmRoute } }) => llmRoute);

describe('one model at two efforts', () => {
	it('is two candidates with outputs, costs, records and reports of their own', async () => {
		const result = await go([EASY, HARD], 'efforts');
		expect(routes(result, 1)).toMatchObject([{ model: 'custom1/thinker#high', branch: 'Slow', costUsd: 0.0037 }]);
		expect(routes(result, 2)).toMatchObject([{ model: 'custom1/thinker#low', branch: 'Quick', costUsd: 0.00014 }]);
		const asked = server.journal.map(({ body }) => JSON.parse(body) as { model: string; reasoning_effort: string });
		expect(asked.map(({ model }) => model)).toEqual(['thinker', 'thinker']);
		const records = ledger.stored(result.executionId);
		expect(records).toHaveLength(2);
		for (const { candidates, attempts } of records) {
			expect(candidates.map(({ modelId, rank }) => [modelId, rank])).toEqual([
				['custom1/thinker#high', 1],
				['custom1/thinker#low', 0],
			]);
			expect(new Set(candidates.map(({ limitsKey }) => limitsKey)).size).toBe(1);
			expect(attempts).toHaveLength(1);
		}
		const report = await runFeedback({ parameters: { resource: 'report', operation: 'create' } });
		const text = JSON.stringify(report.json);
		expect(text).toContain('custom1/thinker#high');
		expect(text).toContain('custom1/thinker#low');
	});

	it('shares its rate limit: what the one row has used is gone for the other', async () => {
		const limited = { models: { values: rows({ requestsPerMinute: 2 }) }, maxWaitTime: 0, parallelItems: 1 };
		const result = await go([EASY, EASY, HARD], 'shared', limited);
		expect(routes(result, 2)).toHaveLength(2);
		expect(routes(result, 0)).toMatchObject([{ failure: 'capacity' }]);
	});

	it('is named by rows in settings: Never Below with an effort', async () => {
		const result = await go([EASY], 'floor', { neverBelow: 'custom1/thinker#high' });
		expect(routes(result, 1)).toMatchObject([{ model: 'custom1/thinker#high' }]);
	});

	it('with other settings is another policy', async () => {
		const warm = {
			models: { values: [row('Slow', { temperature: 1, strength: '2' }), row('Quick', { strength: '1', reasoningEffort: 'low' })] },
		};
		const cold = {
			models: { values: [row('Slow', { temperature: 0, strength: '2' }), row('Quick', { strength: '1', reasoningEffort: 'low' })] },
		};
		const hashes = [];
		for (const parameters of [warm, cold, warm]) {
			const { executionId } = await go([EASY], 'policies', parameters);
			hashes.push(ledger.stored(executionId)[0]?.policyHash);
		}
		expect(hashes[0]).toMatch(/^[\da-f]{64}$/);
		expect(hashes[0]).toBe(hashes[2]);
		expect(hashes[0]).not.toBe(hashes[1]);
	});

	it('as a judge is not held to the length and stops of its answers', async () => {
		const before = server.journal.length;
		const judged = { strategy: 'llm_judge', models: { values: [row('Slow', { strength: '2' }), row('Quick', JUDGE)] } };
		await go([EASY], 'judge', judged);
		const [verdict] = server.journal
			.slice(before)
			.map(({ body, headers }) => ({ ...(JSON.parse(body) as object), title: headers['x-title'] }));
		expect(verdict).toMatchObject({ max_tokens: 1_500, temperature: 0, seed: 7, title: 'Mine' });
		expect(Object.keys(verdict ?? {}).filter((name) => ['stop', 'top_p', 'reasoning_effort'].includes(name))).toEqual([]);
	});
});

const JUDGE = {
	strength: '1',
	maxOutputTokens: 16,
	stopSequences: ['}'],
	topP: 0.1,
	temperature: 2,
	reasoningEffort: 'high',
	extraBody: '{ "seed": 7 }',
	extraHeaders: '{ "X-Title": "Mine" }',
};
