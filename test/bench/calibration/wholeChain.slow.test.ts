import { CHAINS, measureChain } from '../../../bench/calibration/chainCoverage';

describe('what the router logged while every fifth call failed, audited by the audits themselves', () => {
	it.each(CHAINS.filter(({ name }) => name.includes('changed')))(
		'$name: reports hold the truth, and the target is broken as seldom as promised',
		async (chain) => {
			const { covered, bias, violating, certified, degraded } = await measureChain({ ...chain, logs: 15, seed: 3 });
			// Of 15 intervals at 95 %: fewer than 11 happen less than once in a thousand times; so do more than 4 of 15 at 5 %.
			expect(covered.relative).toBeGreaterThanOrEqual(11 / 15);
			expect(covered.falseCheap).toBeGreaterThanOrEqual(11 / 15);
			expect(Math.abs(bias)).toBeLessThan(4);
			expect(violating ?? 0).toBeLessThanOrEqual(4);
			// Not because nothing happens.
			expect(certified).toBeGreaterThan(0);
			expect(degraded).toBeGreaterThan(0.01);
		},
	);
});
