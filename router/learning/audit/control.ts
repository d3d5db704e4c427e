import type { LoggedDecision } from '../../ledger/feedbackPort';
import { drawFromId } from '../statistics/drawFromId';

import { isForGood, type AuditOptions } from './auditDecision';
import { changedAnswer } from './changedAnswer';
import { ordersFor, pairVerdict } from './pairVerdict';
import { saysTheSame } from './sameAnswer';
import type { LeftBecause } from './shadowAnswer';

/** What a control says of its judge. */
export type ControlEnd =
	/** `passed`: it took another request's answer for as good. */
	| { readonly kind: 'controlled'; readonly passed: boolean }
	/** The judge says nothing of this request at any time, or it was interrupted. */
	| { readonly kind: 'void' }
	| { readonly kind: 'left'; readonly because: LeftBecause; readonly at: 'judge'; readonly modelId: string };

type ControlOptions = Pick<AuditOptions, 'decision' | 'request' | 'call' | 'judge' | 'timeoutMs'> & {
	/** The answer that another request got, or one that was made wrong. */
	readonly wrong: string;
};

/** Shows the judge a wrong answer in the weaker model's place. One call. */
export async function controlJudge({ decision, wrong, ...options }: ControlOptions): Promise<ControlEnd> {
	const strongest = decision.stored?.answer ?? '';
	const had = await pairVerdict({ ...options, orders: ordersFor(decision), weaker: wrong, strongest });
	if (had.kind === 'verdict') return { kind: 'controlled', passed: had.score === 1 };
	return isForGood(had.because) ? { kind: 'void' } : { ...had, at: 'judge', modelId: options.judge.id };
}

/**
 * Another request's answer by the decision's own coin, else its own with a label or number changed; `null`: there is
 * neither, yet.
 */
export function wrongAnswer({ id, stored }: Pick<LoggedDecision, 'id' | 'stored'>, others: readonly string[]): string | null {
	const own = stored?.answer ?? '';
	const different = [...new Set(others)].filter((other) => other.trim() !== '' && !saysTheSame(other, own));
	return different[Math.floor(drawFromId(id, 'audit control') * different.length)] ?? changedAnswer(own);
}
