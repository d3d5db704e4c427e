import { z } from 'zod';

/** Of a process, in bytes, once its garbage is gone. */
export interface ProcessMemory {
	readonly heapBytes: number;
	/** With code, worker threads and what the allocator keeps for later. */
	readonly rssBytes: number;
}

/** Asks a Node that runs with `--inspect=<address>`. Attached only meanwhile: a debugger keeps objects. */
export async function memoryOf(address: string): Promise<ProcessMemory> {
	const [target] = targetsSchema.parse(await (await fetch(`http://${address}/json/list`)).json());
	if (target === undefined) throw new Error(`Nothing is to be inspected at ${address}`);
	const socket = new WebSocket(target.webSocketDebuggerUrl);
	try {
		await once(socket, 'open');
		// Finalizers of the first pass leave garbage of their own.
		await ask(socket, 1, 'HeapProfiler.collectGarbage');
		await ask(socket, 2, 'HeapProfiler.collectGarbage');
		const answer = await ask(socket, 3, 'Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())' });
		const { heapUsed, rss } = usageSchema.parse(JSON.parse(evaluatedSchema.parse(answer).result.result.value));
		return { heapBytes: heapUsed, rssBytes: rss };
	} finally {
		socket.close();
	}
}

async function ask(socket: WebSocket, id: number, method: string, params: object = {}): Promise<unknown> {
	const answered = once(socket, 'message');
	socket.send(JSON.stringify({ id, method, params }));
	const event = await answered;
	return event instanceof MessageEvent ? JSON.parse(z.string().parse(event.data)) : null;
}

async function once(socket: WebSocket, type: 'open' | 'message'): Promise<Event> {
	return await new Promise((resolve, reject) => {
		socket.addEventListener(type, resolve, { once: true });
		socket.addEventListener('error', () => reject(new Error('The inspector does not answer')), { once: true });
	});
}

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() }));
const usageSchema = z.object({ heapUsed: z.number(), rss: z.number() });
const evaluatedSchema = z.object({ result: z.object({ result: z.object({ value: z.string() }) }) });
