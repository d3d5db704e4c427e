import { adaptiveState, type AdaptiveRow } from '../../../router/learning/adaptive/adaptiveState';
import { KINDS } from '../../../router/features/kind';
import { correctionsOf, NOTHING_LEARNED } from '../../../router/strategies/corrections';
import { analyzed } from '../../support/requests';

const CODE = analyzed('Write a Python function that returns the n-th Fibonacci number.').signals;
const OTHER = analyzed('Which river runs past the old town?').signals;

/** Outcomes of one score, all of one kind, as if chance had chosen half the time. */
function outcomes(
	count: number,
	signals: AdaptiveRow['signals'],
	modelId: string,
	score: number,
	kind: 'rated' | 'compared' = 'rated',
): AdaptiveRow[] {
	return Array.from({ length: count }, () => ({
		signals,
		candidates: [
			{ modelId: 'cheap', prior: 0.8, propensity: 0.5 },
			{ modelId: 'strong', prior: 1, propensity: 0.5 },
		],
		firstChoice: modelId,
		outcome: { modelId, score, kind, inclusionProbability: null },
	}));
}

const learn = (...rows: readonly AdaptiveRow[][]) => correctionsOf(adaptiveState(rows.flat()), 'strong');

describe('correctionsOf', () => {
	it('corrects nothing where nothing is learned, and never the strongest', () => {
		for (const kind of KINDS) {
			expect(correctionsOf(NOTHING_LEARNED, 'strong')('cheap', kind)).toBe(0);
			expect(learn(outcomes(500, OTHER, 'strong', 0.2))('strong', kind)).toBe(0);
		}
	});

	it('pulls a few outcomes to what was predicted, and lets many speak', () => {
		const by = (count: number) => learn(outcomes(count, OTHER, 'cheap', 0.3, 'compared'))('cheap', 'other');
		// −0.5 was seen: 200 outcomes count as much as the belief that nothing is wrong, 1,000 more for the kind itself.
		expect(by(200)).toBeCloseTo(-0.25 + (200 / 1_200) * -0.25, 10);
		expect(by(10)).toBeGreaterThan(-0.05);
		expect(by(100_000)).toBeLessThan(-0.49);
	});

	it('measures ratings by the strongest’s own: a harsh judge is not a bad cheap model', () => {
		const harsh = learn(outcomes(5_000, OTHER, 'cheap', 0.4), outcomes(5_000, OTHER, 'strong', 0.5));
		expect(harsh('cheap', 'other')).toBeCloseTo(0, 2);
		expect(learn(outcomes(5_000, OTHER, 'cheap', 0.4), outcomes(5_000, OTHER, 'strong', 1))('cheap', 'other')).toBeLessThan(-0.35);
	});

	it('takes the strongest for nearly perfect until it is rated itself', () => {
		expect(learn(outcomes(400, OTHER, 'cheap', 0.4), outcomes(3, OTHER, 'strong', 0.5))('cheap', 'other')).toBeLessThan(-0.2);
	});

	it('tells other kinds what a model did in one, but less', () => {
		const found = learn(outcomes(2_000, CODE, 'cheap', 0.3, 'compared'), outcomes(2_000, OTHER, 'cheap', 0.8, 'compared'));
		expect(found('cheap', 'code')).toBeLessThan(-0.35);
		expect(found('cheap', 'other')).toBeGreaterThan(-0.1);
		expect(found('cheap', 'expert')).toBeCloseTo(-0.25 * (4_000 / 4_200), 10);
	});

	it('survives a strongest model that is never right', () => {
		expect(Number.isFinite(learn(outcomes(50_000, OTHER, 'cheap', 1), outcomes(50_000, OTHER, 'strong', 0))('cheap', 'other'))).toBe(true);
	});
});
