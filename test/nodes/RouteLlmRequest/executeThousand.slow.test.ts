import { clearHealth } from '../../../nodes/shared/health';
import type { FailureKind } from '../../../router/calls/failure';
import { seeded } from '../../../scripts/lib/seeded';
import type { DecisionRecord } from '../../../router/ledger/record';
import { codeNode, connect, runWorkflow, type RunResult } from '../../support/engine';
import { serve, type TestServer } from '../../support/httpServer';
import { askOf, NODE, openLedger, provider, refuses, says, type Ask, type Reply, type TestLedger } from '../../support/routeNode';

const BATCH = 20;
const MIXED_BATCHES = 46;
const EACH = 30;
/** Batches that wait: they alone hold the timeouts, and may retry. */
const PATIENT_BATCHES = 5;
const NANO_PER_ANSWER = { 'custom1/small': 30_000, 'custom2/large': 60_000 };
type Model = keyof typeof NANO_PER_ANSWER;

/** How a server brings each kind about; `timeout` by silence. */
const INJECTED: Readonly<Record<Exclude<FailureKind, 'cancelled' | 'downstream'>, Reply>> = {
	rate_limited: refuses(429, {}, { 'retry-after': '60' }),
	quota_exhausted: refuses(429, { code: 'insufficient_quota' }),
	overloaded: refuses(503),
	server_error: refuses(500),
	timeout: { kind: 'silence' },
	connection: { kind: 'reset' },
	auth: refuses(401, { code: 'invalid_api_key' }),
	model_not_found: refuses(404, { code: 'model_not_found' }),
	unsupported: refuses(400, { code: 'unsupported_parameter', param: 'max_tokens', message: "Unsupported parameter: 'max_tokens'" }),
	context_too_long: refuses(400, { code: 'context_length_exceeded' }),
	content_policy: refuses(400, { code: 'content_filter' }),
	bad_request: refuses(400, { code: 'empty_array', param: 'messages' }),
	refused: refuses(400),
	too_large_for_limit: refuses(413),
	interrupted: says('half an ans', 'error'),
	misconfigured: refuses(400, { message: 'Only served from API version 2031-01-01 on' }),
	invalid_response: { kind: 'raw', status: 200, text: '<html>not found</html>' },
	truncated: says(null, 'length'),
};
const KINDS = Object.keys(INJECTED) as (keyof typeof INJECTED)[];

/** `which` model fails: the small one only, or both. */
interface Case {
	readonly n: number;
	readonly kind: keyof typeof INJECTED | 'fine' | 'blank';
	readonly which: 'small' | 'both';
}

interface Call {
	readonly n: number;
	readonly model: Model;
	readonly paid: boolean;
}

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
const journal: Call[] = [];

function replyOf(model: Model, prompt: string): Reply {
	const { n, kind, which } = JSON.parse(prompt) as Case;
	const fails = model === 'custom1/small' || which === 'both';
	const reply = kind === 'fine' || !fails ? says(`answer ${String(n)}`) : kind === 'blank' ? says(' ') : INJECTED[kind];
	journal.push({ n, model, paid: reply.kind === 'json' && reply.status === 200 });
	return reply;
}

function mixed(random: () => number): Case[][] {
	const shuffled = (kinds: Case['kind'][]) =>
		kinds
			.map((kind) => ({ kind, at: random() }))
			.sort((a, b) => a.at - b.at)
			.map(({ kind }) => kind);
	const total = MIXED_BATCHES * BATCH;
	const slow = Array.from({ length: EACH }, (): Case['kind'] => 'timeout');
	const quick = KINDS.filter((kind) => kind !== 'timeout').flatMap((kind): Case['kind'][] => Array.from({ length: EACH }, () => kind));
	const rest = Array.from({ length: total - slow.length - quick.length }, (_, i): Case['kind'] => (i % 4 === 0 ? 'blank' : 'fine'));
	const others = shuffled([...quick, ...rest]);
	const patient = PATIENT_BATCHES * BATCH;
	const kinds = [...shuffled([...slow, ...others.slice(0, patient - slow.length)]), ...others.slice(patient - slow.length)];
	const cases = kinds.map((kind, n): Case => ({ n, kind, which: random() < 0.5 ? 'small' : 'both' }));
	return Array.from({ length: MIXED_BATCHES }, (_, batch) => cases.slice(batch * BATCH, (batch + 1) * BATCH));
}

