import type { Answer, MeteredCall } from '../calls/client';
import type { ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';

export type CheckResult =
	/** In [0, 1]; below the gate's threshold the answer is rejected. */
	| ({ readonly kind: 'score'; readonly score: number } & CheckReason)
	| { readonly kind: 'not_applicable' }
	| ({ readonly kind: 'error' } & CheckReason);

interface CheckReason {
	/** In our words alone: it is kept in the log, so it quotes neither prompt nor answer. */
	readonly reason: string;
	/** What may be shown on the item besides, such as the wrong sum; it may quote the answer. */
	readonly quote?: string;
}

export interface CheckInput {
	readonly request: AnalyzedRequest;
	readonly model: ModelSpec;
	readonly answer: Answer;
	/** For checks that ask a model; charged as `check`. */
	readonly call: MeteredCall;
	/** Nobody stronger is in play than the model that answered. */
	readonly isStrongest: boolean;
	/** Milliseconds one such call may take. */
	readonly timeoutMs: number;
}

/**
 * `must_pass`: its rejection rejects, whatever the others say. `escalates`: it only decides whether a stronger model is
 * asked; the strongest's answer it cannot reject, for there is nobody better to ask.
 */
export const SEVERITIES = ['must_pass', 'counts', 'escalates'] as const;

/** Judges one answer. */
export interface Check {
	readonly name: string;
	readonly severity: (typeof SEVERITIES)[number];
	/** What may do better after a rejection: a stronger model, or only one with a larger output limit. */
	readonly remedy: 'stronger' | 'larger_output';
	/** `calls`: it asks a model, so it runs only where no free check has rejected the answer already. */
	readonly cost: 'free' | 'calls';
	/** It reads the answer's token log-probabilities, which then have to be asked for. */
	readonly needsLogProbs: boolean;
	/** All settings that change its verdicts, as plain JSON: part of the policy hash. */
	readonly settings: unknown;
	run(options: CheckInput): Promise<CheckResult>;
	/** What the user should mend in its settings, known once it has run. It quotes neither prompt nor answer. */
	notices?(): readonly string[];
}
