import { parentPort, workerData } from 'node:worker_threads';

import { LedgerFile } from './ledgerFile';
import type { WorkerRequest, Numbered, Reply } from './messages';

// node:sqlite is synchronous: in a thread of its own it never holds up n8n's.
const file = new LedgerFile(String(workerData));

parentPort?.on('message', ({ number, body }: Numbered<WorkerRequest>) => {
	const reply: Numbered<Reply> = { number, body: file.handle(body) };
	parentPort?.postMessage(reply);
});
