import type { MeteredCall, ModelRequest, SidePurpose } from '../../calls/client';
import type { Failure } from '../../calls/failure';
import { COMPARISON_VERSION, compareAnswers } from '../../judging/compareAnswers';
import type { ModelSpec } from '../../registry/model';
import type { DecisionRecord } from '../../ledger/record';
import type { AnalyzedRequest } from '../../request/request';
import { drawFromId } from '../statistics/drawFromId';

import { leftBecause, type LeftBecause } from './shadowAnswer';

/**
 * What the weaker model's answer is beside the strongest's, in the judge's eyes: 1 as good or better in every order asked,
 * 0 worse in each, 0.5 where the orders disagree.
 */
export type PairVerdict =
	| { readonly kind: 'verdict'; readonly score: 0 | 0.5 | 1 }
	| { readonly kind: 'left'; readonly because: LeftBecause };

interface PairOptions {
	readonly call: MeteredCall;
	readonly judge: ModelSpec;
	readonly request: AnalyzedRequest;
	readonly weaker: string;
	readonly strongest: string;
	/** One call each. */
	readonly orders: readonly Order[];
	/** Milliseconds one call may take. */
	readonly timeoutMs: number;
}

type Order = 'weaker_first' | 'strongest_first';

/**
 * In which orders a judge compares the answers to this request. Auto-Tune asks once, in the order of the decision's own
 * coin: what a judge likes about a place evens out over many.
 */
export function ordersFor({ id, tuning }: Pick<DecisionRecord, 'id' | 'tuning'>): readonly Order[] {
	const both: readonly Order[] = ['weaker_first', 'strongest_first'];
	if (tuning === null || tuning.ticket === null) return both;
	return [drawFromId(id, 'audit order') < 0.5 ? 'weaker_first' : 'strongest_first'];
}

/** How a judge is named in outcomes: another model or another prompt is another judge. */
export function judgeName({ id }: Pick<ModelSpec, 'id'>): string {
	return `${id} ${COMPARISON_VERSION}`;
}

/** Compares two answers in the orders asked for. */
export async function pairVerdict(options: PairOptions): Promise<PairVerdict> {
	const verdicts: boolean[] = [];
	for (const order of options.orders) {
		const had = await inOrder(options, order);
		if (had.kind === 'left') return had;
		verdicts.push(had.asGood);
	}
	if (verdicts.every((asGood) => asGood)) return { kind: 'verdict', score: 1 };
	return { kind: 'verdict', score: verdicts.some((asGood) => asGood) ? 0.5 : 0 };
}

/** Times a judge is asked until its reply can be read. */
const TRIES = 2;

type OneOrder = { readonly kind: 'verdict'; readonly asGood: boolean } | Extract<PairVerdict, { kind: 'left' }>;

async function inOrder({ call, judge, request, weaker, strongest, timeoutMs }: PairOptions, order: Order): Promise<OneOrder> {
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
