import fc from 'fast-check';

import { rankModels } from '../../../router/registry/rank';
import { partsOfRowId, roomIn, rowIds, rowKeyOf, sentOutputLimit } from '../../../router/registry/rows';
import { EFFORTS, type RowSettings } from '../../../router/registry/rowSettings';

const of = (model: string, settings: RowSettings = {}) => ({ model, settings });

describe('ids of rows', () => {
	it('are the model, its effort where one is set, and a hash where an earlier row has that id with other settings', () => {
		const [plain, low, high, warm, again] = rowIds([
			of('a/m'),
			of('a/m', { effort: 'low' }),
			of('a/m', { effort: 'high' }),
			of('a/m', { temperature: 1 }),
			of('a/m'),
		]);
		expect([plain, low, high, again]).toEqual(['a/m', 'a/m#low', 'a/m#high', 'a/m']);
		expect(warm).toMatch(/^a\/m#[\da-f]{8}$/);
	});

	it('do not hang on the order of keys', () => {
		const ids = rowIds([of('a/m'), of('a/m', { topP: 1, temperature: 1 }), of('a/m', { temperature: 1, topP: 1 })]);
		expect(ids[1]).toBe(ids[2]);
	});

	const settings: fc.Arbitrary<RowSettings> = fc.record(
		{ effort: fc.constantFrom(...EFFORTS), temperature: fc.constantFrom(0, 1) },
		{ requiredKeys: [] },
	);
	const rows = fc.array(fc.record({ model: fc.constantFrom('a/m', 'a/n', 'b/x/y:free'), settings }), { minLength: 1, maxLength: 8 });

	it('stay as they are whatever rows are added at the end, and when another row goes whose id is not the same without a hash', () => {
		fc.assert(
			fc.property(rows, rows, fc.nat(), (before, more, pick) => {
				const ids = rowIds(before);
				expect(rowIds([...before, ...more]).slice(0, before.length)).toEqual(ids);
				const gone = pick % before.length;
				const rest = rowIds(before.filter((_, index) => index !== gone));
				const plain = (index: number) => ids[index]?.replace(/#[\da-f]{8}$/, '');
				ids.forEach((id, index) => {
					if (index !== gone && plain(index) !== plain(gone)) expect(rest[index < gone ? index : index - 1]).toBe(id);
				});
			}),
		);
	});

	it('are equal for equal rows alone, and name their model and effort', () => {
		fc.assert(
			fc.property(rows, (all) => {
				const ids = rowIds(all);
				ids.forEach((id, index) => {
					const { model = '', settings: own = {} } = all[index] ?? {};
					expect(partsOfRowId(id)).toEqual({ model, effort: own.effort ?? null });
					const same = all.filter((row) => row.model === model && sameSettings(row.settings, own)).length;
					expect(ids.filter((one) => one === id)).toHaveLength(same);
				});
			}),
		);
	});
});

function sameSettings(a: RowSettings, b: RowSettings): boolean {
	return a.effort === b.effort && a.temperature === b.temperature;
}

it('what is learned of a row hangs on its settings, and without any on its model', () => {
	expect(rowKeyOf({ limitsKey: 'k' })).toBe('k');
	const keys = [{ temperature: 0 }, { temperature: 1 }, { temperature: 0 }].map((settings) => rowKeyOf({ limitsKey: 'k', settings }));
	expect(keys[0]).toBe(keys[2]);
	expect(keys[0]).not.toBe(keys[1]);
});

it('the smaller output limit is sent, and reserved', () => {
	expect([sentOutputLimit(null, {}), sentOutputLimit(50, {})]).toEqual([null, 50]);
	const row = { settings: { maxOutputTokens: 20 } };
	expect([sentOutputLimit(null, row), sentOutputLimit(50, row), sentOutputLimit(10, row)]).toEqual([20, 20, 10]);
	expect([roomIn(50, row), roomIn(10, row), roomIn(50, {})]).toEqual([20, 10, 50]);
});

it('rows of one model rank by effort, at the place of the first among equal ones', () => {
	const row = (slot: number, model: string, effort?: (typeof EFFORTS)[number]) => ({ slot, strength: null, price: null, model, effort });
	const { rankOf } = rankModels([row(1, 'a/m', 'high'), row(2, 'b/n'), row(3, 'a/m', 'low'), row(4, 'a/m')]);
	expect([3, 4, 1, 2].map((slot) => rankOf.get(slot))).toEqual([0, 1, 2, 3]);
	expect(rankModels([row(1, 'a/m', 'high'), row(2, 'a/m', 'low')]).byRow).toBe(false);
	expect(rankModels([row(1, 'a/m', 'high'), row(2, 'b/n', 'low')]).byRow).toBe(true);
});
