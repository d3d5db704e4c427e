import type { GateResult } from '../calls/attempt';

import type { Check, CheckAsk, CheckResult } from './check';

/**
 * Runs the checks on one answer. The score is the least of the scores present; below `acceptFrom` the
 * answer is rejected. A check that errs is no zero: without a rejection the answer is `unchecked`.
 */
export async function runGate(
	checks: readonly Check[],
	ask: CheckAsk,
	acceptFrom: number,
): Promise<GateResult> {
	const results = await Promise.all(
		checks.map(async (check) => ({ check, result: await judged(check, ask) })),
	);
	const scores = results.flatMap(({ result }) => (result.kind === 'score' ? [result.score] : []));
	const rejecting = results.filter(({ check, result }) => rejects(check, result, acceptFrom));
	const erred = results.some(({ result }) => result.kind === 'error');
	return {
		verdict: rejecting.length > 0 ? 'rejected' : erred ? 'unchecked' : 'accepted',
		score: scores.length === 0 ? null : Math.min(...scores),
		reasons: results.flatMap(({ check, result }) => reasonOf(check, result, acceptFrom)),
		cutOff: rejecting.some(({ check }) => check.remedy === 'larger_output'),
	};
}

/** A check with a bug must not cost the answer it was to judge. */
async function judged(check: Check, ask: CheckAsk): Promise<CheckResult> {
	try {
		return await check.run(ask);
	} catch (error) {
		return { kind: 'error', reason: error instanceof Error ? error.message : String(error) };
	}
}

/** A must-pass check that finds nothing good rejects, however low the bar is set. */
function rejects({ severity }: Check, result: CheckResult, acceptFrom: number): boolean {
	if (result.kind !== 'score') return false;
	return result.score < acceptFrom || (severity === 'must_pass' && result.score === 0);
}

function reasonOf(check: Check, result: CheckResult, acceptFrom: number): string[] {
	if (result.kind === 'error') return [`${check.name} could not judge: ${result.reason}`];
	return result.kind === 'score' && rejects(check, result, acceptFrom) ? [`${check.name}: ${result.reason}`] : [];
}
