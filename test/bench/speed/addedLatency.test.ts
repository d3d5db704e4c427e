import { addedLatency } from '../../../bench/speed/addedLatency';

describe('what is added to the time of the provider', () => {
	it('is from an answer to the next request, one at a time', () => {
		const calls = [
			{ atMs: 0, leftMs: 100 },
			{ atMs: 103, leftMs: 203 },
			{ atMs: 210, leftMs: 310 },
		];
		expect(addedLatency(calls, 1)).toEqual([3, 7]);
	});

	it('is, with several at a time, from each answer to the request that takes its place', () => {
		const calls = [
			{ atMs: 0, leftMs: 100 },
			{ atMs: 10, leftMs: 110 },
			{ atMs: 105, leftMs: 205 },
			{ atMs: 112, leftMs: 212 },
			{ atMs: 206, leftMs: 306 },
		];
		expect(addedLatency(calls, 2)).toEqual([5, 2, 1]);
	});

	it('does not depend on the order in which the calls are told', () => {
		const calls = [
			{ atMs: 103, leftMs: 203 },
			{ atMs: 0, leftMs: 100 },
		];
		expect(addedLatency(calls, 1)).toEqual([3]);
	});

	it('is nothing where every request is there from the start', () => {
		expect(addedLatency([{ atMs: 0, leftMs: 5 }], 1)).toEqual([]);
	});
});
