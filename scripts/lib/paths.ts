import { homedir } from 'node:os';
import path from 'node:path';

/** The checkout: npm and Jest both start in it. */
export const projectRoot = process.cwd();

/** Our npm name: n8n puts it and a dot before the names of our nodes. */
export const PACKAGE = 'n8n-nodes-llm-router';

/** Regenerable files of this checkout; ignored by git. */
export const localCache = path.join(projectRoot, '.cache');

/** Large installs shared between checkouts. `LLM_ROUTER_CACHE` moves it. */
export function sharedCache(env: NodeJS.ProcessEnv = process.env): string {
	return env.LLM_ROUTER_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'n8n-nodes-llm-router');
}
