import { namesOfList, oneByName, severalByName } from '../../../nodes/shared/modelNames';
import { readModelRows } from '../../../nodes/RouteLlmRequest/parameters/models';

const rows = readModelRows([
	{ model: 'openai/gpt-5', branchName: 'Plain' },
	{ model: 'openai/gpt-5', branchName: 'Low', settings: { reasoningEffort: 'low' } },
	{ model: 'openai/gpt-5', branchName: 'High', settings: { reasoningEffort: 'high' } },
	{ model: 'openai/gpt-4o', branchName: 'Old' },
	{ model: 'azure/gpt-4o', branchName: 'EU' },
	{ model: 'mistral/small', branchName: 'gpt-4o' },
	{ model: 'mistral/large', branchName: 'Twin' },
	{ model: 'mistral/tiny', branchName: 'Twin', settings: { enabled: false } },
]);
const row = (slot: number) => {
	const found = rows.find((one) => one.slot === slot);
	if (found === undefined) throw new Error(`there is no row ${String(slot)}`);
	return found;
};
const slots = (named: string) => severalByName(rows, named).map(({ slot }) => slot);
const one = (named: string) => {
	const found = oneByName(rows, named);
	return found.kind === 'one' ? found.row.slot : found.kind;
};

it.each<[string, number | string, number[]]>([
	['openai/gpt-5', 1, [1, 2, 3]],
	['openai/gpt-5#low', 2, [2]],
	['High', 3, [3]],
	['openai/gpt-4o', 4, [4]],
	['large', 7, [7]],
	['gpt-5#high', 3, [3]],
	['gpt-5', 'several', [1, 2, 3]],
	['nobody', 'none', []],
	['', 'none', []],
])('"%s" alone is row %s, and among several %j', (named, row, all) => {
	expect([one(named), slots(named)]).toEqual([row, all]);
});

it('a branch name is meant before a model name', () => {
	expect([one('gpt-4o'), slots('gpt-4o')]).toEqual([6, [6]]);
});

it('a row that is switched off counts only where no other has the name, and for several with the others', () => {
	const off = [
		{ ...row(7), branch: 'Same' },
		{ ...row(8), branch: 'Same' },
	];
	expect(oneByName(off, 'Same')).toEqual({ kind: 'one', row: off[0] });
	expect(severalByName(off, 'Same')).toEqual(off);
	expect(one('tiny')).toBe(8);
});

it('a list of names shows both where they differ', () => {
	expect(namesOfList(rows.slice(3, 5))).toBe('Old (openai/gpt-4o), EU (azure/gpt-4o)');
});

it('a sub-node may be called anything', () => {
	const connected = [
		{ modelId: 'connected/Model #1', branch: 'A' },
		{ modelId: 'connected/Model #2', branch: 'B' },
	];
	expect(severalByName(connected, 'Model #2')).toEqual([connected[1]]);
	expect(severalByName(connected, 'connected/Model ')).toEqual([]);
});
