import { createItemRows } from '../../../router/health/itemRows';

describe('items whose outcome is seen', () => {
	it('are counted in a row, each once, until one goes well', () => {
		const rows = createItemRows();
		expect(['a', 'b', 'a', 'c'].map((item) => rows.failed('k', item))).toEqual([1, 2, 2, 3]);
		rows.succeeded('k');
		expect(rows.failed('k', 'a')).toBe(1);
	});

	it('are counted by key', () => {
		const rows = createItemRows();
		rows.failed('k', 'a');
		rows.succeeded('other');
		expect([rows.failed('other', 'b'), rows.failed('k', 'c')]).toEqual([1, 2]);
	});
});

describe('items that were sent out', () => {
	const sent = (...items: string[]) => {
		const rows = createItemRows();
		items.forEach((item) => rows.sent('k', item));
		return (item: string) => rows.cameBack('k', item);
	};

	it('count as well until they come back: only neighbors make a row', () => {
		const back = sent('a', 'b', 'c', 'd', 'e', 'f');
		expect(['a', 'b', 'd', 'e', 'f'].map(back)).toEqual([1, 2, 1, 2, 3]);
		expect(back('c')).toBe(6);
	});

	it('make a row in whatever order they come back, each counted once', () => {
		const back = sent('a', 'b', 'c');
		expect(['c', 'a', 'a', 'b'].map(back)).toEqual([1, 1, 1, 3]);
	});

	it('from elsewhere, with another key, or of long ago count for nothing', () => {
		const rows = createItemRows();
		const items = Array.from({ length: 1_001 }, (_, n) => String(n));
		items.forEach((item) => rows.sent('k', item));
		expect([rows.cameBack('k', 'x'), rows.cameBack('other', '5'), rows.cameBack('k', '0'), rows.cameBack('k', '1')]).toEqual([0, 0, 0, 1]);
	});
});
