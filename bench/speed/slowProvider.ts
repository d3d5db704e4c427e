import { fork } from 'node:child_process';
import { createServer } from 'node:http';

interface SlowProvider {
	readonly baseUrl: string;
	stop(): void;
}

/** Tells the program that it is started as the provider, not as the benchmark. */
export const PROVIDER = '--as-provider';
const ANSWERS_AFTER = '--answers-after';

/** A provider in a process of its own, so that it takes no time of the event loop that is measured. */
export async function startSlowProvider(answersAfterMs: number): Promise<SlowProvider> {
	const program = process.argv[1];
	if (program === undefined) throw new Error('There is no program to start the provider from.');
	const child = fork(program, [PROVIDER, ANSWERS_AFTER, String(answersAfterMs)]);
	const baseUrl = await new Promise<string>((resolve, reject) => {
		child.once('message', (message) =>
			typeof message === 'string' ? resolve(message) : reject(new Error('The provider did not say where it is.')),
		);
		child.once('exit', (code) => reject(new Error(`The provider ended with code ${String(code)}.`)));
	});
	return { baseUrl, stop: () => void child.kill() };
}

/** What the process does: every request is answered with the same completion after the time it was told. */
export function beSlowProvider(args: readonly string[]): void {
	const answersAfterMs = Number(args[args.indexOf(ANSWERS_AFTER) + 1]);
	const server = createServer((request, response) => {
		request.resume();
		request.on(
			'end',
			() => void setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(COMPLETION), answersAfterMs),
		);
	});
	// Nobody is to pay for connections made anew.
	server.keepAliveTimeout = 60_000;
	server.listen(0, '127.0.0.1', () => {
		const address = server.address();
		if (typeof address === 'object' && address !== null) process.send?.(`http://127.0.0.1:${String(address.port)}/v1`);
	});
	process.once('disconnect', () => process.exit());
}

const COMPLETION = JSON.stringify({
	id: 'c',
	object: 'chat.completion',
	model: 'small',
	choices: [
		{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'The answer is short and to the point. '.repeat(10) } },
	],
	usage: { prompt_tokens: 100, completion_tokens: 80, total_tokens: 180 },
});
