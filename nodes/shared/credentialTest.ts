import { Readable } from 'node:stream';

import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

import { PROVIDERS, verifyRequest, type Endpoint } from '../../adapters/providers';
import { isConfigError } from '../../router/configError';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import { z } from '../../vendor/zod';
import { readRegistry } from './registryCredential';
import { retirementHints } from './retiredModels';

const TIMEOUT_MS = 15_000;

const answerSchema = z.object({
	statusCode: z.number(),
	headers: z.object({ 'content-type': z.string().catch('') }).catch({ 'content-type': '' }),
	// The stream itself, not a copy of its fields: only the original can be destroyed.
	body: z.instanceof(Readable).nullish().catch(null),
});

/** Asks every provider of the credential at once; the message names each one that refuses, and why. */
export async function testLlmModelRegistry(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { endpoints, facts, keys } = readRegistry(credential.data ?? {});
		const redactor = createRedactor(keys);
		const problems = await Promise.all([...endpoints.values()].map((endpoint) => problemOf(this, endpoint, redactor)));
		const found = problems.filter((problem) => problem !== null);
		if (found.length > 0) return { status: 'Error', message: found.join(' · ') };
		const names = [...endpoints.values()].map(({ name }) => name).join(', ');
		const retired = retirementHints([...facts.keys()], Date.now()).map((hint) => ` · Model Facts: ${hint}`);
		return { status: 'OK', message: `Every provider accepted its key: ${names}${retired.join('')}` };
	} catch (error) {
		return { status: 'Error', message: isConfigError(error) ? error.message : 'The credential cannot be read.' };
	}
}

async function problemOf(ctx: ICredentialTestFunctions, endpoint: Endpoint, redactor: Redactor): Promise<string | null> {
	const { url, headers } = verifyRequest(endpoint);
	try {
		const answer: unknown = await ctx.helpers.request({
			method: 'GET',
			uri: url,
			headers,
			// Following one would hand the key to another host.
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
			timeout: TIMEOUT_MS,
			// The status says it all; a body without end would keep the test waiting.
			useStream: true,
		});
		const { statusCode, headers: answered, body } = answerSchema.parse(answer);
		body?.destroy();
		if (statusCode >= 300) return `${endpoint.name}: ${meaning(statusCode, endpoint)}`;
		const isPage = answered['content-type'].includes('text/html');
		return isPage ? `${endpoint.name}: the address answers with a web page: check the base URL` : null;
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return redactor.message(`${endpoint.name}: ${new URL(url).host} could not be reached (${why})`);
	}
}

function meaning(status: number, { kind }: Endpoint): string {
	const code = String(status);
	// Gemini answers 400 to a bad key.
	if (status === 401 || status === 403 || (status === 400 && kind === 'gemini')) return `${code}, the key was refused`;
	if (status === 404) return `${code}, there is no such address: check the base URL`;
	if (status === 402 || status === 429) return `${code}, the key is known but its quota or rate limit is used up`;
	if (status < 400) return `${code}, it redirects elsewhere: enter the address it leads to as base URL`;
	const { name } = PROVIDERS[kind];
	return `${code}, ${status >= 500 ? 'the provider has a problem of its own' : `${name} did not accept the request`}`;
}
