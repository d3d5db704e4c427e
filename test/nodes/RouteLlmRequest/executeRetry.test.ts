import type { TestServer } from '../../support/httpServer';
import { LADDER, NODE, openLedger, provider, refuses, row, run, says, type Reply, type TestLedger } from '../../support/routeNode';

const GREETING = 'Hello, how are you today?';
/** What no other model is asked about. */
const WRONG = refuses(400, { code: 'empty_array', param: 'messages' });
const VERDICT = '{"reason":"small talk","tier":0,"confidence":1}';
/** What 10 tokens in and 5 out cost at the judge and at Small, in USD. */
const [JUDGED, ANSWERED] = [(10 * 3 + 5 * 9) / 1e6, (10 * 1 + 5 * 4) / 1e6];

let ledger: TestLedger;
let server: TestServer;
let asked: string[];
let answerOf: (model: string, turn: number) => Reply;

beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((_, { body }) => {
		const { model } = JSON.parse(body) as { model: string };
		asked.push(model);
		return answerOf(model, asked.filter((one) => one === model).length);
	});
});
afterAll(async () => {
	await Promise.all([server.close(), ledger.close()]);
});
beforeEach(() => {
	asked = [];
});

let runs = 0;

/** Retried by n8n for as long as an item is on Fallback, which has an error of an earlier node. */
async function retried({ texts = [GREETING], maxTries = 3 }: { texts?: readonly string[]; maxTries?: number } = {}) {
	const executionId = `retry-${String(++runs)}`;
	const judge = { modelId: 'custom2/judge', inputPrice: 3, outputPrice: 9 };
	const result = await run({
		items: texts.map((text) => ({ json: { text, error: 'upstream' } })),
		urls: [server.url, server.url],
		credentialId: executionId,
		credential: { modelFacts: { values: [judge] } },
		node: { retryOnFail: true, maxTries },
		parameters: {
			strategy: 'llm_judge',
			judgeModel: { mode: 'id', value: 'custom2/judge' },
			maxRetries: 0,
			models: { values: [LADDER[0], row('custom2/large', 'Large', 2)] },
			includeDetails: true,
		},
		extra: { executionId },
	});
	expect(result.error).toBeUndefined();
	const items = [0, 1, 2].flatMap((output) => result.items(NODE, output)).map(({ json }) => json['llmRoute'] as LlmRoute);
	return { items, records: ledger.stored(executionId) };
}

interface LlmRoute {
	readonly costUsd: number;
	readonly failure?: string;
	readonly details: {
		readonly attempts: readonly { model: string; kind: string }[];
		readonly charges: readonly { purpose: string; costUsd: number }[];
	};
}

const judge = (reply: Reply, small: (turn: number) => Reply) => (model: string, turn: number) => (model === 'judge' ? reply : small(turn));
const attemptsOf = (item: LlmRoute | undefined) => item?.details.attempts.map(({ model, kind }) => `${model} ${kind}`);

it('what every try asked and paid is on the item and in the log', async () => {
	answerOf = judge(says(VERDICT), (turn) => (turn < 3 ? WRONG : says('Fine, thank you.')));
	const { items, records } = await retried();
	expect(asked).toEqual(['judge', 'small', 'small', 'small']);
	expect(items[0]?.costUsd).toBeCloseTo(JUDGED + ANSWERED, 9);
	expect(attemptsOf(items[0])).toEqual(['custom1/small failed', 'custom1/small failed', 'custom1/small answered']);
	expect(items[0]?.details.charges.map(({ purpose }) => purpose)).toEqual(['judge', 'answer']);
	const [record] = records;
	expect(records).toHaveLength(1);
	expect(record?.attempts.map(({ result }) => result.kind)).toEqual(['failed', 'failed', 'answered']);
	expect(record?.charges).toMatchObject([
		{ purpose: 'judge', attempt: null },
		{ purpose: 'answer', attempt: 2, decisionId: record?.id },
	]);
	expect(record?.charges[0]?.decisionId).not.toBe(record?.id);
});

it('a judge that was paid for nothing is not paid again', async () => {
	answerOf = judge(says('I would rather not say.'), () => WRONG);
	const { items, records } = await retried();
	expect(asked.filter((model) => model === 'judge')).toHaveLength(1);
	expect(items[0]?.failure).toBe('bad_request');
	expect(items[0]?.costUsd).toBeCloseTo(JUDGED, 9);
	expect(items[0]?.details.attempts).toHaveLength(3);
	expect(records[0]?.charges).toMatchObject([{ purpose: 'judge', costNanoUsd: Math.round(JUDGED * 1e9) }]);
	expect(records[0]?.attempts).toHaveLength(3);
});

it('one that cost nothing is asked anew', async () => {
	answerOf = (model, turn) => (model === 'judge' ? (turn === 1 ? WRONG : says(VERDICT)) : turn === 1 ? WRONG : says('Fine.'));
	const { items } = await retried();
	expect(asked.filter((model) => model === 'judge')).toHaveLength(2);
	expect(items[0]?.costUsd).toBeCloseTo(JUDGED + ANSWERED, 9);
});

it('a verdict that failed is for its own item: another with the same prompt is judged in the same try', async () => {
	answerOf = judge(says('no verdict'), () => says('Fine.'));
	await retried({ texts: [GREETING, `${GREETING} `, GREETING], maxTries: 2 });
	const again = asked.filter((model) => model === 'judge').length;
	expect(again).toBeGreaterThanOrEqual(1);
	asked = [];
	answerOf = judge(says(VERDICT), () => says('Fine.'));
	await retried({ texts: [GREETING] });
	expect(asked.filter((model) => model === 'judge')).toHaveLength(1);
});
