import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
	/** The body as it came, which may be no text. */
	readonly bytes: Buffer;
	/** Resolves once the connection is given up before the answer was whole. */
	readonly gone: Promise<void>;
}

export interface TestServer {
	readonly url: string;
	/** Every request that arrived, in order. */
	readonly journal: readonly Seen[];
	close(): Promise<void>;
}

/** A server on loopback that answers as it is told, however badly. */
export async function serve(answer: (response: ServerResponse, seen: Seen) => void): Promise<TestServer> {
	const journal: Seen[] = [];
	const server = createServer((request, response) => {
		const gone = new Promise<void>((resolve) =>
			response.once('close', () => {
				if (!response.writableFinished) resolve();
			}),
		);
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const bytes = Buffer.concat(chunks);
			const seen = {
				method: request.method ?? '',
				path: request.url ?? '',
				headers: request.headers,
				body: bytes.toString(),
				bytes,
				gone,
			};
			journal.push(seen);
			answer(response, seen);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const close = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	return { url: `http://127.0.0.1:${port}`, journal, close };
}

/** `serve` for the tests of a file or a `describe`: each server is closed when its test ends. */
export function closingServe(): typeof serve {
	let servers: TestServer[] = [];
	afterEach(async () => {
		await Promise.all(servers.map((server) => server.close()));
		servers = [];
	});
	return async (answer) => {
		const server = await serve(answer);
		servers.push(server);
		return server;
	};
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
