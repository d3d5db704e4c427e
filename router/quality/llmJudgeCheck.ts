import { judgeAnswer } from '../judging/judgeAnswer';
import { createSilentJudge } from '../judging/silentJudge';
import { JUDGE_VERSION } from '../judging/tiers';
import type { ModelSpec } from '../registry/model';

import type { Check } from './check';

interface LlmJudgeCheckOptions {
	readonly severity: Check['severity'];
	readonly judge: ModelSpec;
	/** The workflow owner's words for the judge; may be empty. */
	readonly criteria: string;
	/** Milliseconds one call of the judge may take. */
	readonly timeoutMs: number;
	/** Takes keys out of what the judge said. */
	readonly clean: (text: string) => string;
}

/** Scores the answer by another model's judgement. A judge without a verdict is no zero: the answer is unchecked. */
export function createLlmJudgeCheck({ severity, judge, criteria, timeoutMs, clean }: LlmJudgeCheckOptions): Check {
	const silent = createSilentJudge();
	return {
		name: 'LLM Judge',
		severity,
		remedy: 'stronger',
		cost: 'calls',
		needsLogProbs: false,
		settings: { judge: judge.id, criteria, timeoutMs, prompt: JUDGE_VERSION },
		async run({ request, answer, call }) {
			// Words are what it judges; Not Empty is for answers without any.
			if (answer.text.trim() === '') return { kind: 'not_applicable' };
			const had = await judgeAnswer({ call, purpose: 'check', model: judge, request, answer, criteria, timeoutMs, clean });
			if (call.allows?.(judge) !== false) silent.count(had);
			if (had.kind === 'failed') return { kind: 'error', reason: had.why };
			const { score, reason } = had;
			return { kind: 'score', score, reason: `the judge gave it ${score.toFixed(2)}`, ...(reason !== '' && { quote: reason }) };
		},
		notices() {
			const never = silent.never();
			if (never === null) return [];
			return [
				`The judge ${judge.id} of the check LLM Judge gave no verdict at all for ${never.requests} (${never.why}). Test the judge, or choose another one.`,
			];
		},
	};
}
