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

/** What it is measured with; the test has its own, because a figure of this machine proves nothing on the next. */
export interface Meters {
	nowMs(): number;
	/** Processor time that all threads have used, in microseconds. */
	processMicros(): number;
	/** The same of the main thread alone. */
	threadMicros(): number;
	/** Begins to watch how late the event loop is; `stop` tells the longest time, in ms. */
	watchDelay(): { stop(): number };
}

const real: Meters = {
	nowMs: () => performance.now(),
	processMicros: () => total(process.cpuUsage()),
	threadMicros: () => total(process.threadCpuUsage()),
	watchDelay() {
		const delay = monitorEventLoopDelay({ resolution: EVERY_MS });
		delay.enable();
		return {
			stop() {
				delay.disable();
				return delay.max / 1e6;
			},
		};
	},
};

function total({ user, system }: NodeJS.CpuUsage): number {
	return user + system;
}

export async function watched<T>(work: () => Promise<T>, meters: Meters = real): Promise<Watched<T>> {
	const turns = watchTurns(meters);
	const delay = meters.watchDelay();
	const [usedBefore, started] = [meters.processMicros(), meters.nowMs()];
	const value = await work();
	const [ms, used] = [meters.nowMs() - started, meters.processMicros() - usedBefore];
	// What blocked last is seen once the loop has turned.
	await new Promise((resolve) => setTimeout(resolve, 2 * EVERY_MS));
	return { value, ms, cpuMs: used / 1_000, lateMs: delay.stop(), turnCpuMs: turns.stop() };
}

export function loadOf({ ms, cpuMs, lateMs, turnCpuMs }: LoopLoad): LoopLoad {
	return { ms, cpuMs, lateMs, turnCpuMs };
}

/** A timer is due at every turn of a busy loop, so what the thread used from one call to the next is hardly more than its longest turn. */
export function watchTurns(meters: Pick<Meters, 'threadMicros'> = real): { stop(): number } {
	let longest = 0;
	let last = meters.threadMicros();
	const look = () => {
		const now = meters.threadMicros();
		longest = Math.max(longest, now - last);
		last = now;
	};
	const timer = setInterval(look, EVERY_MS);
	return {
		stop() {
			look();
			clearInterval(timer);
			return longest / 1_000;
		},
	};
}
