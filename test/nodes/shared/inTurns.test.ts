import { inTurns } from '../../../nodes/shared/inTurns';
import type { Sliced } from '../../../router/learning/slices';

describe('inTurns', () => {
	it('lets others have a turn after each step, and gives the result', async () => {
		const seen: string[] = [];
		function* steps(): Sliced<string> {
			for (const step of ['one', 'two']) {
				seen.push(step);
				yield;
			}
			return 'done';
		}
		const other = (left: number) => setImmediate(() => (seen.push('other'), left > 1 && other(left - 1)));
		other(2);
		expect(await inTurns(steps())).toBe('done');
		expect(seen).toEqual(['one', 'other', 'two', 'other']);
	});

	it('hands on what a step throws', async () => {
		function* steps(): Sliced<string> {
			yield;
			throw new Error('broken');
		}
		await expect(inTurns(steps())).rejects.toThrow('broken');
	});
});
