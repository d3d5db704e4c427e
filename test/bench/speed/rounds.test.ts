import { inRounds } from '../../../bench/speed/rounds';

describe('measuring in turns', () => {
	it('runs each way once a round, another one first each time, and does not count the first round', async () => {
		const order: string[] = [];
		const way = (name: string) => () => {
			order.push(name);
			return order.length;
		};
		const found = await inRounds({ a: way('a'), b: way('b') }, { most: 2 });
		expect(order.join('')).toBe('abbaab');
		expect(found).toEqual({ a: [4, 5], b: [3, 6] });
	});

	it('begins no round once its time is over, but measures the least number of rounds', async () => {
		let ms = 0;
		const slow = () => {
			ms += 100;
			return ms;
		};
		const now = () => ms;
		expect((await inRounds({ slow }, { most: 10, budgetMs: 250, warmUp: 0 }, now)).slow).toHaveLength(3);
		expect((await inRounds({ slow }, { most: 10, least: 5, budgetMs: 250, warmUp: 0 }, now)).slow).toHaveLength(5);
	});

	it('does not take the time of warming up for the time of rounds', async () => {
		let ms = 0;
		const slow = () => (ms += 100);
		expect((await inRounds({ slow }, { most: 10, budgetMs: 150, warmUp: 3 }, () => ms)).slow).toHaveLength(2);
	});
});
