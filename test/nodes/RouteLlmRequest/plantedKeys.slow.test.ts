import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

import { clearHealth } from '../../../nodes/shared/health';
import { chatModel, connectedAsk, message } from '../../support/chatModels';
import { runWorkflow, type RunResult } from '../../support/engine';
import { runFeedback } from '../../support/feedbackNode';
import { json, serve, type Seen, type TestServer } from '../../support/httpServer';
import { DISGUISES, HERE, leaksIn, planted, type Disguise } from '../../support/plantedKeys';
import { LADDER, NODE, openLedger, provider, run, says, type TestLedger } from '../../support/routeNode';

const KEY = 'sk-aQ7+vK2/mZ9=xW4_pL6.tR8~0d3b5a6c';
const DISGUISED_AS = /Disguise (\d+)/;

let ledger: TestLedger;
let well: TestServer;
beforeAll(async () => {
	ledger = await openLedger();
	well = await provider(() => says('a harmless answer'));
});
const open: TestServer[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));
afterAll(async () => {
	await well.close();
	await ledger.close();
});

/** Where a server puts the key, and how the node is set so that the place is read. */
interface Place {
	readonly status?: number;
	readonly type?: string;
	/** With `HERE` where the key goes; text is sent as it is, and a function writes it itself. */
	readonly body: unknown;
	/** Strings of JSON around it; default 1. */
	readonly depth?: number;
	readonly parameters?: Record<string, unknown>;
	/** Only the calls this holds for get it; others get a harmless answer. */
	readonly when?: (body: string) => boolean;
	/** How many items call together; default all. */
	readonly atOnce?: number;
}

const completion = (choice: object, more: object = {}) => ({
	id: 'c',
	model: 'm',
	choices: [{ index: 0, finish_reason: 'stop', ...choice }],
	usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
	...more,
});
const content = (text: unknown, more: object = {}) => completion({ message: { role: 'assistant', content: text, ...more } });
const check = (kind: string, more: object = {}) => ({ checks: { values: [{ check: kind, severity: 'counts', ...more }] } });
const asksForJson = (body: string) => body.includes('json_schema');
const tierReply = content(`{"reason":"it said ${HERE}","tier":1,"confidence":0.9}`);

/** In two halves, which are whole only once they are put together. */
function streamed(name: string): (text: string) => string {
	return (text) => {
		const half = Math.floor(text.length / 2);
		const deltas = [text.slice(0, half), text.slice(half)].map((part) => ({ choices: [{ index: 0, delta: { [name]: part } }] }));
		const end = { choices: [{ index: 0, delta: { content: 'Hello!' }, finish_reason: 'stop' }] };
		return `${[...deltas, end].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`;
	};
}

