import { setTimeout as sleep } from 'node:timers/promises';
import { slopeOf } from '../../scripts/soak/heap';
import { memoryOf, type ProcessMemory } from './inspector';
import type { BenchWorld, Way } from './world';

/** What n8n holds after so many runs of the agent. */
export interface MemoryPoint extends ProcessMemory {
	readonly runs: number;
}

export interface ChatMemory {
	readonly way: Way;
	readonly points: readonly MemoryPoint[];
	/** By least squares over all points but the first, per run; the error is twice its standard error. */
	readonly heapGrowth: { readonly bytes: number; readonly error: number };
}

export interface MemoryOptions {
	readonly way: Way;
	readonly runs: number;
	/** Runs between two looks. */
	readonly every: number;
	/** Of n8n's inspector. */
	readonly inspector: string;
	/** Told of each look. */
	readonly onPoint: (point: MemoryPoint) => void;
}

/** Fast, because only the number of runs counts. */
const PACE = { firstMs: 0, tokensPerSecond: 1e6, tokens: 20 };
const AT_ONCE = 4;
/** n8n writes executions down after it has answered. */
const SETTLE_MS = 3_000;

export async function measureChatMemory(world: BenchWorld, { way, runs, every, inspector, onPoint }: MemoryOptions): Promise<ChatMemory> {
	world.provider.setPace(PACE);
	const points: MemoryPoint[] = [];
	for (let done = every; done <= runs; done += every) {
		let left = every;
		const asking = async () => {
			while (left-- > 0) await world.ask(way);
		};
		await Promise.all(Array.from({ length: AT_ONCE }, asking));
		await sleep(SETTLE_MS);
		const point = { runs: done, ...(await memoryOf(inspector)) };
		points.push(point);
		onPoint(point);
	}
	const { perStep, error } = slopeOf(points.slice(1).map(({ heapBytes }) => heapBytes));
	return { way, points, heapGrowth: { bytes: perStep / every, error: (2 * error) / every } };
}
