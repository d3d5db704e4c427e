import type { Check } from './check';

/** Rejects an answer without a visible character and without a tool call, which many providers call a success. */
export const notEmpty: Check = {
	name: 'Not Empty',
	severity: 'must_pass',
	remedy: 'stronger',
	cost: 'free',
	needsLogProbs: false,
	settings: null,
	run({ answer }) {
		// Zero-width characters and BOMs are what an "empty" answer often is made of.
		const visible = answer.text.replace(/[\s\p{Cf}\p{Cc}]/gu, '') !== '';
		return Promise.resolve(
			visible || answer.toolCalls.length > 0
				? { kind: 'score', score: 1, reason: 'has text' }
				: { kind: 'score', score: 0, reason: 'the answer is empty' },
		);
	},
};
