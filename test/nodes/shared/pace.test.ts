import { createPace, TURN_ITEMS, TURN_MS } from '../../../nodes/shared/pace';

/** How many items were begun in each turn of the event loop. */
async function itemsPerTurn(count: number, usedMs: () => number): Promise<number[]> {
	const turns = [0];
	let done = false;
	const look = () => {
		turns.push(0);
		if (!done) setImmediate(look);
	};
	setImmediate(look);
	const pace = createPace(usedMs);
	await Promise.all(
		Array.from({ length: count }, async () => {
			await pace();
			turns.push((turns.pop() ?? 0) + 1);
		}),
	);
	done = true;
	return turns.filter((items) => items > 0);
}

it('begins no more items in a turn than it may, and all of them', async () => {
	const turns = await itemsPerTurn(10 * TURN_ITEMS + 1, () => 0);
	expect(Math.max(...turns)).toBe(TURN_ITEMS);
	expect(turns.reduce((sum, items) => sum + items, 0)).toBe(10 * TURN_ITEMS + 1);
});

it('begins fewer where each takes long', async () => {
	let ms = 0;
	const turns = await itemsPerTurn(20, () => (ms += TURN_MS / 4));
	expect(Math.max(...turns)).toBeLessThanOrEqual(4);
});

it('keeps the order in which it was asked', async () => {
	const pace = createPace(() => 0);
	const begun: number[] = [];
	await Promise.all(
		Array.from({ length: 3 * TURN_ITEMS }, async (_, item) => {
			await pace();
			begun.push(item);
		}),
	);
	expect(begun).toEqual(begun.toSorted((a, b) => a - b));
});
