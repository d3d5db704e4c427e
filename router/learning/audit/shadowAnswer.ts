import type { MeteredCall } from '../../calls/client';
import type { Failure, FailureKind, NotSentReason } from '../../calls/failure';
import { completeWithoutRefused } from '../../judging/withoutRefused';
import type { ModelSpec } from '../../registry/model';
import { sentOutputLimit } from '../../registry/rows';
import type { AnalyzedRequest } from '../../request/request';

/** Why an audit is left for another time; failures of calls by their own name. */
export type LeftBecause =
	| FailureKind
	/** The budget has no room for it any more. */
	| 'budget'
	/** It may cost more than the whole budget. */
	| 'larger_than_budget'
	/** The rate limit left no place in time. */
	| 'no_place'
	| 'no_time'
	/** The model cannot be called from here, or its price is not known while a budget needs it. */
	| 'no_credential'
	| 'no_price'
	/** The answer reached the limit that a budget needs. */
	| 'cut_off'
	/** The judge's reply could not be read, twice. */
	| 'judge_unreadable'
	/** What the judge is to read can never fit its rate limit. */
	| 'never_fits'
	/** What was kept of the request cannot be read. */
	| 'unreadable'
	/** A control has nothing yet to put in the weaker answer's place. */
	| 'no_other_answer';

/** Why a model can never answer this request. */
export type CannotBecause = FailureKind | 'never_fits';

export type ShadowAnswer =
	| { readonly kind: 'answered'; readonly text: string }
	| { readonly kind: 'cannot'; readonly because: CannotBecause }
	| { readonly kind: 'left'; readonly because: LeftBecause };

interface ShadowOptions {
	readonly call: MeteredCall;
	readonly model: ModelSpec;
	readonly request: AnalyzedRequest;
	/** `null`: the model's own, as a router without a budget has it. */
	readonly maxOutputTokens: number | null;
	/** Milliseconds one call may take. */
	readonly timeoutMs: number;
}

/** What a model would have answered. Never throws for what a provider does. */
export async function shadowAnswer({ call, model, request, maxOutputTokens, timeoutMs }: ShadowOptions): Promise<ShadowAnswer> {
	const { result } = await completeWithoutRefused(call, 'shadow', {
		model,
		messages: request.request.messages,
		maxOutputTokens: sentOutputLimit(maxOutputTokens, model),
		temperature: model.settings?.temperature ?? null,
		settings: model.settings,
		responseFormat: null,
		logProbs: false,
		omit: [],
		timeoutMs,
		firstByteMs: null,
	});
	if (result.ok) {
		const cut = result.answer.finish === 'length' && maxOutputTokens !== null;
		return cut ? { kind: 'left', because: 'cut_off' } : { kind: 'answered', text: result.answer.text };
	}
	const { failure } = result;
	if (failure.notSent === 'never_fits') return { kind: 'cannot', because: 'never_fits' };
	if (failure.kind === 'truncated' && maxOutputTokens !== null) return { kind: 'left', because: 'cut_off' };
	if (failure.notSent === undefined && FOR_THIS_REQUEST.has(failure.kind)) return { kind: 'cannot', because: failure.kind };
	return { kind: 'left', because: leftBecause(failure) };
}

/** What would fail at every try, because of this request. */
export const FOR_THIS_REQUEST: ReadonlySet<LeftBecause> = new Set([
	'content_policy',
	'context_too_long',
	'too_large_for_limit',
	'bad_request',
	'refused',
	'truncated',
]);

/** What stood in the way of a call, by the name it is counted under. */
export function leftBecause({ kind, notSent }: Failure): LeftBecause {
	return notSent === undefined ? kind : NOT_SENT[notSent];
}

const NOT_SENT: Readonly<Record<NotSentReason, LeftBecause>> = {
	over_budget: 'budget',
	full: 'no_place',
	never_fits: 'never_fits',
	kept_back: 'no_place',
	not_allowed: 'no_place',
	too_late: 'no_time',
	cancelled: 'cancelled',
};
