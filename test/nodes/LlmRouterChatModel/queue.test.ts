import { createQueue } from '../../../nodes/LlmRouterChatModel/queue';

async function read<T>(queue: AsyncIterable<T>): Promise<T[]> {
	const got: T[] = [];
	for await (const one of queue) got.push(one);
	return got;
}

describe('a queue', () => {
	it('gives what was pushed before, in order, and ends', async () => {
		const { push, end, ...queue } = createQueue<number>();
		[1, 2, 3].forEach(push);
		end();
		expect(await read(queue)).toEqual([1, 2, 3]);
	});

	it('gives what is pushed while somebody waits, also in the midst of reading', async () => {
		const queue = createQueue<number>();
		const reader = queue[Symbol.asyncIterator]();
		const first = reader.next();
		await new Promise(setImmediate);
		queue.push(1);
		expect(await first).toEqual({ value: 1, done: false });
		const second = reader.next();
		await new Promise(setImmediate);
		queue.push(2);
		queue.push(3);
		expect([await second, await reader.next()]).toMatchObject([{ value: 2 }, { value: 3 }]);
	});

	it('ends for who waits, with nothing', async () => {
		const queue = createQueue<number>();
		const got = read(queue);
		await new Promise(setImmediate);
		queue.end();
		expect(await got).toEqual([]);
	});

	it('gives what is pushed while the last one is being worked on', async () => {
		const queue = createQueue<number>();
		const got: number[] = [];
		queue.push(1);
		for await (const one of queue) {
			got.push(one);
			if (one === 1) queue.push(2);
			else queue.end();
		}
		expect(got).toEqual([1, 2]);
	});
});
