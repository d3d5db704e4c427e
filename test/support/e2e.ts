import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';
import { ensurePrograms } from '../../scripts/lib/apt';
import { ensureN8n } from '../../scripts/lib/n8n/install';
import { OWNER, sessionOf, signIn, type N8nRest } from '../../scripts/lib/n8n/rest';
import { startN8n, startN8nWorker, type N8nServer } from '../../scripts/lib/n8n/server';
import { localCache } from '../../scripts/lib/paths';

export { readExample, withCredentials } from '../../scripts/lib/n8n/workflows';
export type { N8nRest, N8nServer };

/** Longest first start: n8n may have to be installed. Pass it to `beforeAll`. */
export const SETUP_TIMEOUT_MS = 40 * 60_000;

const say = (text: string) => process.stderr.write(`e2e: ${text}\n`);
const folder = path.join(localCache, 'e2e');

export interface RunningN8n {
	readonly server: N8nServer;
	readonly rest: N8nRest;
	/** n8n's data folder of this spec. */
	readonly folder: string;
}

type Env = Readonly<Record<string, string>>;

/**
 * A fresh n8n with the built package and its owner. `name`: of the spec; its data and log are called so. `nodeFlags`: for
 * Node itself.
 */
export async function freshN8n(name: string, env: Env = {}, nodeFlags: readonly string[] = []): Promise<RunningN8n> {
	const data = freshFolder(name);
	const server = await startN8n({ install: await ensureN8n(say), folder: data, log: `e2e-${name}`, env, nodeFlags });
	return { server, rest: await signIn(server.url), folder: data };
}

/** The n8n of this name once more, which has ended: all it had stored is there. */
export async function sameN8n(name: string, env: Env = {}): Promise<RunningN8n> {
	const data = path.join(folder, name);
	const server = await startN8n({ install: await ensureN8n(say), folder: data, log: `e2e-${name}-again`, env });
	return { server, rest: await signIn(server.url), folder: data };
}

/** An n8n on a data folder as `freshFolder` and whoever filled it have left it, the package in it or not. */
export async function n8nAsItIs(name: string, env: Env = {}, nodeFlags: readonly string[] = []): Promise<RunningN8n> {
	const data = path.join(folder, name);
	const server = await startN8n({
		install: await ensureN8n(say),
		folder: data,
		package: 'as it is',
		log: `e2e-${name}`,
		env,
		nodeFlags,
	});
	return { server, rest: await signIn(server.url), folder: data };
}

/** A fresh worker of an n8n in queue mode, in a data folder of its own. */
export async function freshWorker(name: string, env: Env): Promise<Omit<RunningN8n, 'rest'>> {
	const data = freshFolder(name);
	const server = await startN8nWorker({ install: await ensureN8n(say), folder: data, log: `e2e-${name}`, env });
	return { server, folder: data };
}

/** An empty data folder for an n8n of this name. */
export function freshFolder(name: string): string {
	const data = path.join(folder, name);
	rmSync(data, { recursive: true, force: true });
	mkdirSync(data, { recursive: true });
	return data;
}

const SHARED = Symbol.for('n8n-nodes-llm-router/e2e');
const SHARED_ENV = 'LLM_ROUTER_E2E';
const sharedSchema = z.object({ url: z.string(), log: z.string(), folder: z.string(), cookie: z.string() });
type Holder = typeof globalThis & { [SHARED]?: N8nServer };

/** The n8n that Jest's global setup has started for all specs; it is stopped after the last one. */
export interface SharedN8n {
	/** `http://127.0.0.1:<port>`. */
	readonly url: string;
	/** File with n8n's log of all specs, debug level. */
	readonly log: string;
	readonly folder: string;
	readonly rest: N8nRest;
}

export function sharedN8n(): SharedN8n {
	const { cookie, ...shared } = sharedSchema.parse(JSON.parse(process.env[SHARED_ENV] ?? '{}'));
	return { ...shared, rest: sessionOf(shared.url, cookie) };
}

/** For the global setup. Specs see its environment, not its memory. */
export function keepShared({ server, rest, folder: data }: RunningN8n): void {
	const holder: Holder = globalThis;
	holder[SHARED] = server;
	process.env[SHARED_ENV] = JSON.stringify({ url: server.url, log: server.log, folder: data, cookie: rest.cookie });
}

export async function stopShared(): Promise<void> {
	const holder: Holder = globalThis;
	await holder[SHARED]?.stop();
}

/** Debian's Chromium, installed if absent. */
export async function openBrowser(): Promise<Browser> {
	await ensurePrograms({ chromium: 'chromium' }, say);
	return await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** A page signed in as the owner through n8n's own form. */
export async function signedInPage(browser: Browser, url: string): Promise<Page> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await page.goto(`${url}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
	await page.locator('input[name="password"]').fill(OWNER.password);
	await page.locator('[data-test-id="form-submit-button"], button[type="submit"]').first().click();
	await page.waitForURL((target) => !target.pathname.startsWith('/signin'));
	return page;
}

/** Opens a workflow and waits for its canvas. */
export async function openWorkflow(page: Page, url: string, workflowId: string): Promise<void> {
	await page.goto(`${url}/workflow/${workflowId}`);
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
}

/** Saves what the page shows as `.cache/e2e-shots/<name>.png`; returns the file. */
export async function screenshot(page: Page, name: string): Promise<string> {
	const file = path.join(localCache, 'e2e-shots', `${name}.png`);
	mkdirSync(path.dirname(file), { recursive: true });
	await page.screenshot({ path: file });
	return file;
}
