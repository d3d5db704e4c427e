import type { Pace } from '../shared/pace';

/**
 * Works on up to `width` items at once and gives the results in the items' order. A rejection, which is a
 * bug, is passed on only once every other item is done: what they paid for must not be lost.
 * @param pace says when the next item may be begun. Default: at once.
 */
export async function inParallel<Item, Result>(
	items: readonly Item[],
	width: number,
	work: (item: Item, index: number) => Promise<Result>,
	pace: Pace = () => null,
): Promise<Result[]> {
	const results: Result[] = [];
	const errors: unknown[] = [];
	const queue = items.entries();
	const worker = async () => {
		for (const [index, item] of queue) {
			const turn = pace();
			if (turn !== null) await turn;
			await work(item, index).then(
				(result) => void (results[index] = result),
				(error: unknown) => void errors.push(error),
			);
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
	if (errors.length > 0) throw errors[0];
	return results;
}