const itemsOf = (cases: readonly Case[]) =>
	cases.map((one) => ({
		json: { chatInput: JSON.stringify(one), n: one.n, nested: { tags: [one.kind] } },
		binary: { file: { data: 'QQ==', mimeType: 'text/plain', fileName: `${String(one.n)}.txt` } },
	}));

async function runBatch(
	name: string,
	cases: readonly Case[],
	more: Partial<Ask> = {},
	wrap: (ask: ReturnType<typeof askOf>) => ReturnType<typeof askOf> = (ask) => ask,
): Promise<RunResult> {
	clearHealth();
	const parameters = { threshold: 0, maxWaitTime: 0, timeout: 5, parallelItems: BATCH, ...more.parameters };
	const asked = askOf({ items: itemsOf(cases), urls: [small.url, large.url], ...more, parameters });
	const result = await runWorkflow(wrap({ ...asked, executionId: name }));
	expect(result.error).toBeUndefined();
	return result;
}

/** Every item once, in order inside its branch, paired, with all it came with. */
function expectWhole(result: RunResult, cases: readonly Case[], runIndex = 0): void {
	const sent = itemsOf(cases);
	const left = [0, 1, 2].map((output) => result.items(NODE, output, runIndex));
	const numbers = left.map((items) => items.map(({ json }) => Number(json['n'])));
	for (const branch of numbers) expect(branch).toEqual([...branch].sort((a, b) => a - b));
	expect(numbers.flat().sort((a, b) => a - b)).toEqual(cases.map(({ n }) => n));
	for (const item of left.flat()) {
		const index = cases.findIndex(({ n }) => n === item.json['n']);
		const { llmRoute, output, error, ...original } = item.json;
		expect(original).toEqual(sent[index]?.json);
		expect(item.binary).toEqual(sent[index]?.binary);
		expect(item.pairedItem).toEqual(expect.objectContaining({ item: index }));
		expect(llmRoute).toMatchObject({ id: expect.any(String) });
	}
}

const tally = (keys: readonly string[]) => {
	const counts: Record<string, number> = {};
	for (const key of [...keys].sort()) counts[key] = (counts[key] ?? 0) + 1;
	return counts;
};

/** Attempts of a batch as `model:n`, n being the item's number over all batches. */
function attemptsOf(records: readonly DecisionRecord[], cases: readonly Case[]) {
	return records.flatMap((record) => {
		const n = cases[Number(record.dedupeKey.split(':').at(-1))]?.n ?? -1;
		return record.attempts.map((attempt) => ({ key: `${attempt.modelId}:${String(n)}`, attempt }));
	});
}

beforeAll(async () => {
	ledger = await openLedger();
	small = await provider((prompt) => replyOf('custom1/small', prompt));
	large = await provider((prompt) => replyOf('custom2/large', prompt));
});
afterAll(async () => {
	await Promise.all([small.close(), large.close(), ledger.close()]);
});

