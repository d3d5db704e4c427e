import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { sharedN8n, type SharedN8n } from '../support/e2e';
import { runByHand, type Execution } from '../support/executions';
import { json, serve, type Seen, type TestServer } from '../support/httpServer';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';

const TYPE = 'llmModelRegistryApi';
const KINDS = ['custom1', 'custom2', 'custom3'] as const;
type Kind = (typeof KINDS)[number];

/** Unlike in every piece of 8 characters; with signs that are encoded in URLs. */
const KEYS: Record<Kind, string> = {
	custom1: 'sk-aQ7+vK2/mZ9=xW4_pL6.tR8~',
	custom2: 'gk-bN3+hJ5/cY1=dF0_uE2.oG7~',
	custom3: 'xk-iT6+sB8/wV4=qM3_zC9.nH5~',
};

const credentialSchema = z.object({ data: z.record(z.unknown()) });
const testSchema = z.object({ status: z.string(), message: z.string() });

describe('keys of three providers in one credential', () => {
	let n8n: SharedN8n;
	let servers: Record<Kind, TestServer>;
	let failing: ReadonlySet<Kind> = new Set();
	let credentialId: string;
	const name = 'Registry with planted keys';

	beforeAll(() => {
		n8n = sharedN8n();
	});
	beforeEach(async () => {
		failing = new Set();
		const started = await Promise.all(
			KINDS.map(async (kind) => [kind, await serve((response, seen) => answer(kind, response, seen))] as const),
		);
		const [custom1, custom2, custom3] = started.map(([, server]) => server);
		if (!custom1 || !custom2 || !custom3) throw new Error('a server did not start');
		servers = { custom1, custom2, custom3 };
		const fields = KINDS.map((kind) => ({
			[`${kind}Name`]: `Host ${kind}`,
			[`${kind}BaseUrl`]: `${servers[kind].url}/v1`,
			[`${kind}ApiKey`]: KEYS[kind],
		}));
		credentialId = await n8n.rest.createCredential(TYPE, name, { providers: [...KINDS], ...fields[0], ...fields[1], ...fields[2] });
	});
	afterEach(async () => {
		await Promise.all(KINDS.map((kind) => servers[kind].close()));
	});

	/** A failing host says everything it knows of the key, as some gateways do. */
	function answer(kind: Kind, response: Parameters<typeof json>[0], { path: asked }: Seen): void {
		if (failing.has(kind))
			return json(response, 401, {
				error: { message: `Incorrect API key: ${formsOf(KEYS[kind]).join(' or ')}`, type: 'invalid_request_error' },
			});
		if (asked.endsWith('/models')) return json(response, 200, { object: 'list', data: [{ id: 'model', object: 'model' }] });
		const message = { role: 'assistant', content: `${kind} answers` };
		json(response, 200, {
			id: 'x',
			object: 'chat.completion',
			created: 1,
			model: 'model',
			choices: [{ index: 0, message, finish_reason: 'stop' }],
			usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
		});
	}

	/** What the editor does: it has the data with every secret blanked, and sends that back. */
	async function saveWith(providers: readonly Kind[]): Promise<Record<string, unknown>> {
		const { data } = credentialSchema.parse(await n8n.rest.request('GET', `/credentials/${credentialId}?includeData=true`));
		const changed = { ...data, providers };
		await n8n.rest.request('PATCH', `/credentials/${credentialId}`, { name, type: TYPE, data: changed });
		return changed;
	}

	async function test(data: Record<string, unknown>) {
		return testSchema.parse(
			await n8n.rest.request('POST', '/credentials/test', { credentials: { id: credentialId, name, type: TYPE, data } }),
		);
	}

	/** One model of each provider by rising strength; every item begins at the first. */
	async function run(kinds: readonly Kind[]): Promise<Execution> {
		const rows = kinds.map((kind, index) => ({
			model: { __rl: true, mode: 'id', value: `${kind}/model` },
			branchName: kind,
			settings: { strength: String(index + 1) },
		}));
		const first = kinds[0] ?? '';
		const id = await n8n.rest.createWorkflow(
			routerWorkflow({
				name: 'Planted keys',
				credential: { id: credentialId, name },
				ends: ['End', 'End', 'End', 'End'],
				parameters: {
					prompt: 'Hello',
					models: { values: rows },
					strategy: 'rules',
					rules: { values: [{ name: 'Everything', model: `${first}/model` }] },
					includeDetails: true,
				},
			}),
		);
		return await runByHand(n8n.rest, id, 'Start');
	}

	it('each removed in turn: the test and a run send every key to its own host only', async () => {
		expect(await test(await saveWith(KINDS))).toMatchObject({ status: 'OK' });
		for (const removed of KINDS) {
			const left = KINDS.filter((kind) => kind !== removed);
			const before = servers[removed].journal.length;
			expect(await test(await saveWith(left))).toEqual({ status: 'OK', message: expect.not.stringContaining(`Host ${removed}`) });
			for (const order of [left, left.toReversed()]) {
				const execution = await run(order);
				expect(execution.items(ROUTER, 1)).toEqual([expect.objectContaining({ output: `${order[0] ?? ''} answers` })]);
			}
			expect(servers[removed].journal).toHaveLength(before);
		}
		for (const kind of KINDS) {
			const { journal } = servers[kind];
			expect(journal.map(({ path: asked }) => asked)).toEqual(expect.arrayContaining(['/v1/models', '/v1/chat/completions']));
			expect(new Set(journal.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${KEYS[kind]}`]));
			const others = KINDS.filter((other) => other !== kind).map((other) => KEYS[other]);
			expect(leaksIn(JSON.stringify(journal), others)).toEqual([]);
		}
	});

	it('a run with a model of a removed provider asks nobody and says which', async () => {
		await saveWith(['custom1', 'custom3']);
		const execution = await run(KINDS);
		expect(execution.status).toBe('error');
		expect(execution.raw).toContain('custom2');
		expect(KINDS.flatMap((kind) => servers[kind].journal)).toEqual([]);
	});

	it('shows no key that a host says back: not in the test, an item, an error, a hint, the log, the ledger or a record', async () => {
		failing = new Set(['custom1', 'custom2']);
		const data = await saveWith(KINDS);
		const tested = await test(data);
		expect(tested).toMatchObject({ status: 'Error', message: expect.stringContaining('Host custom1') });
		const answered = await run(KINDS);
		expect(answered.items(ROUTER, 3)).toEqual([expect.objectContaining({ output: 'custom3 answers' })]);
		failing = new Set(KINDS);
		const lost = await run(KINDS);
		expect(lost.items(ROUTER, 0)).toHaveLength(1);
		// The hosts did get the key and said it back; else nothing here could be found.
		expect(leaksIn(JSON.stringify(servers.custom1.journal), [KEYS.custom1])).not.toEqual([]);

		const all = Object.values(KEYS);
		const listed = JSON.stringify(await n8n.rest.request('GET', '/credentials?includeData=true'));
		for (const text of [tested.message, JSON.stringify(data), listed, answered.raw, lost.raw, readFileSync(n8n.log, 'latin1')])
			expect(leaksIn(text, all)).toEqual([]);
		const files = filesBelow(n8n.folder);
		expect(files.map((file) => path.basename(file))).toEqual(expect.arrayContaining(['database.sqlite', 'ledger.sqlite']));
		// Proof that the bytes read are those just written, WAL included.
		const written = files.filter((file) => path.basename(file).startsWith('ledger.sqlite')).map((file) => readFileSync(file, 'latin1'));
		expect(written.some((bytes) => bytes.includes('custom3/model'))).toBe(true);
		for (const file of files) expect({ file, leaks: leaksIn(readFileSync(file, 'latin1'), all) }).toEqual({ file, leaks: [] });
		expect(lost.raw.includes('[key removed]')).toBe(true);
	});
});

function formsOf(key: string): string[] {
	const half = Math.floor(key.length / 2);
	return [
		key,
		Buffer.from(key).toString('base64'),
		Buffer.from(key).toString('base64url'),
		encodeURIComponent(key),
		key.slice(0, half),
		key.slice(half),
	];
}

function leaksIn(text: string, keys: readonly string[]): string[] {
	return keys.flatMap(formsOf).filter((form) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1)));
}

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name));
}
