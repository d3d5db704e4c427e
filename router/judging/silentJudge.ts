import type { JudgeFailure } from './askJudge';

/** Watches whether a judge ever gives a verdict: one that never does is paid, or waited for, in vain. */
export interface SilentJudge {
	count(verdict: { readonly kind: 'verdict' } | JudgeFailure): void;
	/** How often it was asked in vain, and why as a rule; `null`: it has given a verdict, or was not asked. */
	never(): { readonly requests: string; readonly why: string } | null;
}

export function createSilentJudge(): SilentJudge {
	let verdicts = 0;
	const failures = new Map<string, number>();
	return {
		count(verdict) {
			if (verdict.kind === 'verdict') verdicts += 1;
			else failures.set(verdict.why, (failures.get(verdict.why) ?? 0) + 1);
		},
		never() {
			const [most] = [...failures].sort(([, a], [, b]) => b - a);
			if (verdicts > 0 || most === undefined) return null;
			const count = [...failures.values()].reduce((sum, times) => sum + times, 0);
			return { requests: count === 1 ? '1 request' : `${count} requests`, why: most[0] };
		},
	};
}
