import { askEveryNight, NIGHT_WORLDS } from '../../../bench/calibration/everyNight';
import { measureSavings, SLACK_WORLDS } from '../../../bench/calibration/savingsFound';
import { countViolations, EDGE_WORLDS } from '../../../bench/calibration/violations';

describe('the short form of bench:calibration', () => {
	// Of 50 logs at 5 % each: more than 8 happen once in a thousand times.
	it.each(EDGE_WORLDS)('$name: the target is broken as seldom as promised', ({ name, settings }) => {
		const { violating, certified } = countViolations({ name, settings, logs: 50, seed: 5 });
		expect(violating).toBeLessThanOrEqual(8);
		// Not because nothing is ever handed out.
		expect(certified).toBeGreaterThan(40);
	});

	// Of 20 years at 5 % each: more than 5 happen less than once in two hundred times.
	it('asked each night of a year, the target is broken as seldom as promised, and with a test for one look it is not', () => {
		const [world] = NIGHT_WORLDS;
		if (world === undefined) throw new Error('No worlds.');
		const { violating, atOneLook } = askEveryNight({ ...world, years: 20, seed: 5 });
		expect(violating).toBeLessThanOrEqual(5);
		expect(atOneLook).toBeGreaterThan(violating);
	});

	it('finds most of the saving', () => {
		const [world] = SLACK_WORLDS;
		if (world === undefined) throw new Error('No worlds.');
		const { mostFound, meanFound } = measureSavings({ ...world, logs: 5, seed: 5 });
		expect(mostFound).toBeGreaterThanOrEqual(0.8);
		expect(meanFound).toBeLessThanOrEqual(1.1);
	});
});
