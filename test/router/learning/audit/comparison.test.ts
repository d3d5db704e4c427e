import { ableCandidates, comparisonOf } from '../../../../router/learning/audit/comparison';
import type { RecordedCandidate } from '../../../../router/ledger/record';
import type { Exclusion } from '../../../../router/selection/plan';

const candidate = (rank: number, excludedBy: Exclusion | null = null): RecordedCandidate => ({
	modelId: `p/m${rank}`,
	rank,
	price: null,
	limitsKey: `k/m${rank}`,
	excludedBy,
	quality: null,
	prior: null,
	propensity: 0,
});
const audit = { probability: 0.2, chosen: true };
const pairOf = (id: string, candidates: readonly RecordedCandidate[]) => comparisonOf({ id, audit, tuning: null, candidates });

describe('what a shadow audit compares', () => {
	it('is the strongest model with each weaker one alike, by the decision alone', () => {
		const candidates = [candidate(2), candidate(0), candidate(3), candidate(1)];
		const drawn = new Map<string, number>();
		const decisions = 6_000;
		for (let i = 0; i < decisions; i++) {
			const pair = pairOf(`decision ${i}`, candidates);
			if (pair.kind !== 'pair') throw new Error('nothing was compared');
			expect(pair.strongest.modelId).toBe('p/m3');
			expect(pair.inclusionProbability).toBeCloseTo(0.2 / 3, 12);
			drawn.set(pair.weaker.modelId, (drawn.get(pair.weaker.modelId) ?? 0) + 1);
		}
		expect([...drawn.keys()].sort()).toEqual(['p/m0', 'p/m1', 'p/m2']);
		// Five standard deviations of a binomial count, so one seed in a million would fail.
		const spread = 5 * Math.sqrt(decisions * (1 / 3) * (2 / 3));
		for (const count of drawn.values()) expect(Math.abs(count - decisions / 3)).toBeLessThan(spread);
	});

	it('is the same whenever it is asked, and in whatever order the models are listed', () => {
		const candidates = [candidate(0), candidate(1), candidate(2)];
		for (const id of ['a', 'b', 'c', 'd', 'e']) expect(pairOf(id, [...candidates].reverse())).toEqual(pairOf(id, candidates));
	});

	it('leaves out models that the request did not fit, the strongest too', () => {
		expect(pairOf('a', [candidate(0), candidate(1, 'window'), candidate(2), candidate(3, 'vision')])).toMatchObject({
			weaker: { modelId: 'p/m0' },
			strongest: { modelId: 'p/m2' },
			inclusionProbability: 0.2,
		});
	});

	it('is nothing where only one could have answered, or chance did not choose the decision', () => {
		const both = [candidate(0), candidate(1)];
		expect(pairOf('a', [candidate(0, 'below_floor'), candidate(1)])).toEqual({ kind: 'nothing' });
		expect(pairOf('a', [])).toEqual({ kind: 'nothing' });
		expect(comparisonOf({ id: 'a', audit: null, tuning: null, candidates: both })).toEqual({ kind: 'nothing' });
		expect(comparisonOf({ id: 'a', audit: { ...audit, chosen: false }, tuning: null, candidates: both })).toEqual({ kind: 'nothing' });
	});

	it('is the model that Auto-Tune asks about with the strongest of all, by the probability it was drawn with', () => {
		const drawn = (modelId: string, candidates: readonly RecordedCandidate[]) => {
			const tuning = { basis: 'b', score: 0.1, probability: 0.2, ticket: { kind: 'watch', start: 1, ladder: 0, modelId } } as const;
			return comparisonOf({ id: 'a', audit, tuning, candidates });
		};
		const three = [candidate(0), candidate(1), candidate(2)];
		for (const modelId of ['p/m0', 'p/m1'])
			expect(drawn(modelId, three)).toMatchObject({ weaker: { modelId }, strongest: { modelId: 'p/m2' }, inclusionProbability: 0.2 });
		expect(drawn('p/m2', three)).toEqual({ kind: 'nothing' });
		expect(drawn('p/m9', three)).toEqual({ kind: 'nothing' });
		expect(drawn('p/m0', [candidate(0, 'window'), candidate(1), candidate(2)])).toEqual({ kind: 'nothing' });
		expect(drawn('p/m0', [candidate(0), candidate(1), candidate(2, 'vision')])).toEqual({ kind: 'nothing' });
	});

	it('counts those as able that only the moment kept from it', () => {
		const passing: readonly Exclusion[] = ['cooling_down', 'breaker_open', 'full', 'too_slow', 'budget', 'strongest_share', 'dearer'];
		const lasting: readonly Exclusion[] = ['window', 'output_limit', 'vision', 'tools', 'json_schema', 'never_fits', 'below_floor'];
		expect(ableCandidates(passing.map((why, rank) => candidate(rank, why)))).toHaveLength(passing.length);
		expect(ableCandidates(lasting.map((why, rank) => candidate(rank, why)))).toEqual([]);
	});
});
