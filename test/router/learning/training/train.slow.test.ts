import { trainOn } from '../../../../router/learning/training/train';
import { byTopic, examples, prior, train } from './topics';

describe('trainOn', () => {
	it('finds nothing better where the outcomes are as the weights predict', async () => {
		expect(await train(examples(900, (_, risk) => 1 - risk))).toMatchObject({ kind: 'no_better' });
	});

	it('finds nothing better where what was learned no longer holds', async () => {
		const then = examples(600, byTopic);
		const now = examples(900, (topic) => (topic === 'qoxlets' ? 0.95 : 0.5)).slice(600);
		const result = await train([...then, ...now]);
		expect(result.kind).toBe('no_better');
		expect(result.kind === 'no_better' && result.difference).toBeLessThan(0);
	});

	it('gives the same for the same examples and seed, in whatever order they come', async () => {
		const list = examples(400, byTopic);
		const [one, other] = [await train(list), await train([...list].reverse())];
		expect(one).toEqual(other);
	});

	it('lets others run in between', async () => {
		let turns = 0;
		const timer = setInterval(() => turns++, 1);
		let pauses = 0;
		const result = await trainOn({
			examples: examples(400, byTopic),
			prior,
			seed: 1,
			pause: () => {
				pauses++;
				return new Promise(setImmediate);
			},
		});
		clearInterval(timer);
		expect(result.kind).not.toBe('not_enough_data');
		expect(pauses).toBeGreaterThan(40);
		expect(turns).toBeGreaterThan(1);
	});
});
