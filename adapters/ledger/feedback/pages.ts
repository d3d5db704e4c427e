import type {
	DecisionFilter,
	DecisionPage,
	DecisionsQuery,
	ExamplePage,
	ExamplesQuery,
	LoggedDecision,
} from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';
import { BATCH_RECORDS, batchRoom } from '../batch';

import { load, type Parts } from './load';
import { Bound, rows, type Steps } from './steps';

const WITH_OUTCOME = 'EXISTS (SELECT 1 FROM outcomes WHERE outcomes.decision_id = decisions.id)';
const WITH_FEATURES = 'EXISTS (SELECT 1 FROM contents WHERE contents.decision_seq = decisions.seq AND contents.features IS NOT NULL)';

export function* decisionPage({ filter, order, limit, after }: DecisionsQuery): Steps<DecisionPage> {
	const bound = new Bound();
	const { records, next } = yield* page({ bound, conditions: conditionsOf(filter, bound), order, limit, after, parts: 'whole' });
	return { decisions: records, next };
}

export function* examplePage({ routerId, limit, after }: ExamplesQuery): Steps<ExamplePage> {
	const bound = new Bound();
	const conditions = [...conditionsOf({ hasOutcome: true, ...(routerId !== null && { routerId }) }, bound), WITH_FEATURES];
	const { records, next } = yield* page({ bound, conditions, order: 'newest', limit, after, parts: 'training' });
	return { examples: records.flatMap(exampleOf), next };
}

function exampleOf(decision: LoggedDecision): ExamplePage['examples'] {
	const { id, atMs, routerId, policyHash, policyBasis, weightsVersion, signals, features, candidates, result } = decision;
	const { audit, tuning, outcomes } = decision;
	if (features === null) return [];
	const learned = { signals, audit, tuning, outcomes, features: features.bytes };
	return [{ id, atMs, routerId, policyHash, policyBasis, weightsVersion, ...learned, candidates, result }];
}

function conditionsOf(filter: DecisionFilter, bound: Bound): string[] {
	const conditions: string[] = [];
	const also = <T>(value: T | undefined, condition: (value: T) => string) => {
		if (value !== undefined) conditions.push(condition(value));
	};
	also(filter.ids, (ids) => `id IN (${bound.list(ids)})`);
	also(filter.routerId, (routerId) => `router_id = ${bound.one(routerId)}`);
	also(filter.fromMs, (fromMs) => `at_ms >= ${bound.one(Math.ceil(fromMs))}`);
	also(filter.toMs, (toMs) => `at_ms < ${bound.one(Math.ceil(toMs))}`);
	also(filter.strategy, (strategy) => `strategy = ${bound.one(strategy)}`);
	also(filter.modelId, (modelId) => `model_id = ${bound.one(modelId)}`);
	also(filter.resultKind, (kind) => `result_kind = ${bound.one(kind)}`);
	also(filter.failure, (failure) => `failure = ${bound.one(failure)}`);
	also(filter.subjectKey, (subjectKey) => `subject_key = ${bound.one(subjectKey)}`);
	also(filter.budgetKeyHash, (hash) => `budget_key = ${bound.one(hash)}`);
	also(filter.degraded, (degraded) => `degraded = ${bound.one(Number(degraded))}`);
	also(filter.hasOutcome, (hasOutcome) => (hasOutcome ? WITH_OUTCOME : `NOT ${WITH_OUTCOME}`));
	return conditions;
}

interface PageOptions extends Omit<DecisionsQuery, 'filter'> {
	readonly conditions: readonly string[];
	/** The values of the conditions. */
	readonly bound: Bound;
	readonly parts: Parts;
}

const headSchema = z.object({ seq: z.number(), at_ms: z.number() });

interface Page {
	readonly records: readonly LoggedDecision[];
	readonly next: string | null;
}

/** What has no place in time that can be named has none to continue from. No version of this package wrote it. */
const PLACED = `at_ms BETWEEN ${-Number.MAX_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER}`;

// Two decisions may be of one moment: their numbers tell them apart.
function* page({ conditions, bound, order, limit, after, parts }: PageOptions): Steps<Page> {
	const [beyond, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
	const from = after === null ? [] : [`(at_ms, seq) ${beyond} (${bound.list(placeOf(after))})`];
	const where = [...conditions, PLACED, ...from].join(' AND ');
	const most = Math.max(1, Math.min(limit, BATCH_RECORDS));
	const sql = `SELECT seq, at_ms FROM decisions WHERE ${where} ORDER BY at_ms ${direction}, seq ${direction} LIMIT ${bound.one(most + 1)}`;
	const heads = (yield* rows(sql, bound.values)).map((row) => headSchema.parse(row));
	const { records, taken } = yield* fill(heads.slice(0, most), parts);
	const last = heads[taken - 1];
	return { records, next: last === undefined || taken === heads.length ? null : `${last.at_ms}.${last.seq}` };
}

/** Texts may be long: a few decisions are read at a time, until the page has no more room. */
const READ_AT_ONCE = 16;

function* fill(
	heads: readonly { readonly seq: number }[],
	parts: Parts,
): Steps<{ readonly records: readonly LoggedDecision[]; readonly taken: number }> {
	const fits = batchRoom();
	const records: LoggedDecision[] = [];
	for (let from = 0; from < heads.length; from += READ_AT_ONCE) {
		const some = heads.slice(from, from + READ_AT_ONCE).map(({ seq }) => seq);
		const read = yield* load(some, parts);
		for (const [index, seq] of some.entries()) {
			const record = read.get(seq);
			if (record === undefined) continue;
			if (!fits(record)) return { records, taken: from + index };
			records.push(record);
		}
	}
	return { records, taken: heads.length };
}

const PLACE = /^(-?\d{1,16})\.(\d{1,16})$/;

function placeOf(after: string): readonly number[] {
	const place = PLACE.exec(after);
	if (place === null) throw new RangeError('the place to continue from is not one that a page has given');
	return place.slice(1).map(Number);
}
