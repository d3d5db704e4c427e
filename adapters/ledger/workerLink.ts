import { Worker } from 'node:worker_threads';

import { reasonOf } from './errors';
import type { WorkerRequest, Numbered, Reply } from './messages';

/** How often a worker may die in a minute before no new one is started. */
const DEATHS_ALLOWED = 5;
const DEATHS_WINDOW_MS = 60_000;

interface WorkerLinkOptions {
	readonly workerPath: string;
	/** The ledger's file. */
	readonly path: string;
	/** A worker that answers nothing for this long, in ms, is given up: a network disk can hang for ever. */
	readonly patienceMs: number;
}

/**
 * Asks the ledger's worker. Starts it with the first ask and again after it died, at most five times a
 * minute; every ask gets an answer, `refused` where the worker could not give one. The process may end
 * while nothing is asked.
 */
export class WorkerLink {
	private worker: Worker | null = null;
	private readonly waiting = new Map<number, (reply: Reply) => void>();
	private readonly deaths: number[] = [];
	private watchdog: NodeJS.Timeout | null = null;
	private lastNumber = 0;

	constructor(private readonly options: WorkerLinkOptions) {}

	ask(body: WorkerRequest): Promise<Reply> {
		return new Promise((resolve) => {
			const number = ++this.lastNumber;
			this.waiting.set(number, resolve);
			try {
				const worker = this.worker ?? this.start();
				worker.ref();
				if (this.watchdog === null) this.watch(worker);
				const message: Numbered<WorkerRequest> = { number, body };
				worker.postMessage(message);
			} catch (error) {
				this.settle({ number, body: { kind: isUncopyable(error) ? 'unsendable' : 'refused', reason: reasonOf(error) } });
			}
		});
	}

	/** Ends the worker; what it was asked and has not answered is refused. */
	async end(): Promise<void> {
		const worker = this.worker;
		this.lose(worker, 'The ledger was closed.');
		await worker?.terminate();
	}

	private start(): Worker {
		const recent = this.deaths.filter((at) => performance.now() - at < DEATHS_WINDOW_MS);
		this.deaths.splice(0, this.deaths.length, ...recent);
		if (recent.length >= DEATHS_ALLOWED) throw new Error('The ledger is paused: its worker stopped several times within a minute.');
		const worker = new Worker(this.options.workerPath, { workerData: this.options.path, name: 'llm-router-ledger', execArgv: [] });
		worker.on('message', (reply: Numbered<Reply>) => this.settle(reply));
		worker.on('error', (error) => this.die(worker, `The ledger's worker stopped: ${reasonOf(error)}.`));
		worker.on('exit', () => this.die(worker, "The ledger's worker stopped."));
		this.worker = worker;
		return worker;
	}

	private settle({ number, body }: Numbered<Reply>): void {
		this.waiting.get(number)?.(body);
		this.waiting.delete(number);
		if (this.worker === null) return;
		if (this.waiting.size > 0) this.watch(this.worker);
		else this.rest(this.worker);
	}

	private watch(worker: Worker): void {
		if (this.watchdog !== null) clearTimeout(this.watchdog);
		this.watchdog = setTimeout(() => {
			this.die(worker, `The ledger's disk did not answer within ${this.options.patienceMs / 1000} s.`);
			void worker.terminate();
		}, this.options.patienceMs);
	}

	private rest(worker: Worker): void {
		if (this.watchdog !== null) clearTimeout(this.watchdog);
		this.watchdog = null;
		worker.unref();
	}

	private die(worker: Worker, reason: string): void {
		if (worker !== this.worker) return;
		this.deaths.push(performance.now());
		this.lose(worker, reason);
	}

	private lose(worker: Worker | null, reason: string): void {
		this.worker = null;
		if (worker !== null) this.rest(worker);
		const lost = [...this.waiting.values()];
		this.waiting.clear();
		for (const resolve of lost) resolve({ kind: 'refused', reason });
	}
}

function isUncopyable(error: unknown): boolean {
	// No instanceof: the error may come from another realm.
	return typeof error === 'object' && error !== null && 'name' in error && error.name === 'DataCloneError';
}
