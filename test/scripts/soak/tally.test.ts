import { complaintsOf, lineOf, NOTHING, sum, type Tally } from '../../../scripts/soak/tally';

const fair: Tally = { itemsIn: 10, itemsOut: 10, fallen: 2, records: 10, attempts: 13, arrivals: 13, charged: 300_000, billed: 300_000 };

it('has nothing to say of ends that agree, over any number of rounds', () => {
	expect(complaintsOf(sum(sum(NOTHING, fair), fair))).toEqual([]);
	expect(sum(fair, fair)).toMatchObject({ itemsIn: 20, fallen: 4, arrivals: 26, billed: 600_000 });
});

test.each<[keyof Tally, string]>([
	['itemsOut', '10 items in, but 9 items out'],
	['records', '10 items in, but 9 records in the log'],
	['attempts', '13 calls at the providers, but 12 attempts in the log'],
	['charged', '300000 nano-USD billed, but 299999 nano-USD charged in the log'],
])('one %s too few is said in so many words', (name, complaint) => {
	expect(complaintsOf({ ...fair, [name]: fair[name] - 1 })).toEqual([complaint]);
});

it('never takes an uncountable round for one that agrees', () => {
	expect(complaintsOf({ ...fair, itemsOut: NaN })).toHaveLength(1);
});

it('is one line', () => {
	expect(lineOf(fair)).toBe(
		'10 items in = 10 out (2 by Fallback) = 10 records; 13 calls arrived = 13 in the log; $0.00030 billed = $0.00030 charged',
	);
});
