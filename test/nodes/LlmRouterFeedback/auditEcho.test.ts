import { readFileSync } from 'node:fs';

import { clearHealth } from '../../../nodes/shared/health';
import { audit, decide, forgetAll, honest } from '../../support/auditRun';
import { runFeedback } from '../../support/feedbackNode';
import { json, serve, type TestServer } from '../../support/httpServer';
import { KEYS, openLedger, type TestLedger } from '../../support/routeNode';

let log: TestLedger;
let server: TestServer;
beforeAll(async () => {
	log = await openLedger();
});
beforeEach(() => clearHealth());
afterEach(async () => {
	await forgetAll();
	await server.close();
});
afterAll(() => log.close());

const SECRETS = [...Object.values(KEYS), ...Object.values(KEYS).map((key) => key.slice(3))];
const judge = honest(() => 'tie');
const answer = (content: string) => ({
	id: 'x',
	object: 'chat.completion',
	choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
	usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
});

/** What a provider does with the key it was sent; `null`: as the judge does. */
const ECHOES: readonly [string, (key: string, model: string) => { status: number; body: unknown } | null][] = [
	['in its answer', (key, model) => (model === 'judge' ? null : { status: 200, body: answer(`your key is ${key}`) })],
	[
		'in the verdict',
		(key, model) => ({
			status: 200,
			body: answer(model === 'judge' ? JSON.stringify({ reason: `key ${key}`, better: 'tie' }) : 'an answer'),
		}),
	],
	['in a verdict nobody can read', (key, model) => ({ status: 200, body: answer(model === 'judge' ? `no JSON but ${key}` : 'an answer') })],
	['in an error', (key) => ({ status: 400, body: { error: { message: `Incorrect API key provided: ${key}`, type: key, code: key } } })],
	['in a refusal', (key) => ({ status: 401, body: { error: { message: `Bearer ${key} is unknown` } } })],
];

it.each(ECHOES)('a key that a provider sends back %s is in no item, hint, export, report or row', async (_where, echo) => {
	server = await serve((response, seen) => {
		const { model, messages } = JSON.parse(seen.body) as { model: string; messages: { content: string }[] };
		const key = String(seen.headers.authorization).replace('Bearer ', '');
		const reply = echo(key, model);
		if (reply !== null) return json(response, reply.status, reply.body);
		const judged = judge({ model, prompt: messages.at(-1)?.content ?? '' });
		if (judged.kind === 'json') json(response, judged.status, judged.body);
	});
	for (const id of ['a', 'b']) await decide(id);
	const audited = await audit(server, { itemPerAudit: true, parallel: 1 });
	const shown = [
		audited,
		await runFeedback({ parameters: { resource: 'decision', operation: 'getAll', returnAll: true, options: { withTexts: true } } }),
		await runFeedback({ parameters: { resource: 'decision', operation: 'export', format: 'jsonl', options: { withTexts: true } } }),
		await runFeedback({ parameters: { resource: 'report', operation: 'create', period: 'between', from: '2026-01-01' } }),
	];
	expect(server.journal.length).toBeGreaterThan(0);
	const texts = shown.flatMap(({ json: items, hints, error, outputs }) => [
		JSON.stringify([items, hints, error?.message]),
		...outputs.flat().flatMap(({ binary }) => Object.values(binary ?? {}).map(({ data }) => Buffer.from(data, 'base64').toString())),
	]);
	const bytes = ['', '-wal'].map((end) => readFileSync(`${log.file}${end}`, 'latin1'));
	for (const secret of SECRETS) for (const text of [...texts, ...bytes]) expect(text.includes(secret)).toBe(false);
});
