import { executionsOf, until } from '../../test/support/executions';
import { figuresOf, type Figures } from './figures';
import { WAYS, type BenchWorld, type Way } from './world';

export interface CancelSpeed {
	readonly way: Way;
	/** From the request to n8n to stop the execution until the provider sees its connection closed. */
	readonly ms: Figures;
}

/** Stops executions in the middle of a streamed answer. */
export async function measureCancel(world: BenchWorld, rounds: number): Promise<CancelSpeed[]> {
	const found: CancelSpeed[] = [];
	for (const way of WAYS) {
		const all: number[] = [];
		for (let round = 0; round < rounds; round++) all.push(await cancelOnce(world, way));
		found.push({ way, ms: figuresOf(all) });
	}
	return found;
}

async function cancelOnce(world: BenchWorld, way: Way): Promise<number> {
	const { provider, rest } = world;
	const workflowId = world.workflowId(way);
	const known = await executionsOf(rest, workflowId);
	const before = provider.givenUpAt.length;
	const begun = new Promise<void>((resolve, reject) => {
		world.ask(way, ({ content = '' }) => content !== '' && resolve()).then(() => reject(new Error('The answer had no words')), reject);
	});
	await begun;
	const id = await until('the execution', async () => (await executionsOf(rest, workflowId)).find((one) => !known.includes(one)) ?? null);
	const askedMs = performance.now();
	await rest.request('POST', `/executions/${id}/stop`, {});
	await until('the end of the call', async () => await Promise.resolve(provider.givenUpAt.length > before || null));
	return (provider.givenUpAt[before] ?? NaN) - askedMs;
}
