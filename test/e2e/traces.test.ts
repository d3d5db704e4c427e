import { freshN8n, type RunningN8n } from '../support/e2e';
import { nextExecution, until, type Execution } from '../support/executions';
import { json, serve, type Seen, type TestServer } from '../support/httpServer';
import { startOtlpReceiver, type OtlpReceiver, type Span } from '../support/otlpReceiver';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';
import { postItems, webhookItems } from '../support/webhookItems';

const ANSWER = 'Fine, says the model.';
const KEY = 'sk-planted-0123456789abcdef';
const START_TIMEOUT_MS = 240_000;
/** Long enough that the provider's counts may be true of it. */
const LONG = ' and so on'.repeat(30);
/** The second one is answered by Large, after an empty draft of Small; the third by nobody. */
const PROMPTS = ['one', 'empty', 'filtered'].map((word) => `${word}${LONG}`);
/** Small costs $1 and $2, Large $10 and $20 per million tokens; each call counts 100 in and 30 out. */
const TOTALS = {
	'llm.tokens.in': 300,
	'llm.tokens.out': 90,
	'llm.tokens.total': 390,
	'llm.cost.total': 0.00192,
	'llm_router.strategy': 'classifier',
	'llm_router.model': 'custom1/small, custom1/large',
	'llm_router.fallback': 1,
};

interface World {
	readonly n8n: RunningN8n;
	readonly receiver: OtlpReceiver;
	readonly provider: TestServer;
	close(): Promise<void>;
}

/** A real n8n that sends its traces to a collector on loopback, and a provider. */
async function openWorld(name: string, env: Readonly<Record<string, string>> = {}): Promise<World> {
	const receiver = await startOtlpReceiver();
	const provider = await startProvider();
	const closeServers = () => Promise.allSettled([receiver.close(), provider.close()]);
	try {
		const n8n = await freshN8n(name, {
			N8N_OTEL_ENABLED: 'true',
			N8N_OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
			OTEL_BSP_SCHEDULE_DELAY: '200',
			...env,
		});
		const close = async () => {
			await n8n.server.stop().finally(closeServers);
		};
		return { n8n, receiver, provider, close };
	} catch (error) {
		await closeServers();
		throw error;
	}
}

function startProvider(): Promise<TestServer> {
	return serve((response, { body, headers }) => {
		const refuse = (status: number, code: string, message: string) => json(response, status, { error: { message, code } });
		if (body.includes('refused')) return refuse(401, 'invalid_api_key', `Incorrect API key provided: ${headers.authorization ?? ''}`);
		if (body.includes('filtered')) return refuse(400, 'content_filter', 'The prompt was filtered.');
		const content = body.includes('empty') && body.includes('"small"') ? '' : ANSWER;
		const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
		const usage = { prompt_tokens: 100, completion_tokens: 30, total_tokens: 130 };
		json(response, 200, { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices, usage });
	});
}

interface Traced {
	readonly execution: Execution;
	readonly workflow: Span;
	/** Of our node. */
	readonly node: Span;
}

/** Runs the prompts as one production execution; n8n traces no other by default. */
async function traced(world: World, name: string, prompts: readonly string[], change: { isFallbackWired?: boolean } = {}): Promise<Traced> {
	const { rest, server } = world.n8n;
	const id = await rest.createWorkflow(await workflowOf(world, name, change.isFallbackWired ?? true));
	await rest.activate(id);
	await postItems(server.url, name, prompts);
	const execution = await nextExecution(rest, id);
	const of = (spans: readonly Span[]) => spans.find(({ attributes }) => attributes['n8n.execution.id'] === execution.id);
	const workflow = await until('the span of the workflow', () => Promise.resolve(of(world.receiver.spans()) ?? null));
	const node = world.receiver
		.spans()
		.find(({ parentId, attributes }) => parentId === workflow.id && attributes['n8n.node.name'] === ROUTER);
	if (node === undefined) throw new Error('No span of our node arrived before that of the workflow.');
	return { execution, workflow, node };
}

