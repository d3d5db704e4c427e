import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CREDENTIAL_NAME, CREDENTIAL_TYPE, demoCredential } from './demo/credential';
import { startDemoProvider } from './demo/provider';
import { ensureN8n } from './lib/n8n/install';
import { OWNER, signIn, type N8nRest } from './lib/n8n/rest';
import { freePort, startN8n, type N8nServer } from './lib/n8n/server';
import { exampleFiles, readExample, withCredentials } from './lib/n8n/workflows';
import { localCache } from './lib/paths';

const N8N_PORT = 5678;
const PROVIDER_PORT = 5690;
const INSPECTOR_PORT = 9229;

const named = z.array(z.object({ id: z.string(), name: z.string() }));

/**
 * `npm run editor [-- --inspect]`: a real n8n with the package, the demo provider and the examples; runs until Ctrl-C.
 * `--inspect`: a debugger can be attached to it.
 */
main().catch((error: unknown) => {
	process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});

async function main(): Promise<void> {
	const { inspect } = parseArgs({ options: { inspect: { type: 'boolean', default: false } } }).values;
	const inspector = inspect ? `127.0.0.1:${String(await freePort(INSPECTOR_PORT))}` : null;
	const say = (text: string) => process.stdout.write(`${text} …\n`);
	const stopping = stopOnSignal();
	const install = await ensureN8n(say);
	const folder = path.join(localCache, 'editor');
	mkdirSync(folder, { recursive: true });
	const provider = await startDemoProvider(await freePort(PROVIDER_PORT));
	say('starting n8n');
	const nodeFlags = inspector === null ? [] : [`--inspect=${inspector}`];
	const server = await startN8n({ install, folder, log: 'editor', port: await freePort(N8N_PORT), nodeFlags });
	stopping.use(server);
	const rest = await signIn(server.url);
	const credential = await storeCredential(rest, provider.baseUrl);
	const imported = await importExamples(rest, credential);
	process.stdout.write(
		[
			'',
			`  n8n:       ${server.url}`,
			`  login:     ${OWNER.email}`,
			`  password:  ${OWNER.password}`,
			`  provider:  ${provider.baseUrl} (demo models, nothing is paid)`,
			`  workflows: ${imported.length === 0 ? 'as you left them' : imported.join(', ')}`,
			...(inspector === null ? [] : [`  debugger:  ${inspector} (chrome://inspect, or "attach" in your editor)`]),
			'',
			'  Only reachable from this machine. What you change is kept in .cache/editor. Ctrl-C stops it.',
			'',
			'',
		].join('\n'),
	);
}

/** The provider's port may differ from last time, so the credential is written each time. */
async function storeCredential(rest: N8nRest, baseUrl: string): Promise<{ id: string; name: string }> {
	const data = demoCredential(baseUrl);
	const existing = named.parse(await rest.request('GET', '/credentials')).find(({ name }) => name === CREDENTIAL_NAME);
	if (!existing) return { name: CREDENTIAL_NAME, id: await rest.createCredential(CREDENTIAL_TYPE, CREDENTIAL_NAME, data) };
	await rest.request('PATCH', `/credentials/${existing.id}`, { name: CREDENTIAL_NAME, type: CREDENTIAL_TYPE, data });
	return existing;
}

/** Those not there yet, by name: a workflow the user has changed stays. */
async function importExamples(rest: N8nRest, credential: { id: string; name: string }): Promise<string[]> {
	const existing = new Set(named.parse(await rest.request('GET', '/workflows')).map(({ name }) => name));
	const imported: string[] = [];
	for (const file of await exampleFiles()) {
		const workflow = withCredentials(await readExample(file), { [CREDENTIAL_TYPE]: credential });
		if (workflow.name === undefined || existing.has(workflow.name)) continue;
		await rest.createWorkflow(workflow);
		imported.push(workflow.name);
	}
	return imported;
}

/** n8n runs in its own process group, so Ctrl-C reaches us alone; before it has started, leaving is enough. */
function stopOnSignal(): { use(server: N8nServer): void } {
	let server: N8nServer | null = null;
	let stopping = false;
	const stop = () => {
		if (server === null) process.exit(130);
		if (stopping) return;
		stopping = true;
		process.stdout.write('\nStopping n8n …\n');
		void server.stop().then(() => process.exit(0));
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	return { use: (started) => (server = started) };
}
