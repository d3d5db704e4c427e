import fc from 'fast-check';

import { firstIn, lastIn } from '../../../../nodes/RouteLlmRequest/prompt/search';

/** Of few letters, so that beginnings repeat. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d'), maxLength: 40 });
const wanted = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d'), maxLength: 6 });

it('finds what indexOf and lastIndexOf find between two places', () => {
	fc.assert(
		fc.property(text, wanted, fc.nat(40), fc.nat(40), (text, wanted, one, other) => {
			const [from, to] = [Math.min(one, other, text.length), Math.min(Math.max(one, other), text.length)];
			const between = text.slice(from, to);
			const shifted = (place: number) => (place === -1 ? -1 : place + from);
			expect(firstIn(text, wanted, from, to)).toBe(shifted(between.indexOf(wanted)));
			expect(lastIn(text, wanted, from, to)).toBe(shifted(between.lastIndexOf(wanted)));
		}),
		{ numRuns: 2_000 },
	);
});