async function workflowOf({ n8n, provider }: World, name: string, isFallbackWired: boolean) {
	const registry = { providers: ['custom1'], custom1Name: 'Mock', custom1BaseUrl: `${provider.url}/v1`, custom1ApiKey: KEY };
	const credential = { name, id: await n8n.rest.createCredential('llmModelRegistryApi', name, registry) };
	const row = (model: string, strength: string, price: number) => ({
		model: { __rl: true, mode: 'id', value: `custom1/${model}` },
		branchName: model,
		settings: { strength, inputPrice: price, outputPrice: 2 * price },
	});
	const workflow = routerWorkflow({
		name,
		credential,
		from: webhookItems(name, ROUTER),
		ends: ['On Fallback', 'On Small', 'On Large'],
		parameters: { models: { values: [row('small', '1', 1), row('large', '10', 10)] }, threshold: 0 },
	});
	if (!isFallbackWired) workflow.connections[ROUTER]?.['main']?.splice(0, 1, []);
	return workflow;
}

/** Attributes that a node has put onto its span. */
function custom({ attributes }: Span): Record<string, unknown> {
	const prefix = 'n8n.node.custom.';
	const own = Object.entries(attributes).filter(([key]) => key.startsWith(prefix));
	return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

describe('the traces of a real n8n, without a license', () => {
	let world: World;
	let run: Traced;
	let failed: Traced;
	let callsOfRun: readonly Seen[];
	beforeAll(async () => {
		world = await openWorld('traces');
		run = await traced(world, 'traced', PROMPTS);
		callsOfRun = [...world.provider.journal];
		failed = await traced(world, 'failing', [`refused${LONG}`], { isFallbackWired: false });
	}, START_TIMEOUT_MS);
	afterAll(async () => await world?.close());

	it('have a span of the workflow and, below it, one of the node with its items', () => {
		expect(run.workflow).toMatchObject({ name: 'workflow.execute', parentId: '' });
		expect(run.workflow.attributes).toMatchObject({ 'n8n.workflow.name': 'traced', 'n8n.execution.status': 'success' });
		expect(run.node).toMatchObject({ name: 'node.execute', traceId: run.workflow.traceId, events: [] });
		expect(run.node.attributes).toMatchObject({
			'n8n.node.type': 'n8n-nodes-llm-router.routeLlmRequest',
			'n8n.node.items.input': 3,
			'n8n.node.items.output': 3,
		});
	});

	it('have nothing that a node adds, which the saved execution has', () => {
		expect(custom(run.node)).toEqual({});
		expect(run.execution.tracing(ROUTER)).toEqual({ ...TOTALS, 'llm.cost.total': expect.closeTo(TOTALS['llm.cost.total'], 12) });
	});

	it('go on at the provider: every call names the span of the node', () => {
		const parents = callsOfRun.map(({ headers }) => headers['traceparent']);
		expect(parents).toHaveLength(4);
		expect(new Set(parents)).toEqual(new Set([`00-${run.node.traceId}-${run.node.id}-01`]));
	});

	it('tell of a run that failed, without the key that the provider echoes', () => {
		expect(failed.execution.status).toBe('error');
		expect(failed.execution.tracing(ROUTER)).toMatchObject({ 'llm_router.strategy': 'classifier', 'llm_router.fallback': 1 });
		expect(failed.node.events.map(({ name }) => name)).toEqual(['exception']);
		expect(failed.node.events[0]?.attributes).toMatchObject({ 'exception.message': expect.stringContaining('Fallback') });
	});

	it('hold no key, no prompt and no answer', () => {
		const bytes = world.receiver.bytes().toString('latin1');
		expect(bytes).toContain('traced');
		for (const secret of [KEY, KEY.slice(3), LONG, ANSWER]) expect(bytes).not.toContain(secret);
	});
});

describe('the traces of a real n8n whose license exports custom span attributes', () => {
	let world: World;
	beforeAll(async () => {
		// n8n's own switch for its end-to-end tests: licensed is what it is told.
		world = await openWorld('traces-licensed', { E2E_TESTS: 'true' });
		await world.n8n.rest.request('PATCH', '/e2e/feature', { feature: 'feat:otel:customSpanAttributes', enabled: true });
	}, START_TIMEOUT_MS);
	afterAll(async () => await world?.close());

	it('have tokens, cost, models, strategy and Fallback of all items on the span of the node, as text', async () => {
		const { node } = await traced(world, 'licensed', PROMPTS);
		const { 'llm.cost.total': cost, ...others } = custom(node);
		const { 'llm.cost.total': expected, ...rest } = TOTALS;
		expect(others).toEqual(Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)])));
		expect(Number(cost)).toBeCloseTo(expected, 12);
	});

	it('hold no key, no prompt and no answer', () => {
		const bytes = world.receiver.bytes().toString('latin1');
		expect(bytes).toContain('licensed');
		for (const secret of [KEY, KEY.slice(3), LONG, ANSWER]) expect(bytes).not.toContain(secret);
	});
});
