import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What some work took, and how long it kept the main thread to itself. */
interface Watched<T> {
	readonly value: T;
	readonly ms: number;
	/** Processor time of all threads, the ledger's among them, in ms. */
	readonly cpuMs: number;
	/** Longest time the event loop was late, in ms: other programs' doing too, on a busy machine. */
	readonly lateMs: number;
	/** Most processor time the main thread used before the loop turned again, in ms: our own doing alone. */
	readonly turnCpuMs: number;
}

/** The figures without what the work gave. */
export type LoopLoad = Omit<Watched<unknown>, 'value'>;

const EVERY_MS = 1;

export async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
	const delay = monitorEventLoopDelay({ resolution: EVERY_MS });
	const turns = watchTurns();
	delay.enable();
	const cpu = process.cpuUsage();
	const started = performance.now();
	const value = await work();
	const ms = performance.now() - started;
	const { user, system } = process.cpuUsage(cpu);
	// What blocked last is seen once the loop has turned.
	await new Promise((resolve) => setTimeout(resolve, 2 * EVERY_MS));
	delay.disable();
	return { value, ms, cpuMs: (user + system) / 1_000, lateMs: delay.max / 1e6, turnCpuMs: turns.stop() };
}

export function loadOf({ ms, cpuMs, lateMs, turnCpuMs }: LoopLoad): LoopLoad {
	return { ms, cpuMs, lateMs, turnCpuMs };
}

/** A timer is due at every turn of a busy loop, so what the thread used from one call to the next is hardly more than its longest turn. */
function watchTurns(): { stop(): number } {
	let longest = 0;
	let last = threadMicros();
	const look = () => {
		const now = threadMicros();
		longest = Math.max(longest, now - last);
		last = now;
	};
	const timer = setInterval(look, EVERY_MS);
	return {
		stop() {
			clearInterval(timer);
			return longest / 1_000;
		},
	};
}

function threadMicros(): number {
	const { user, system } = process.threadCpuUsage();
	return user + system;
}
