import { duration, percent, percentRange, usd, whole } from '../../../router/report/format';

describe('figures as a person reads them', () => {
	it.each([
		[whole(1234567.4), '1,234,567'],
		[whole(999), '999'],
		[percent(0.1234), '12.3 %'],
		[percent(-0.5), '−50.0 %'],
		[percent(-0.0001), '0.0 %'],
		[percentRange({ from: 0.1, to: 0.25 }), '10.0 to 25.0 %'],
		[usd(0), '$0'],
		[usd(12345.6), '$12,346'],
		[usd(1.005), '$1.00'],
		[usd(0.00398), '$0.00398'],
		[usd(-0.05), '−$0.0500'],
		[usd(0.0000000001), '$0.000000000'],
		[duration(849.6), '850 ms'],
		[duration(3790), '3.8 s'],
	])('%s', (written, expected) => {
		expect(written).toBe(expected);
	});
});
