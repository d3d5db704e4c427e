import { judgeCostPerThousand } from '../../../router/judging/cost';
import { tierSystemPrompt } from '../../../router/judging/judgeTier';
import { countTokens } from '../../../router/request/tokens';
import { priceOf } from '../../support/routing';

describe('what judging a thousand requests costs', () => {
	const at = (input: number, output: number, ...rest: [number?, string?]) =>
		judgeCostPerThousand({ price: priceOf(input, output) }, ...rest) ?? NaN;

	it('is unknown where the price is', () => {
		expect(judgeCostPerThousand({ price: null })).toBeNull();
	});

	it('counts 60 tokens of verdict each', () => {
		// One USD per million tokens is 1,000 nano-USD each.
		expect(at(0, 1)).toBe(60 * 1_000 * 1_000);
	});

	it('counts the fixed prompt, the request and the owner’s criteria each time', () => {
		const perToken = 1_000 * 1_000;
		const fixed = at(1, 0, 0) / perToken;
		expect(fixed).toBeGreaterThan(countTokens(tierSystemPrompt(''), 32_768));
		expect(fixed).toBeLessThan(1_000);
		expect(at(1, 0) / perToken).toBeCloseTo(fixed + 400);
		expect(at(1, 0, 0, 'Refunds are always hard.') / perToken).toBeGreaterThan(fixed);
	});
});