const PLACES: Readonly<Record<string, Place>> = {
	'an answer': { body: content(`You are ${HERE}, I think.`) },
	'an answer in parts': {
		body: content([
			{ type: 'text', text: 'You are ' },
			{ type: 'text', text: HERE },
		]),
	},
	'an answer that is JSON': { body: content(`{"you":"${HERE}"}`), depth: 2, parameters: check('valid_json') },
	'a fenced answer': { body: content(`\`\`\`json\n{"you":"${HERE}"}\n\`\`\``), depth: 2, parameters: check('valid_json') },
	'an answer that becomes an object': {
		body: content(`{"you":{"${HERE}":["${HERE}"]}}`),
		depth: 2,
		parameters: { responseFormat: 'json' },
	},
	'a place that does not fit the schema': {
		body: content(`{"${HERE}":1}`),
		depth: 2,
		parameters: { responseFormat: 'json_schema', responseSchema: '{"additionalProperties":{"type":"string"}}' },
	},
	'JSON that breaks': { body: content(`{"you":"${HERE}",}`), depth: 2, parameters: { responseFormat: 'json' } },
	'a rejected draft': { body: content(`You are ${HERE}`), parameters: check('contains', { texts: 'zebra' }) },
	'a name in a rejected JSON answer': {
		body: content(`{"${HERE}":1}`),
		depth: 2,
		parameters: check('json_schema', { schema: '{"additionalProperties":{"type":"string"}}' }),
	},
	'a wrong sum': { body: content(`${HERE}\n1 + 1 = 3`), parameters: check('arithmetic') },
	'a refusal': { body: content(null, { refusal: `I cannot, ${HERE}` }) },
	'thoughts aloud': { body: content(`<think>I am ${HERE}</think>Hello!`) },
	'thoughts left in the answer': {
		body: content(`<think>${HERE}</think>Hello!`),
		parameters: { stripReasoning: false, includeDetails: true },
	},
	'thoughts beside the answer': { body: content('Hello!', { reasoning_content: HERE }) },
	'a tool call': {
		body: content(null, { tool_calls: [{ id: '1', type: 'function', function: { name: HERE, arguments: `{"a":"${HERE}"}` } }] }),
	},
	'the name of the model that served it': {
		body: completion({ message: { role: 'assistant', content: 'Hello!' } }, { model: `m-${HERE}` }),
	},
	'a reason to finish': { body: completion({ finish_reason: HERE, message: { role: 'assistant', content: 'Hello!' } }) },
	'an error in a 200': { body: { error: `No ${HERE}` } },
	'an error object in a 200': { body: { error: { message: `No ${HERE}`, code: 400 } } },
	'a stream nobody asked for': { type: 'text/event-stream', body: streamed('content') },
	'thoughts in such a stream': { type: 'text/event-stream', body: streamed('reasoning_content') },
	'a broken-off answer': { body: completion({ finish_reason: 'error', message: { role: 'assistant', content: `You are ${HERE}` } }) },
	'the error beside a broken-off answer': {
		body: completion({ finish_reason: 'error', message: { role: 'assistant', content: 'You' }, error: { code: 502, message: HERE } }),
	},
	'text that is no JSON': { type: 'text/plain', body: `Hello ${HERE}` },
	'a web page': { type: 'text/html', body: `<html><title>${HERE}</title></html>` },
	'the shape of no completion': { body: { choices: [{ message: { content: { [HERE]: HERE } } }] } },
	...Object.fromEntries(
		[400, 401, 402, 403, 404, 413, 422, 429, 500, 503].map((status): [string, Place] => [
			`a ${String(status)}`,
			{ status, body: { error: { message: `Incorrect key ${HERE}`, type: HERE, code: HERE, param: HERE } } },
		]),
	),
	'a gateway’s wrapped error': {
		status: 400,
		body: { error: { message: 'Provider error', code: 400, metadata: { raw: `{"error":"${HERE}"}` } } },
		depth: 2,
	},
	'FastAPI’s list': { status: 422, body: { detail: [{ loc: ['body', HERE], msg: `wrong ${HERE}`, type: HERE }] } },
	'Google’s list': { status: 400, body: [{ error: { message: HERE, status: HERE, details: [{ reason: HERE }] } }] },
	'an error page': { status: 502, type: 'text/html', body: `<html>${HERE}</html>` },
	'an error in plain text': { status: 500, type: 'text/plain', body: `Bad gateway for ${HERE}` },
	'a judge’s reason, Route Only': { body: tierReply, depth: 2, parameters: { strategy: 'llm_judge', operation: 'routeOnly' }, atOnce: 10 },
	'a judge’s reason': { body: tierReply, depth: 2, parameters: { strategy: 'llm_judge' }, when: asksForJson },
	'a judge’s error': { status: 401, body: { error: { message: HERE } }, parameters: { strategy: 'llm_judge' }, when: asksForJson },
	'the reason of a judge of answers': {
		body: content(`{"reason":"because ${HERE}","score":0.1}`),
		depth: 2,
		parameters: check('llm_judge'),
		when: asksForJson,
	},
	'an embedding’s error': {
		status: 400,
		body: { error: { message: HERE } },
		parameters: {
			strategy: 'semantic',
			embeddings: 'provider',
			embeddingModel: { mode: 'id', value: 'custom1/embed' },
			examples: { values: LADDER.map(({ model }) => ({ model: model.value, examples: 'Hello there\nGood morning' })) },
		},
		when: (body) => body.includes('"input"') && DISGUISED_AS.test(body),
		atOnce: 1,
	},
};

const disguiseOf = (body: string): Disguise =>
	DISGUISES[Number(DISGUISED_AS.exec(body)?.[1] ?? 0)] ?? { name: '', text: (secret) => secret };

function written({ body, depth }: Place, disguise: Disguise): string {
	if (typeof body === 'function') return String((body as (text: string) => string)(disguise.text(KEY)));
	return typeof body === 'string' ? body.replaceAll(HERE, () => disguise.text(KEY)) : planted(body, KEY, disguise, depth);
}

/** Answers each item's calls with its own disguise, once all items have called: none is to find the model cooling down. */
async function planting(place: Place): Promise<{ readonly server: TestServer; readonly sent: string[] }> {
	const sent: string[] = [];
	const waiting: (() => void)[] = [];
	const answer = (response: ServerResponse, { body }: Seen) => {
		const { status = 200, type = 'application/json' } = place;
		const disguise = disguiseOf(body);
		const text = written(place, disguise);
		sent.push(text);
		response.writeHead(status, { 'content-type': type }).end(text);
	};
	const server = await serve((response, seen) => {
		if (place.when?.(seen.body) === false) return json(response, 200, harmless(seen.body));
		waiting.push(() => answer(response, seen));
		if (waiting.length + sent.length >= (place.atOnce ?? DISGUISES.length)) waiting.splice(0).forEach((go) => go());
	});
	open.push(server);
	return { server, sent };
}

