import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { startProvider } from './provider';
import { sectionOf, type Effort, type Section } from './section';
import { median } from './stats';
import { count, megabytes } from './table';
import { itemsOf, runRouter } from './workflows';

/** A heap that grows by less than this over ten executions of hundreds of items keeps none of them. */
const FLAT_MB = 1;

/** Whether the heap stays as it is over many executions of the same workflow in one process. */
export async function measureMemory({ short }: Effort): Promise<Section> {
	const [rounds, many] = short ? [4, 50] : [20, 200];
	const provider = await startProvider();
	try {
		const heapMb = await heapOver(provider.after(20), rounds, many);
		const quarter = Math.max(1, Math.floor(rounds / 4));
		const grownMb = median(heapMb.slice(-quarter)) - median(heapMb.slice(quarter, 2 * quarter));
		return sectionOf({
			title: 'Memory over many executions',
			about: `The heap after a full garbage collection, after each of ${String(rounds)} executions of ${count(many)} items in one process.`,
			tables: [{ head: ['execution', ...heapMb.map((_, index) => String(index + 1))], lines: [['heap', ...heapMb.map(megabytes)]] }],
			targets: [
				{
					what: `heap over the last half of ${String(rounds)} executions of ${count(many)} items`,
					found: `${grownMb >= 0 ? '+' : '−'}${megabytes(Math.abs(grownMb))}`,
					target: `grows by ≤ ${megabytes(FLAT_MB)}`,
					met: grownMb <= FLAT_MB,
				},
			],
		});
	} finally {
		provider.stop();
	}
}

async function heapOver(baseUrl: string, rounds: number, many: number): Promise<number[]> {
	const items = itemsOf(many);
	const heapMb: number[] = [];
	for (let round = 0; round < rounds; round++) {
		await runRouter({ baseUrl, items, parameters: { threshold: 0, limits: { parallelItems: 50 } } });
		collectGarbage();
		heapMb.push(process.memoryUsage().heapUsed / 2 ** 20);
	}
	return heapMb;
}

/** V8's own, without a flag at the start of the process. */
export function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	const collect: unknown = runInNewContext('gc');
	if (!isCollector(collect)) throw new Error('This Node cannot be told to collect its garbage.');
	collect();
}

function isCollector(value: unknown): value is () => void {
	return typeof value === 'function';
}
