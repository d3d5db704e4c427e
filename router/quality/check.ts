import type { Answer, MeteredCall } from '../calls/client';
import type { ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';

export type CheckResult =
	/** In [0, 1]; below the gate's threshold the answer is rejected. */
	| { readonly kind: 'score'; readonly score: number; readonly reason: string }
	| { readonly kind: 'not_applicable' }
	| { readonly kind: 'error'; readonly reason: string };

export interface CheckAsk {
	readonly request: AnalyzedRequest;
	readonly model: ModelSpec;
	readonly answer: Answer;
	readonly call: MeteredCall;
}

/** Judges one answer. */
export interface Check {
	readonly name: string;
	/** `must_pass`: its rejection rejects, whatever the others say. */
	readonly severity: 'must_pass' | 'counts';
	/** What may do better after a rejection: a stronger model, or only one with a larger output limit. */
	readonly remedy: 'stronger' | 'larger_output';
	run(ask: CheckAsk): Promise<CheckResult>;
}
