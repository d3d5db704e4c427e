import { encodeFeatures } from '../../../../router/features/encode';
import { readFeatures } from '../../../../router/features/features';
import { ownExamplesOf } from '../../../../router/learning/training/ownExamples';
import type { TrainingExample } from '../../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../../router/ledger/outcome';
import { analyzed } from '../../../support/requests';

const request = analyzed('Which river runs past the old town?');
const candidate = (modelId: string, rank: number) => ({
	modelId,
	rank,
	price: null,
	limitsKey: modelId,
	excludedBy: null,
	quality: null,
	prior: null,
	propensity: 0,
});
const outcome = (modelId: string, score: number, over: Partial<Outcome> = {}): Outcome => ({
	decisionId: 'd',
	modelId,
	atMs: 7,
	score,
	source: 'evaluation',
	judge: null,
	inclusionProbability: null,
	dedupeKey: `${modelId}${String(score)}`,
	...over,
});
const audit = (modelId: string, score: number, inclusionProbability: number | null = 0.1) =>
	outcome(modelId, score, { source: 'audit', judge: 'j', inclusionProbability });

function logged(outcomes: readonly Outcome[], over: Partial<TrainingExample> = {}): TrainingExample {
	return {
		id: 'd',
		atMs: 5,
		routerId: 'w:n',
		policyHash: 'h',
		policyBasis: 'b',
		weightsVersion: 'w',
		signals: request.signals,
		audit: null,
		tuning: null,
		outcomes,
		features: encodeFeatures(readFeatures(request)),
		// Not in the order of their ranks, which have a gap.
		candidates: [candidate('strong', 4), candidate('cheap', 0), candidate('middle', 1)],
		result: { kind: 'answered', modelId: 'cheap', slot: 1 },
		...over,
	};
}

function examplesOf(outcomes: readonly Outcome[]) {
	const own = ownExamplesOf(logged(outcomes));
	return own.kind === 'compared' ? own.examples.map(({ r, asGood, weight }) => [r, asGood, weight]) : own.why;
}

describe('ownExamplesOf', () => {
	it('leaves out audits that Auto-Tune drew, and nothing else of such a decision', () => {
		const tuning = { basis: 'b', score: 0.5, probability: 1, ticket: null };
		expect(ownExamplesOf(logged([audit('cheap', 1)], { tuning }))).toEqual({ kind: 'unused', why: 'auto_tune' });
		const own = ownExamplesOf(logged([audit('middle', 1), outcome('cheap', 0), outcome('strong', 1)], { tuning }));
		expect(own).toMatchObject({ kind: 'compared', examples: [{ r: 0, asGood: 0 }] });
		expect(ownExamplesOf(logged([outcome('cheap', 0)], { tuning }))).toEqual({ kind: 'unused', why: 'rated_alone' });
	});

	it('takes an audit as it was scored, weighing 1 ÷ its probability, at the place of its model among those in play', () => {
		const own = ownExamplesOf(logged([audit('middle', 0.5), audit('cheap', 0, 0.25)]));
		const features = readFeatures(request);
		const shared = {
			decisionId: 'd',
			atMs: 5,
			models: 3,
			signals: request.signals,
			ngrams: features.ngrams.slice(0, features.count).sort(),
		};
		expect(own).toEqual({
			kind: 'compared',
			judgedAtMs: 7,
			examples: [
				{ ...shared, r: 0.5, asGood: 0.5, weight: 10 },
				{ ...shared, r: 0, asGood: 0, weight: 4 },
			],
		});
	});

	it('takes no audit that compared with another model than the strongest, because that could not answer', () => {
		const of = (excludedBy: string) =>
			ownExamplesOf(
				logged([audit('cheap', 1)], {
					candidates: [{ ...candidate('strong', 4), excludedBy }, candidate('cheap', 0), candidate('middle', 1)],
				}),
			).kind;
		expect([of('vision'), of('cooling_down')]).toEqual(['unused', 'compared']);
	});

	it('compares answers to the same request that one source has scored both', () => {
		expect(examplesOf([outcome('cheap', 0.8), outcome('middle', 0.95), outcome('strong', 1)])).toEqual([
			[0, 0, 1],
			[0.5, 1, 1],
		]);
		expect(examplesOf([outcome('cheap', 1, { inclusionProbability: 0.5 }), outcome('strong', 0)])).toEqual([[0, 1, 2]]);
		// Several ratings by one source: their mean.
		expect(examplesOf([outcome('cheap', 1), outcome('cheap', 0), outcome('strong', 0.5)])).toEqual([[0, 1, 1]]);
	});

	it.each<[string, Outcome[]]>([
		['an answer rated alone', [outcome('cheap', 0, { source: 'user' })]],
		['the strongest rated alone', [outcome('strong', 1)]],
		['two answers scored by two sources', [outcome('cheap', 0), outcome('strong', 1, { source: 'user' })]],
		['two answers scored by two judges', [outcome('cheap', 0, { judge: 'a' }), outcome('strong', 1, { judge: 'b' })]],
		['an audit without its probability', [audit('cheap', 0, null)]],
		['an audit of the strongest', [audit('strong', 1)]],
		['an audit of a model that was not in play', [audit('gone', 1)]],
	])('learns nothing of %s', (_, outcomes) => {
		expect(examplesOf(outcomes)).toBe('rated_alone');
	});

	it('says why nothing can be learned of a decision', () => {
		const why = (over: Partial<TrainingExample>) => ownExamplesOf(logged([audit('cheap', 1)], over));
		expect(why({ features: new Uint8Array([3, 1, 2]) })).toEqual({ kind: 'unused', why: 'other_features' });
		expect(why({ candidates: [candidate('cheap', 0)] })).toEqual({ kind: 'unused', why: 'no_choice' });
		expect(why({ signals: null })).toEqual({ kind: 'unused', why: 'no_choice' });
	});
});
