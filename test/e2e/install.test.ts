import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { LedgerFile } from '../../adapters/ledger/ledgerFile';
import { DOCUMENTS } from '../../router/ledger/documents';
import { encodeWeights } from '../../router/strategies/classifierWeights';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import { PACKAGE } from '../../scripts/lib/paths';
import { install, installedVersion, pack, uninstall, unpack } from '../support/communityPackage';
import { freshFolder, n8nAsItIs, SETUP_TIMEOUT_MS, type RunningN8n } from '../support/e2e';
import { runByHand, type Json } from '../support/executions';
import { json, serve, type TestServer } from '../support/httpServer';
import { storageOf } from '../support/killedFile';
import { LADDER, registryOf } from '../support/ladder';
import { feedbackOf, tempFolder } from '../support/ledger';
import { routerWorkflow, wireTo } from '../support/routerWorkflow';
import { completion } from '../support/wire/rows';

const NAME = 'install';
const EARLIER = '0.0.1';
const FEEDBACK = 'LLM Router Feedback';
/** The second is what n8n makes of the first for agents. */
const NODES = ['llmRouterFeedback', 'llmRouterFeedbackTool', 'lmChatLlmRouter', 'routeLlmRequest'];
const START = {
	id: 's',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

/** Node denies all code to write anywhere else, as a read-only file system does; SQLite it does not know: see `writableFiles`. */
const writesOnlyIn = (folder: string) => [
	'--permission',
	'--allow-fs-read=*',
	`--allow-fs-write=${folder}`,
	'--allow-worker',
	'--allow-child-process',
	'--allow-addons',
	'--allow-wasi',
];

const WRITABLE = 0o3;

/** Regular files that a process has open to write to, but for its log. */
function writableFiles(pid: number): string[] {
	const open = readdirSync(`/proc/${String(pid)}/fd`).filter((fd) => Number(fd) > 2);
	return open.flatMap((fd) => {
		const file = readlinkSync(`/proc/${String(pid)}/fd/${fd}`);
		const [, flags = '0'] = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/fdinfo/${fd}`, 'utf8')) ?? [];
		const isFile = /^\/(?!dev\/|proc\/|memfd:)/.test(file);
		return isFile && (parseInt(flags, 8) & WRITABLE) !== 0 ? [file] : [];
	});
}

/** One n8n over its life with the package; each step begins with what the one before has left. */
describe('the package as npm packs it', () => {
	const temp = tempFolder();
	let tarball: string;
	let folder: string;
	let model: TestServer;
	let n8n: RunningN8n | null = null;
	let workflowId: string;
	let first: readonly Json[];

	beforeAll(async () => {
		tarball = pack(temp.path);
		unpack(tarball, path.join(temp.path, 'custom'));
		folder = freshFolder(NAME);
		model = await serve((response) => json(response, 200, completion('fine', 'stop').body));
	}, SETUP_TIMEOUT_MS);
	afterEach(async () => {
		await n8n?.server.stop();
		n8n = null;
	});
	afterAll(async () => {
		await model.close();
		temp.remove();
	});

	async function start(env: Record<string, string> = {}, nodeFlags: readonly string[] = []): Promise<RunningN8n> {
		n8n = await n8nAsItIs(NAME, env, nodeFlags);
		return n8n;
	}

	/** Node types of this n8n that are ours, by how they were installed. */
	async function ours({ server, rest }: RunningN8n): Promise<string[]> {
		const response = await fetch(`${server.url}/types/nodes.json`, { headers: { cookie: rest.cookie } });
		const names = z.array(z.object({ name: z.string() })).parse(await response.json());
		return names
			.map(({ name }) => name)
			.filter((name) => name.startsWith(`${PACKAGE}.`) || name.startsWith('CUSTOM.'))
			.sort();
	}

	async function feedback({ rest }: RunningN8n, parameters: Json): Promise<readonly Json[]> {
		const node = {
			...START,
			id: 'f',
			name: FEEDBACK,
			type: `${PACKAGE}.llmRouterFeedback`,
			parameters: parameters as typeof START.parameters,
		};
		const id = await rest.createWorkflow({
			name: FEEDBACK,
			nodes: [START, node],
			connections: { Start: { main: [[wireTo(FEEDBACK)]] } },
			settings: {},
		});
		const done = await runByHand(rest, id, 'Start');
		expect([done.status, done.errors(FEEDBACK)]).toEqual(['success', []]);
		return done.items(FEEDBACK);
	}

	const decisions = (running: RunningN8n) => feedback(running, { resource: 'decision', operation: 'getAll', returnAll: true });

	it(
		'runs where n8n installs it, and next to it from N8N_CUSTOM_EXTENSIONS',
		async () => {
			install(tarball, folder, EARLIER);
			const running = await start({ N8N_CUSTOM_EXTENSIONS: path.join(temp.path, 'custom') });
			expect(await ours(running)).toEqual(['CUSTOM', PACKAGE].flatMap((by) => NODES.map((node) => `${by}.${node}`)));

			const id = await running.rest.createCredential('llmModelRegistryApi', 'Registry', registryOf([model.url, model.url]));
			const models = { values: LADDER.map((row) => ({ ...row, model: { __rl: true, ...row.model } })) };
			const parameters = {
				prompt: 'What is 2 + 2?',
				models,
				thresholdFrom: 'named',
				thresholdName: { __rl: true, mode: 'name', value: 'kept' },
				weights: 'latest',
			};
			const credential = { id, name: 'Registry' };
			workflowId = await running.rest.createWorkflow(
				routerWorkflow({ name: NAME, credential, parameters, ends: ['Failed', 'Small', 'Large'] }),
			);
			await feedback(running, { resource: 'threshold', operation: 'set', name: 'kept', threshold: 0.33 });
			expect((await runByHand(running.rest, workflowId, 'Start')).status).toBe('success');
			first = await decisions(running);
			expect(first).toMatchObject([{ threshold: 0.33 }]);
		},
		SETUP_TIMEOUT_MS,
	);

	it(
		'keeps log, thresholds and weights when it is updated, also where only the folder of n8n can be written',
		async () => {
			await keepWeights('made-by-the-earlier');
			install(tarball, folder);
			expect(installedVersion(folder)).not.toBe(EARLIER);
			const running = await start({}, writesOnlyIn(folder));
			expect(await ours(running)).toEqual(NODES.map((node) => `${PACKAGE}.${node}`));
			expect(await decisions(running)).toEqual(first);
			expect(await feedback(running, { resource: 'threshold', operation: 'get', name: 'kept' })).toMatchObject([{ threshold: 0.33 }]);

			expect((await runByHand(running.rest, workflowId, 'Start')).status).toBe('success');
			const [newest, ...earlier] = await decisions(running);
			expect(newest).toMatchObject({ threshold: 0.33, weightsVersion: 'made-by-the-earlier' });
			expect(earlier).toEqual(first);
			const open = writableFiles(running.server.pid);
			expect(open).toContain(ledgerFile());
			expect(open.filter((file) => !file.startsWith(folder))).toEqual([]);
		},
		SETUP_TIMEOUT_MS,
	);

	it(
		'leaves n8n healthy when it is uninstalled, and the log where it is',
		async () => {
			uninstall(folder);
			const running = await start();
			expect(await ours(running)).toEqual([]);
			const open = await running.rest.request('GET', `/workflows/${workflowId}`);
			expect(JSON.stringify(open)).toContain(`${PACKAGE}.routeLlmRequest`);
			const end = { ...START, id: 'e', name: 'End', type: 'n8n-nodes-base.noOp' };
			const other = await running.rest.createWorkflow({
				name: 'Other',
				nodes: [START, end],
				connections: { Start: { main: [[wireTo('End')]] } },
				settings: {},
			});
			const done = await runByHand(running.rest, other, 'Start');
			expect([done.status, done.items('End').length]).toEqual(['success', 1]);
			expect(existsSync(ledgerFile())).toBe(true);
		},
		SETUP_TIMEOUT_MS,
	);

	const ledgerFile = () => path.join(storageOf(folder), 'ledger.sqlite');

	/** As training does, which takes fifty judged decisions. */
	async function keepWeights(version: string): Promise<void> {
		const file = new LedgerFile(ledgerFile());
		const weights = encodeWeights({ ...shippedWeights(), version });
		await feedbackOf(file).putDocument({
			kind: DOCUMENTS.weights,
			name: 'default',
			json: { kind: 'trained', weights, measured: null },
			expectedVersion: null,
		});
		file.handle({ kind: 'close' });
	}
});