it('1,000 items through every failure: each leaves once and whole, calls and charges agree with the servers', async () => {
	const stamp = `thousand-${String(process.pid)}-${String(Date.now())}`;
	const batches = mixed(seeded(20_261_124));
	const failures: FailureKind[] = [];
	const charged: DecisionRecord['charges'][number][] = [];
	let items = 0;
	const take = (name: string, cases: readonly Case[], runs = 1) => {
		const records = ledger.stored(name);
		expect(records).toHaveLength(cases.length * runs);
		failures.push(
			...records.flatMap(({ attempts }) => attempts.flatMap(({ result }) => (result.kind === 'failed' ? [result.failure] : []))),
		);
		charged.push(...records.flatMap(({ charges }) => charges));
		for (const record of records) {
			// One charge for each attempt that was or may have been paid, none for the others.
			const paid = record.attempts.flatMap(({ result }, index) =>
				result.kind === 'answered' || (result.kind === 'failed' && result.billed) ? [index] : [],
			);
			expect(record.charges.map(({ attempt }) => attempt)).toEqual(
				record.attempts.some(({ result }) => result.kind === 'failed' && result.failure === 'downstream') ? [] : paid,
			);
		}
		items += cases.length;
		return records;
	};

	for (const [index, cases] of batches.entries()) {
		const name = `${stamp}-${String(index)}`;
		const patience = index < PATIENT_BATCHES ? 3 : 0;
		expectWhole(await runBatch(name, cases, { parameters: { maxWaitTime: patience, maxRetries: 1 } }), cases);
		const attempts = attemptsOf(take(name, cases), cases);
		const arrived = journal.filter(({ n }) => cases.some((one) => one.n === n)).map(({ model, n }) => `${model}:${String(n)}`);
		expect(tally(attempts.map(({ key }) => key))).toEqual(tally(arrived));
	}

	// Nobody listens where the small model should be.
	const gone = await serve(() => undefined);
	await gone.close();
	const arrivedBefore = journal.length;
	for (const batch of [0, 1]) {
		const cases = Array.from({ length: BATCH }, (_, i): Case => ({ n: 920 + batch * BATCH + i, kind: 'fine', which: 'small' }));
		const name = `${stamp}-down-${String(batch)}`;
		const result = await runBatch(name, cases, { urls: [gone.url, large.url] });
		expectWhole(result, cases);
		const attempts = attemptsOf(take(name, cases), cases);
		const refused = attempts.filter(({ attempt }) => attempt.result.kind === 'failed' && attempt.result.failure === 'connection');
		expect(tally(refused.map(({ key }) => key))).toEqual(tally(cases.map(({ n }) => `custom1/small:${String(n)}`)));
		expect(result.counts(NODE)).toEqual([0, 0, BATCH]);
	}
	expect(journal.length - arrivedBefore).toBe(2 * BATCH);

	// Route Only: what hangs on the small branch fails and sends its items back.
	const failing = codeNode((all) => [all.map(({ json, binary }) => ({ json: { ...json, error: 'down' }, ...(binary && { binary }) }))]);
	for (const batch of [0, 1]) {
		const cases = Array.from({ length: BATCH }, (_, i): Case => ({ n: 960 + batch * BATCH + i, kind: 'fine', which: 'small' }));
		const name = `${stamp}-back-${String(batch)}`;
		const result = await runBatch(name, cases, { parameters: { operation: 'routeOnly' } }, ({ workflow, ...rest }) => ({
			...rest,
			nodeTypes: { 'test.failing': failing },
			workflow: {
				...workflow,
				nodes: workflow.nodes.map((node) => (node.name === 'Small' ? { ...node, type: 'test.failing' } : node)),
				connections: { ...workflow.connections, ...connect('Small', [NODE]) },
			},
		}));
		expect([result.counts(NODE, 0), result.counts(NODE, 1)]).toEqual([
			[0, BATCH, 0],
			[0, 0, BATCH],
		]);
		expectWhole(result, cases, 1);
		take(name, cases, 2);
	}

	expect(items).toBe(1000);
	const seen = tally(failures);
	expect(Object.entries(seen).filter(([, count]) => count < 20)).toEqual([]);
	expect(Object.keys(seen).sort()).toEqual([...KINDS, 'downstream'].sort());

	// Every bill the servers wrote is in the ledger once, at the model's price, and no other is known.
	const billed = charged.filter(({ basis }) => basis !== 'unknown').map(({ modelId, costNanoUsd }) => `${modelId} ${String(costNanoUsd)}`);
	expect(tally(billed)).toEqual(tally(journal.filter(({ paid }) => paid).map(({ model }) => `${model} ${String(NANO_PER_ANSWER[model])}`)));
	expect(new Set(charged.map(({ id }) => id)).size).toBe(charged.length);
});
