import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { WorkflowJson } from '../engine';

/** The owner account of a throw-away n8n on loopback. */
export const OWNER = { email: 'owner@example.com', password: 'Router-Demo-1', firstName: 'Demo', lastName: 'Owner' } as const;

/** n8n's own REST routes, as the editor uses them, signed in as the owner. */
export interface N8nRest {
	/** The `data` of n8n's answer. Throws with n8n's message on any other status than 2xx. */
	request(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', route: string, body?: unknown): Promise<unknown>;
	/** Returns the credential's id. */
	createCredential(type: string, name: string, data: Record<string, unknown>): Promise<string>;
	/** Returns the workflow's id. */
	createWorkflow(workflow: WorkflowJson): Promise<string>;
	/** Production webhooks and triggers of an active workflow answer. */
	activate(workflowId: string): Promise<void>;
	/** Its webhooks are free for another workflow. */
	deactivate(workflowId: string): Promise<void>;
	/** `name=value` of the session, for a request of one's own. */
	readonly cookie: string;
}

const withId = z.object({ id: z.string() });
const PUBLISH_TIMEOUT_MS = 60_000;
const PUBLISH_POLL_MS = 100;
const publication = z.object({ status: z.string(), triggers: z.array(z.object({ errorMessage: z.string().nullish() })) });
const withVersion = z.object({ versionId: z.string() });

/** Sets up the owner on a fresh n8n, signs in on one that has it. */
export async function signIn(url: string): Promise<N8nRest> {
	const setUp = await send(url, 'POST', '/owner/setup', OWNER);
	const signedIn = setUp.ok ? setUp : await send(url, 'POST', '/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0];
	if (!signedIn.ok || cookie === undefined) throw new Error(`n8n refused the owner: ${signedIn.status} ${await signedIn.text()}`);
	return sessionOf(url, cookie);
}

/** The routes again with the cookie of an earlier sign-in: n8n takes five a minute. */
export function sessionOf(url: string, cookie: string): N8nRest {
	const request: N8nRest['request'] = async (method, route, body) => {
		const response = await send(url, method, route, body, cookie);
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} /rest${route}: ${response.status} ${text}`);
		return z.object({ data: z.unknown() }).parse(JSON.parse(text)).data;
	};
	return {
		cookie,
		request,
		createCredential: async (type, name, data) => withId.parse(await request('POST', '/credentials', { type, name, data })).id,
		createWorkflow: async ({ id: _theirs, ...workflow }) =>
			withId.parse(await request('POST', '/workflows', { active: false, ...workflow })).id,
		activate: async (id) => {
			const { versionId } = withVersion.parse(await request('GET', `/workflows/${id}`));
			await request('POST', `/workflows/${id}/activate`, { versionId });
			await settled(id, 'published', request);
		},
		deactivate: async (id) => {
			await request('POST', `/workflows/${id}/deactivate`, {});
			await settled(id, 'not_published', request);
		},
	};
}

/** n8n registers and removes triggers after it has answered. */
async function settled(id: string, wanted: 'published' | 'not_published', request: N8nRest['request']): Promise<void> {
	for (let waited = 0; waited < PUBLISH_TIMEOUT_MS; waited += PUBLISH_POLL_MS) {
		const { status, triggers } = publication.parse(await request('GET', `/workflows/${id}/publication-status`));
		if (status === wanted) return;
		const problem = triggers.find(({ errorMessage }) => errorMessage)?.errorMessage;
		if (problem) throw new Error(`n8n could not publish workflow ${id}: ${problem}`);
		await sleep(PUBLISH_POLL_MS);
	}
	throw new Error(`Workflow ${id} did not become ${wanted} within ${PUBLISH_TIMEOUT_MS / 1000} s`);
}

function send(url: string, method: string, route: string, body: unknown, cookie = ''): Promise<Response> {
	return fetch(`${url}/rest${route}`, {
		method,
		// Not kept open: n8n closes idle connections, which a busy process hears of only when it sends into one.
		headers: { 'content-type': 'application/json', connection: 'close', ...(cookie === '' ? {} : { cookie }) },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
}
