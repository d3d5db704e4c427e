import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { itemsOf, median, runRouter } from './workflows';

export interface MemoryUse {
	readonly rounds: number;
	readonly items: number;
	/** Heap in use after a garbage collection, in MB, after each round. */
	readonly heapMb: readonly number[];
	/** Median of the last quarter of the rounds less that of the second, in MB: the first is warming up. */
	readonly grownMb: number;
}

/** Whether the heap stays as it is over many executions of the same workflow in one process. */
export async function measureMemory(
	baseUrl: string,
	{ rounds, items: count }: { readonly rounds: number; readonly items: number },
): Promise<MemoryUse> {
	const items = itemsOf(count);
	const collect = garbageCollector();
	const heapMb: number[] = [];
	for (let round = 0; round < rounds; round++) {
		await runRouter(baseUrl, items, { threshold: 0, limits: { parallelItems: 50 } });
		collect();
		heapMb.push(process.memoryUsage().heapUsed / 2 ** 20);
	}
	const quarter = Math.max(1, Math.floor(rounds / 4));
	return { rounds, items: count, heapMb, grownMb: median(heapMb.slice(-quarter)) - median(heapMb.slice(quarter, 2 * quarter)) };
}

/** V8's own, without a flag at the start of the process. */
function garbageCollector(): () => void {
	setFlagsFromString('--expose-gc');
	const collect: unknown = runInNewContext('gc');
	if (!isCollector(collect)) throw new Error('This Node cannot be told to collect its garbage.');
	return collect;
}

function isCollector(value: unknown): value is () => void {
	return typeof value === 'function';
}
