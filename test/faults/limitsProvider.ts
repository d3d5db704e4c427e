import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { seeded } from '../../scripts/lib/seeded';

/** What one call used, and when it arrived, in ms of this process. */
export interface Arrival {
	readonly atMs: number;
	readonly tokens: number;
}

const PROMPT_TOKENS = 20;
/** Unknown before the answer is there. */
const longestAnswer = Number(process.argv[2]);

/**
 * A provider in a process of its own, so that its clock does not wait for the node's event loop. Answers
 * `/<name>/v1/chat/completions` after a random time with a random length, and tells at `/<name>/journal` what
 * arrived under this name.
 */
function main(): void {
	const journals = new Map<string, Arrival[]>();
	const random = seeded(1);
	const server = createServer((request, response) => {
		const [, name = '', ...rest] = (request.url ?? '').split('/');
		const journal = journals.get(name) ?? [];
		journals.set(name, journal);
		const answer = (body: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		if (rest.join('/') === 'journal') return void answer(journal);
		const tokens = 1 + Math.floor(random() ** 2 * longestAnswer);
		journal.push({ atMs: performance.now(), tokens: PROMPT_TOKENS + tokens });
		const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'fine' } }];
		const usage = { prompt_tokens: PROMPT_TOKENS, completion_tokens: tokens, total_tokens: PROMPT_TOKENS + tokens };
		request
			.resume()
			.on('end', () => setTimeout(() => answer({ id: 'c', object: 'chat.completion', model: 'm', choices, usage }), 10 + random() * 290));
	});
	process.once('disconnect', () => process.exit());
	server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

main();
