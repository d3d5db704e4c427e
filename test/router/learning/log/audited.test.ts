import { chosenAt, ladderOf, type ScoredCandidate } from '../../../../router/learning/log/audited';
import { candidatesOf } from '../logs';

const at = (candidates: readonly ScoredCandidate[], threshold: number) => chosenAt(ladderOf(candidates), threshold).modelId;

describe('the policy at a threshold', () => {
	const three = candidatesOf({ cheap: 0.6, middle: 0.8, strong: 1 });

	it('is the cheapest model whose predicted quality reaches it', () => {
		expect([0.9, 0.8, 0.7, 0.6, 0].map((threshold) => at(three, threshold))).toEqual(['strong', 'middle', 'middle', 'cheap', 'cheap']);
	});

	it('is the strongest where none reaches it, or none is predicted', () => {
		expect(at(candidatesOf({ cheap: 0.6, strong: 0.7 }), 0.9)).toBe('strong');
		expect(at(candidatesOf({ cheap: null, strong: null }), 0)).toBe('strong');
	});

	it('passes over a dearer model that is worse, and one that is dearer than the strongest', () => {
		expect(ladderOf(candidatesOf({ cheap: 0.8, middle: 0.6, strong: 1 })).steps.map(({ candidate }) => candidate.modelId)).toEqual([
			'cheap',
		]);
		const dear = three.map((candidate) => (candidate.modelId === 'middle' ? { ...candidate, costNanoUsd: 20_000 } : candidate));
		expect([0.8, 0.6].map((threshold) => at(dear, threshold))).toEqual(['strong', 'cheap']);
	});

	it('goes by rank while a price among the good ones is unknown', () => {
		const unknown = [
			{ modelId: 'weak', rank: 0, quality: 0.9, costNanoUsd: 9_000 },
			{ modelId: 'other', rank: 1, quality: 0.9, costNanoUsd: null },
			{ modelId: 'strong', rank: 2, quality: 1, costNanoUsd: 10 },
		];
		expect(at(unknown, 0.9)).toBe('weak');
		expect(at(unknown.slice(0, 1).concat(unknown.slice(2)), 0.9)).toBe('strong');
	});
});
