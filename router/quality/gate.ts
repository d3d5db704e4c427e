import type { GateResult } from '../calls/attempt';

import type { Check, CheckInput, CheckResult } from './check';

/**
 * Runs the checks on one answer. The score is the least of the scores present; below `acceptFrom` the
 * answer is rejected. A check that errs is no zero: without a rejection the answer is `unchecked`; only one that must
 * pass rejects. Checks that cost calls are spared where a free one has rejected.
 */
export async function runGate(all: readonly Check[], options: CheckInput, acceptFrom: number): Promise<GateResult> {
	const checks = options.isStrongest ? all.filter(({ severity }) => severity !== 'escalates') : all;
	const free = await runAll(
		checks.filter(({ cost }) => cost === 'free'),
		options,
	);
	const settled = free.some(({ check, result }) => rejects(check, result, acceptFrom));
	const paid = settled
		? []
		: await runAll(
				checks.filter(({ cost }) => cost === 'calls'),
				options,
			);
	const results = [...free, ...paid];
	const scores = results.flatMap(({ result }) => (result.kind === 'score' ? [result.score] : []));
	const rejecting = results.filter(({ check, result }) => rejects(check, result, acceptFrom));
	const erred = results.some(({ result }) => result.kind === 'error');
	const reasons = results.flatMap((judged) => reasonOf(judged, acceptFrom));
	return {
		verdict: rejecting.length > 0 ? 'rejected' : erred ? 'unchecked' : 'accepted',
		score: scores.length === 0 ? null : Math.min(...scores),
		reasons: reasons.map(({ reason }) => reason),
		quoted: reasons.map(({ reason, quote }) => (quote === undefined ? reason : `${reason} (${quote})`)),
		onlyEscalates: rejecting.length > 0 && rejecting.every(({ check }) => check.severity === 'escalates'),
		cutOff: rejecting.some(({ check }) => check.remedy === 'larger_output'),
	};
}

interface Judged {
	readonly check: Check;
	readonly result: CheckResult;
}

async function runAll(checks: readonly Check[], options: CheckInput): Promise<Judged[]> {
	return await Promise.all(checks.map(async (check) => ({ check, result: await judged(check, options) })));
}

/** A check with a bug must not cost the answer it was to judge. */
async function judged(check: Check, options: CheckInput): Promise<CheckResult> {
	try {
		return await check.run(options);
	} catch (error) {
		// Its message may quote the answer, and reasons are kept.
		const name = error instanceof Error ? error.name : 'no error';
		return { kind: 'error', reason: `it failed (${name})` };
	}
}

/** A must-pass check that finds nothing good rejects, however low the bar is set, and so does one that could not judge. */
function rejects({ severity }: Check, result: CheckResult, acceptFrom: number): boolean {
	if (result.kind === 'error') return severity === 'must_pass';
	if (result.kind === 'not_applicable') return false;
	return result.score < acceptFrom || (severity === 'must_pass' && result.score === 0);
}

function reasonOf({ check, result }: Judged, acceptFrom: number): { reason: string; quote?: string }[] {
	if (result.kind === 'not_applicable') return [];
	const quote = result.quote === undefined ? {} : { quote: result.quote };
	if (result.kind === 'error') return [{ reason: `${check.name} could not judge: ${result.reason}`, ...quote }];
	return rejects(check, result, acceptFrom) ? [{ reason: `${check.name}: ${result.reason}`, ...quote }] : [];
}