/** A vector for each text, or an answer. */
function harmless(body: string): object {
	const { input } = JSON.parse(body) as { input?: readonly string[] };
	return { ...content('harmless'), data: (input ?? []).map((_, index) => ({ index, embedding: [index + 1, 1] })) };
}

const items = DISGUISES.map((_, index) => ({ json: { text: `Hello! Disguise ${String(index)}` } }));
const credential = (own: TestServer) => ({ custom1ApiKey: KEY, custom1BaseUrl: `${own.url}/v1` });

/** All n8n keeps of a run: items, hints, errors, the node's context. */
function allOf(result: RunResult): string {
	return JSON.stringify([result.run, result.error, result.error?.message, result.hints(NODE)]);
}

describe.each(Object.entries(PLACES))('a key that a server says back in %s', (_, place) => {
	it('is in nothing that is kept or shown, however it is disguised', async () => {
		clearHealth();
		const { server, sent } = await planting(place);
		for (const wired of [
			['Fallback', 'Small', 'Large'],
			[null, 'Small', 'Large'],
		]) {
			sent.length = 0;
			const result = await run({
				items,
				urls: [server.url, well.url],
				credential: credential(server),
				wired,
				parameters: {
					prompt: '={{ $json.text }}',
					threshold: 0,
					maxRetries: 0,
					maxWaitTime: 0,
					includeDetails: true,
					parallelItems: 100,
					...place.parameters,
				},
				node: { retryOnFail: true, maxTries: 2 },
			});
			// What was sent holds it; else nothing here could be found.
			expect(leaksIn(sent.join(' '), [KEY])).not.toEqual([]);
			expect(sent.length).toBeGreaterThanOrEqual(DISGUISES.length);
			expect(leaksIn(allOf(result), [KEY])).toEqual([]);
			clearHealth();
		}
	});
});

describe('a key that a connected Chat Model says back', () => {
	const places: Readonly<Record<string, (text: string) => object>> = {
		'its answer': (text) => message(`You are ${text}`),
		'its thoughts': (text) => message(`<think>${text}</think>Hello!`, 'stop', { additional_kwargs: { reasoning_content: text } }),
		'a tool call': (text) => message('', 'stop', { tool_calls: [{ name: text, args: { a: text } }] }),
		'the name of its model': (text) => message('Hello!', 'stop', { response_metadata: { model_name: text } }),
	};
	const failures: Readonly<Record<string, (text: string) => Error>> = {
		'an error': (text) => Object.assign(new Error(`Incorrect key ${text}`), { status: 400 }),
		'an error without a status': (text) => new Error(`Incorrect key ${text}`),
		'an error inside an error': (text) =>
			new Error('failed', { cause: Object.assign(new Error(text), { error: { message: text, code: text } }) }),
	};

	it.each([...Object.keys(places), ...Object.keys(failures)])('in %s is in nothing that is kept or shown', async (name) => {
		clearHealth();
		const own = chatModel(
			(messages) => {
				const text = disguiseOf(JSON.stringify(messages)).text(KEY);
				const failure = failures[name]?.(text);
				if (failure !== undefined) throw failure;
				return places[name]?.(text);
			},
			{ apiKey: KEY },
		);
		const result = await runWorkflow(
			connectedAsk({
				items,
				wired: ['Fallback', 'Small', 'Large'],
				ports: ['Small', 'Large'],
				supplied: { Small: own, Large: own },
				parameters: {
					models: {
						values: [
							{ branchName: 'Small', settings: { strength: '1' } },
							{ branchName: 'Large', settings: { strength: '2' } },
						],
					},
					prompt: '={{ $json.text }}',
					threshold: 0,
					maxRetries: 0,
					maxWaitTime: 0,
					includeDetails: true,
				},
			}),
		);
		expect(result.counts(NODE).reduce((sum, count) => sum + count)).toBe(DISGUISES.length);
		expect(leaksIn(allOf(result), [KEY])).toEqual([]);
	});
});

describe('after all of that', () => {
	it('no key is in the log, nor in a report of it', async () => {
		const report = await runFeedback({ parameters: { resource: 'report', operation: 'create' } });
		const page = report.outputs[0]?.[0]?.binary?.['data']?.data ?? '';
		expect(page.length).toBeGreaterThan(0);
		expect(leaksIn(JSON.stringify(report.run) + Buffer.from(page, 'base64').toString(), [KEY])).toEqual([]);
		const exported = await runFeedback({ parameters: { resource: 'decision', operation: 'getAll', returnAll: true } });
		expect(exported.json.length).toBeGreaterThan(DISGUISES.length);
		expect(leaksIn(JSON.stringify(exported.run), [KEY])).toEqual([]);
		const files = ['', '-wal'].map((suffix) => `${ledger.file}${suffix}`).filter((file) => existsSync(file));
		const bytes = files.map((file) => readFileSync(file, 'latin1')).join('');
		expect(bytes).toContain('custom1/small');
		expect(leaksIn(bytes, [KEY])).toEqual([]);
	});
});
