import type { MeteredCall, ModelRequest, SidePurpose } from '../../calls/client';
import type { Failure } from '../../calls/failure';
import { COMPARISON_VERSION, compareAnswers } from '../../judging/compareAnswers';
import type { ModelSpec } from '../../registry/model';
import type { AnalyzedRequest } from '../../request/request';

import { leftBecause, type LeftBecause } from './shadowAnswer';

/**
 * What the weaker model's answer is beside the strongest's, in the judge's eyes: 1 as good or better whichever comes
 * first, 0 worse both times, 0.5 where the orders disagree.
 */
type PairVerdict = { readonly kind: 'verdict'; readonly score: 0 | 0.5 | 1 } | { readonly kind: 'left'; readonly because: LeftBecause };

interface PairOptions {
	readonly call: MeteredCall;
	readonly judge: ModelSpec;
	readonly request: AnalyzedRequest;
	readonly weaker: string;
	readonly strongest: string;
	/** Milliseconds one call may take. */
	readonly timeoutMs: number;
}

/** How a judge is named in outcomes: another model or another prompt is another judge. */
export function judgeName({ id }: Pick<ModelSpec, 'id'>): string {
	return `${id} ${COMPARISON_VERSION}`;
}

/** Compares two answers in both orders. */
export async function pairVerdict(options: PairOptions): Promise<PairVerdict> {
	const ahead = await inOrder(options, 'weaker_first');
	if (ahead.kind === 'left') return ahead;
	const behind = await inOrder(options, 'strongest_first');
	if (behind.kind === 'left') return behind;
	if (ahead.asGood !== behind.asGood) return { kind: 'verdict', score: 0.5 };
	return { kind: 'verdict', score: ahead.asGood ? 1 : 0 };
}

/** Times a judge is asked until its reply can be read. */
const TRIES = 2;

type OneOrder = { readonly kind: 'verdict'; readonly asGood: boolean } | Extract<PairVerdict, { kind: 'left' }>;

async function inOrder(
	{ call, judge, request, weaker, strongest, timeoutMs }: PairOptions,
	order: 'weaker_first' | 'strongest_first',
): Promise<OneOrder> {
	const [first, second] = order === 'weaker_first' ? [weaker, strongest] : [strongest, weaker];
	const watched = watching(call);
	for (let tries = 0; tries < TRIES; tries++) {
		const had = await compareAnswers({ call: watched.call, purpose: 'shadow', model: judge, request, first, second, timeoutMs });
		if (had.kind === 'verdict') return { kind: 'verdict', asGood: had.better !== (order === 'weaker_first' ? 'second' : 'first') };
		const failure = watched.failure();
		if (failure !== null) return { kind: 'left', because: leftBecause(failure) };
	}
	return { kind: 'left', because: 'judge_unreadable' };
}

/** A judge's failure says in words why there is no verdict; here the kind counts. */
function watching(call: MeteredCall): { readonly call: MeteredCall; failure(): Failure | null } {
	let last: Failure | null = null;
	return {
		failure: () => last,
		call: {
			...call,
			async complete(purpose: SidePurpose, request: ModelRequest) {
				const result = await call.complete(purpose, request);
				last = result.ok ? null : result.failure;
				return result;
			},
		},
	};
}
