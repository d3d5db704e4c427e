import { startDemoProvider, type DemoProvider } from '../../../scripts/demo/provider';
import { verdictFor } from '../../../scripts/demo/verdicts';
import { clearHealth } from '../../../nodes/shared/health';
import { runFeedback } from '../../support/feedbackNode';
import { NODE, openLedger, row, run, type Ask, type TestLedger } from '../../support/routeNode';

const CHEAP = 'custom1/demo-cheap';
const STRONG = 'custom1/demo-strong';

let provider: DemoProvider;
let ledger: TestLedger;
beforeAll(async () => {
	[provider, ledger] = await Promise.all([startDemoProvider(), openLedger()]);
});
beforeEach(() => clearHealth());
afterAll(async () => {
	await Promise.all([provider.stop(), ledger.close()]);
});

const GREETING = 'Hi there! How are you today?';
const PROOF = 'Prove that the square root of 2 is irrational.';
const PRODUCT = 'How much is 17 times 23?';

async function route(parameters: Record<string, unknown>, prompts: readonly string[], more: Partial<Ask> = {}) {
	const base = provider.baseUrl.replace(/\/v1$/, '');
	return await run({
		items: prompts.map((text) => ({ json: { text } })),
		urls: [base, base],
		parameters: { models: { values: [row(CHEAP, 'Cheap', 1), row(STRONG, 'Strong', 2)] }, ...parameters },
		...more,
	});
}

const reasonsOf = (result: Awaited<ReturnType<typeof route>>, output: number) =>
	result.items(NODE, output).map(({ json }) => (json['llmRoute'] as { reason: string }).reason);

describe('without a key, the demo provider', () => {
	it('serves LLM Judge: an easy prompt goes to the cheap model, a hard one to the strong one', async () => {
		const result = await route({ strategy: 'llm_judge' }, [GREETING, PROOF]);
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
		expect(reasonsOf(result, 1)).toEqual(['The judge rated it trivial (confidence 0.95), so Cheap: It is a greeting.; prompt from text']);
		expect(reasonsOf(result, 2)).toEqual([
			'The judge rated it expert (confidence 0.95), so Strong: It asks for expert knowledge.; prompt from text',
		]);
		expect(result.hints(NODE).map(({ message }) => message)).not.toContainEqual(expect.stringContaining('no verdict'));
	});

	it('serves LLM Judge by descriptions, and is not sure where none fits', async () => {
		const models = {
			values: [
				row(CHEAP, 'Cheap', 1, { goodAt: 'Translations and rewriting' }),
				row(STRONG, 'Strong', 2, { goodAt: 'Python code and proofs' }),
			],
		};
		const prompts = ['Translate this greeting into French: good morning', 'Write hello in Python', GREETING];
		const result = await route({ strategy: 'llm_judge', judgeChoosesBy: 'descriptions', models }, prompts);
		expect(result.counts(NODE)).toEqual([0, 1, 2]);
		expect(reasonsOf(result, 1)[0]).toMatch(/^The judge chose Cheap \(confidence 0\.90\) by its description/);
		expect(reasonsOf(result, 2)[1]).toMatch(/^The judge chose Cheap \(confidence 0\.40\), which is below 0\.7/);
	});

	it('serves the judge check: a wrong sum of the cheap model is rejected and the strong one asked', async () => {
		const checks = { values: [{ check: 'llm_judge', judgeModel: { mode: 'id', value: STRONG } }] };
		const result = await route({ strategy: 'cascade', checks }, [PRODUCT, GREETING]);
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
		expect(reasonsOf(result, 2)).toEqual([expect.stringMatching(/the answer of Cheap was rejected: LLM Judge: .*A calculation is wrong/)]);
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({ text: GREETING });
	});

	it('serves audits: as good on a greeting, worse on a proof', async () => {
		await route({ strategy: 'cascade', auditShare: 100 }, [GREETING, PROOF], { extra: { executionId: 'audited' } });
		const base = provider.baseUrl;
		const { json } = await runFeedback({
			parameters: { resource: 'audit', operation: 'run', judgeModel: { __rl: true, mode: 'id', value: STRONG } },
			credentials: { llmModelRegistryApi: { providers: ['custom1'], custom1Name: 'Demo', custom1BaseUrl: base, custom1ApiKey: 'demo' } },
		});
		expect(json).toMatchObject([{ audited: 2, asGood: 1, worse: 1, disagreed: 0, withoutJudge: 0, judgeGaveUp: 0 }]);
	});
});

describe('a verdict', () => {
	it('is given for a judge’s question alone', () => {
		expect(verdictFor({ schemaName: undefined, systemText: '', lastUserText: '{"userTurns":["Hi"]}' })).toBeNull();
		expect(verdictFor({ schemaName: 'address', systemText: '', lastUserText: '{"userTurns":["Hi"]}' })).toBeNull();
		expect(verdictFor({ schemaName: 'difficulty', systemText: '', lastUserText: 'Hi' })).toBeNull();
		expect(verdictFor({ schemaName: 'difficulty', systemText: '', lastUserText: '{broken' })).toBeNull();
	});

	it.each([
		['Translate to French: good evening', 1],
		['Summarize the text.', 2],
		['Write a Python function.', 3],
		['Is warfarin safe here?', 4],
		['word '.repeat(80), 3],
	])('of %j is tier %i', (prompt, tier) => {
		const lastUserText = `<<<DATA\n${JSON.stringify({ userTurns: [prompt], images: 0 })}\nDATA>>>\nHow hard?`;
		expect(JSON.parse(verdictFor({ schemaName: 'difficulty', systemText: '', lastUserText }) ?? '{}')).toMatchObject({ tier });
	});
});
