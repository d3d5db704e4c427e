import type { Check } from './check';

/** Rejects an answer that stopped because the output limit was reached. */
export const notCutOff: Check = {
	name: 'Not Cut Off',
	severity: 'must_pass',
	remedy: 'larger_output',
	cost: 'free',
	needsLogProbs: false,
	settings: null,
	run({ answer }) {
		return Promise.resolve(
			answer.finish === 'length'
				? { kind: 'score', score: 0, reason: 'the output limit cut the answer off' }
				: { kind: 'score', score: 1, reason: 'ended by itself' },
		);
	},
};
