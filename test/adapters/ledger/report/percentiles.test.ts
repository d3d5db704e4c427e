import { Latencies, readValues } from '../../../../adapters/ledger/report/percentiles';

describe('readValues', () => {
	it('reads what SQL joins', () => {
		expect([...readValues('812,0,97')]).toEqual([812, 0, 97]);
		expect([...readValues('5')]).toEqual([5]);
		expect([...readValues('')]).toEqual([]);
		expect([...readValues(null)]).toEqual([]);
	});
});

describe('latencies', () => {
	it('are the smallest value that half, and 95 %, do not exceed, over all parts of a row', () => {
		const latencies = new Latencies();
		const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
		latencies.add(Int32Array.from(numbers.filter((value) => value % 2 === 0)), [
			['total', ''],
			['day', 'even'],
		]);
		latencies.add(Int32Array.from(numbers.filter((value) => value % 2 === 1)).reverse(), [['total', '']]);
		expect(latencies.facts()).toEqual([
			{ by: 'total', key: '', requests: 100, p50Ms: 50, p95Ms: 95 },
			{ by: 'day', key: 'even', requests: 50, p50Ms: 50, p95Ms: 96 },
		]);
	});

	it('are none where nothing was measured', () => {
		const latencies = new Latencies();
		latencies.add(new Int32Array(), [['total', '']]);
		expect(latencies.facts()).toEqual([]);
	});
});
