import type { ModelId } from '../registry/model';

import type { Answer } from './client';
import type { Failure } from './failure';

/** Why a model was called: the first choice, the same again, another after a failure, a stronger after a poor answer. */
export const WHYS = ['first', 'retry', 'fallback', 'escalation'] as const;
export type Why = (typeof WHYS)[number];

/** What the gate can say of an answer. */
export const VERDICTS = ['accepted', 'rejected', 'unchecked'] as const;

export interface GateResult {
	readonly verdict: (typeof VERDICTS)[number];
	/** Minimum of the scores present, in [0, 1]; `null` where no check gave one. */
	readonly score: number | null;
	/** One line per check that rejected or could not judge, without a word of the answer: these are kept. */
	readonly reasons: readonly string[];
	/** The same for the item, quoting the answer where a check did. */
	readonly quoted: readonly string[];
	/** A Not Cut Off rejection: only a model with a larger output limit can do better. */
	readonly cutOff: boolean;
	/** Every check that rejected only escalates: the answer serves where nobody stronger can. */
	readonly onlyEscalates: boolean;
}

/** What became of one turn at one model. Only `answered` and `failed` are calls. */
export type AttemptResult =
	| { readonly kind: 'answered'; readonly answer: Answer; readonly gate: GateResult }
	/** `partial`: the text of an answer that was broken off. */
	| { readonly kind: 'failed'; readonly failure: Failure; readonly partial?: string }
	| { readonly kind: 'full'; readonly freeAtMs: number }
	| { readonly kind: 'never_fits' };

export interface Attempt {
	readonly modelId: ModelId;
	readonly why: Why;
	readonly startedMs: number;
	readonly endedMs: number;
	/** When its answer had been checked, where that took time: a judge's time is no waiting. */
	readonly checkedMs?: number;
	/** How long it queued for a place at the model, in ms; absent where it did not queue. */
	readonly queuedMs?: number;
	/** A part of its answer has been shown already: nobody else may answer now. */
	readonly delivered?: true;
	/** Parameters left out because the model had refused them. */
	readonly omitted: readonly string[];
	readonly result: AttemptResult;
}
