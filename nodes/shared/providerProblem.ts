import { Readable } from 'node:stream';

import type { ICredentialTestFunctions } from 'n8n-workflow';

import { probeRequest, PROVIDERS, verifyRequest, type Endpoint, type PreparedGet } from '../../adapters/providers';
import { readErrorBody } from '../../router/calls/errorBody';
import type { Redactor } from '../../router/calls/redact';
import { z } from '../../vendor/zod';

/**
 * What is wrong with a provider as it is configured, for people; `null`: it answers, at the address that runs will
 * use. Costs nothing.
 */
export async function problemOf(ctx: ICredentialTestFunctions, endpoint: Endpoint, { message }: Redactor): Promise<string | null> {
	const verify = verifyRequest(endpoint);
	try {
		const problem = await verified(ctx, endpoint, verify);
		return problem === null ? null : message(`${endpoint.name}: ${problem}`);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return message(`${endpoint.name}: ${new URL(verify.url).host} could not be reached (${why})`);
	}
}

async function verified(ctx: ICredentialTestFunctions, endpoint: Endpoint, verify: PreparedGet): Promise<string | null> {
	const answer = await ask(ctx, 'GET', verify);
	const problem = statusProblem(answer, endpoint) ?? bodyProblem(answer);
	if (!UNLISTED.has(answer.status) || !PROVIDERS[endpoint.kind].keyOptional) return problem;
	// A server of one's own may list no models and still answer.
	const probed = await ask(ctx, 'POST', probeRequest(endpoint));
	if (UNLISTED.has(probed.status)) return problem;
	return REFUSALS.has(probed.status) || isRedirect(probed) ? statusProblem(probed, endpoint) : null;
}

const UNLISTED: ReadonlySet<number> = new Set([404, 405, 501]);
const REFUSALS: ReadonlySet<number> = new Set([401, 403]);

interface Answered {
	readonly status: number;
	readonly isPage: boolean;
	/** The start of the body. */
	readonly text: string;
	/** Whether that is all of it. */
	readonly isWhole: boolean;
}

const TIMEOUT_MS = 15_000;

async function ask(ctx: ICredentialTestFunctions, method: 'GET' | 'POST', { url, ...rest }: PreparedGet): Promise<Answered> {
	const answer: unknown = await ctx.helpers.request({
		method,
		uri: url,
		...rest,
		// Following one would hand the key to another host.
		followRedirect: false,
		simple: false,
		resolveWithFullResponse: true,
		timeout: TIMEOUT_MS,
		// Only so can a body without end be left.
		useStream: true,
	});
	const { statusCode: status, headers, body } = answerSchema.parse(answer);
	return { status, isPage: headers['content-type'].includes('text/html'), ...(await startOf(body)) };
}

const answerSchema = z.object({
	statusCode: z.number(),
	headers: z.object({ 'content-type': z.string().catch('') }).catch({ 'content-type': '' }),
	// The stream itself, not a copy of its fields: only the original can be destroyed.
	body: z.instanceof(Readable).nullish().catch(null),
});

/** Much more than an error's words; of a list of models the start is enough. */
const READ_BYTES = 65_536;
/** How long a body may take, in ms. */
const READ_MS = 5_000;

async function startOf(body: Readable | null | undefined): Promise<Pick<Answered, 'text' | 'isWhole'>> {
	const chunks: Buffer[] = [];
	let isWhole = true;
	if (body == null) return { text: '', isWhole };
	const timer = setTimeout(() => body.destroy(), READ_MS);
	try {
		for await (const chunk of body) {
			chunks.push(Buffer.from(z.union([z.string(), z.instanceof(Uint8Array)]).parse(chunk)));
			isWhole = chunks.reduce((sum, { length }) => sum + length, 0) <= READ_BYTES;
			if (!isWhole) break;
		}
	} catch {
		// Left, or broken off: what came of it is all there is to judge.
		isWhole = false;
	} finally {
		clearTimeout(timer);
		body.destroy();
	}
	return { text: Buffer.concat(chunks).toString(), isWhole };
}

function isRedirect({ status }: Answered): boolean {
	return status >= 300 && status < 400;
}

function statusProblem(answer: Answered, { kind }: Endpoint): string | null {
	const { status } = answer;
	const code = String(status);
	if (status < 300) return null;
	// Gemini answers 400 to a bad key.
	if (REFUSALS.has(status) || (status === 400 && kind === 'gemini')) return `${code}, the key was refused`;
	if (status === 404 || status === 405) return `${code}, there is no such address: check the base URL`;
	if (status === 402 || status === 429) return `${code}, the key is known but its quota or rate limit is used up`;
	if (isRedirect(answer)) return `${code}, it redirects elsewhere: enter the address it leads to as base URL`;
	const { name } = PROVIDERS[kind];
	return `${code}, ${status >= 500 ? 'the provider has an internal error' : `${name} did not accept the request`}`;
}

const listSchema = z.union([z.array(z.unknown()), z.object({ data: z.unknown() }).refine(({ data }) => typeof data === 'object')]);
const withError = z.object({ error: z.union([z.string().min(1), z.record(z.unknown()).refine((error) => Object.keys(error).length > 0)]) });

/** Some servers answer 200 whatever they are asked, and say inside that it was wrong. */
function bodyProblem({ isPage, isWhole, text }: Answered): string | null {
	if (isPage) return 'the address answers with a web page: check the base URL';
	if (!isWhole) return null;
	const body = parsed(text);
	if (body === undefined) return 'the address answers with something that is not a list of models: check the base URL';
	if (listSchema.safeParse(body).success && !withError.safeParse(body).success) return null;
	const words = readErrorBody(body, Date.now())
		.message.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
	return words === '' ? null : `it answers with an error: ${words.slice(0, WORDS_CHARS)}. Check the base URL and the key`;
}

const WORDS_CHARS = 300;

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
