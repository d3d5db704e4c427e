import type { SQLInputValue } from 'node:sqlite';

import type { Usage } from '../../router/calls/client';
import {
	type Charge,
	type DecisionRecord,
	type RecordedAttempt,
	type RecordedCandidate,
	type RecordedResult,
	signalsSchema,
} from '../../router/ledger/record';
import type { Price } from '../../router/registry/model';

import { COST_COLUMNS } from './totals';

/** A row to write: column → value. All rows of a table have the same columns in the same order. */
export type SqlRow = Readonly<Record<string, SQLInputValue>>;

// Only these fields and named columns are kept: whatever else hangs on an object stays out of the file.
const SIGNAL_FIELDS = signalsSchema.keyof().options;
const PRICE_FIELDS = [
	'tiers',
	'fromInputTokens',
	'inputUsdPerMTok',
	'cachedInputUsdPerMTok',
	'cacheWriteUsdPerMTok',
	'cacheWrite1hUsdPerMTok',
	'outputUsdPerMTok',
	'source',
];
// In their order: of what was not drawn the text ends in `NOT_DRAWN`.
const TUNING_FIELDS = ['basis', 'score', 'probability', 'kind', 'start', 'ladder', 'modelId', 'rung', 'frontier', 'ticket'];
const NOT_DRAWN = '"ticket":null}';

/** Whether Auto-Tune drew a decision for an audit. In words that SQLite and Postgres share. */
export const DRAWN = `(tuning IS NOT NULL AND tuning NOT LIKE '%${NOT_DRAWN}')`;

export function decisionRow(record: DecisionRecord): SqlRow {
	const { attempts, charges } = record;
	return {
		id: record.id,
		dedupe_key: record.dedupeKey,
		at_ms: whole(record.atMs),
		router_id: record.routerId,
		router_name: record.routerName,
		policy_hash: record.policyHash,
		policy_basis: record.policyBasis,
		weights_version: record.weightsVersion,
		strategy: record.strategy,
		threshold: record.threshold,
		forced_by: record.forcedBy,
		re_entry_of: record.reEntryOf,
		reason: record.reason,
		degraded: Number(record.degraded),
		subject_key: record.subjectKey,
		budget_key: record.budgetKey?.hash ?? null,
		session_key: record.sessionKey,
		audit_probability: record.audit?.probability ?? null,
		audit_chosen: Number(record.audit?.chosen ?? false),
		tuning: record.tuning === null ? null : JSON.stringify(record.tuning, TUNING_FIELDS),
		...resultColumns(record.result),
		calls: attempts.filter(({ result }) => result.kind === 'answered' || result.kind === 'failed').length,
		latency_ms: latencyMs(record),
		cost_nano_usd: costOf(charges),
		unknown_costs: charges.filter(({ costNanoUsd, purpose }) => costNanoUsd === null && purpose !== 'shadow').length,
		escalated: Number(attempts.some(({ why }) => why === 'escalation')),
		...costColumns(charges),
		...answerTokens(record),
		signals: signalsColumn(record.signals),
		task_signals: signalsColumn(record.taskSignals),
		item_signals: signalsColumn(record.itemSignals),
	};
}

export function candidateRow(seq: number, position: number, candidate: RecordedCandidate): SqlRow {
	return {
		decision_seq: seq,
		position,
		model_id: candidate.modelId,
		rank: candidate.rank,
		price: candidate.price === null ? null : priceColumn(candidate.price),
		limits_key: candidate.limitsKey,
		excluded_by: candidate.excludedBy,
		quality: candidate.quality,
		prior: candidate.prior,
		propensity: candidate.propensity,
	};
}

export function attemptRow(seq: number, position: number, attempt: RecordedAttempt): SqlRow {
	const { result } = attempt;
	const answered = result.kind === 'answered' ? result : null;
	const failed = result.kind === 'failed' ? result : null;
	return {
		decision_seq: seq,
		position,
		model_id: attempt.modelId,
		why: attempt.why,
		started_ms: whole(attempt.startedMs),
		ended_ms: whole(attempt.endedMs),
		omitted: JSON.stringify(attempt.omitted),
		result_kind: result.kind,
		finish: answered?.finish ?? null,
		...usageColumns(answered?.usage ?? null),
		served_by: answered?.servedBy ?? null,
		answer_chars: answered?.answerChars ?? null,
		verdict: answered?.verdict ?? null,
		score: answered?.score ?? null,
		reasons: answered === null ? null : JSON.stringify(answered.reasons),
		failure_kind: failed?.failure ?? null,
		scope: failed?.scope ?? null,
		http_status: failed?.httpStatus ?? null,
		retry_after_ms: whole(failed?.retryAfterMs ?? null),
		billed: failed === null ? null : Number(failed.billed),
		message: failed?.message ?? null,
		free_at_ms: result.kind === 'full' ? whole(result.freeAtMs) : null,
	};
}

export function chargeRow(seq: number, position: number, charge: Charge): SqlRow {
	return {
		decision_seq: seq,
		decision_id: charge.decisionId,
		id: charge.id,
		position,
		attempt: charge.attempt,
		model_id: charge.modelId,
		purpose: charge.purpose,
		...usageColumns(charge.usage),
		cost_nano_usd: charge.costNanoUsd,
		list_cost_nano_usd: charge.listCostNanoUsd ?? null,
		basis: charge.basis,
	};
}

export function contentsRow(seq: number, { stored, features, budgetKey }: DecisionRecord): SqlRow | null {
	const keyText = budgetKey?.text ?? null;
	if (stored === null && features === null && keyText === null) return null;
	return {
		decision_seq: seq,
		prompt: stored?.prompt ?? null,
		answer: stored?.answer ?? null,
		expires_at_ms: whole(stored?.expiresAtMs ?? null),
		features: features?.bytes ?? null,
		features_expire_at_ms: whole(features?.expiresAtMs ?? null),
		budget_key_text: keyText,
	};
}

function signalsColumn(signals: DecisionRecord['signals']): string | null {
	if (signals === null) return null;
	const kept: Partial<Record<keyof typeof signals, unknown>> = {};
	for (const field of SIGNAL_FIELDS) kept[field] = signals[field];
	if (signals.hardness !== null) {
		const { version, demand, difficulty } = signals.hardness;
		kept.hardness = { version, demand, difficulty };
	}
	return JSON.stringify(kept);
}

/** A batch is copied as a whole, so that the candidates of all its records share the prices of their models. */
const prices = new WeakMap<Price, string>();

function priceColumn(price: Price): string {
	const column = prices.get(price) ?? JSON.stringify(price, PRICE_FIELDS);
	prices.set(price, column);
	return column;
}

function resultColumns(result: RecordedResult): SqlRow {
	const chosen = result.kind === 'answered' || result.kind === 'routed' ? result : null;
	return {
		result_kind: result.kind,
		model_id: chosen?.modelId ?? null,
		slot: chosen?.slot ?? null,
		failure: result.kind === 'fallback' ? result.failure : null,
	};
}

function costColumns(charges: readonly Charge[]): SqlRow {
	const row: Record<string, number> = { ...NO_COSTS };
	for (const { purpose, costNanoUsd } of charges) row[COST_COLUMNS[purpose]] = (row[COST_COLUMNS[purpose]] ?? 0) + (costNanoUsd ?? 0);
	return row;
}

const NO_COSTS = Object.fromEntries(Object.values(COST_COLUMNS).map((column) => [column, 0]));

function costOf(charges: readonly Charge[]): number {
	return charges.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
}

/** Of the answer that was given: what it would have cost elsewhere is counted from them. `null`, of a cache 0, where nobody counted. */
function answerTokens({ id, charges }: DecisionRecord): SqlRow {
	const used = charges.find(({ purpose, decisionId, usage }) => purpose === 'answer' && decisionId === id && usage !== null)?.usage;
	return {
		answer_input: used?.inputTokens ?? null,
		answer_output: used?.outputTokens ?? null,
		answer_cached: used?.cachedInputTokens ?? 0,
	};
}

function usageColumns(usage: Usage | null): SqlRow {
	return {
		input_tokens: usage?.inputTokens ?? null,
		output_tokens: usage?.outputTokens ?? null,
		cached_input_tokens: usage?.cachedInputTokens ?? null,
		cache_write_tokens: usage?.cacheWriteTokens ?? null,
		cache_write_1h_tokens: usage?.cacheWrite1hTokens ?? null,
	};
}

/** From the first attempt's start to the last one's end: waits between them count, queueing before does not. */
function latencyMs({ attempts }: DecisionRecord): number | null {
	const [first, last] = [attempts.at(0), attempts.at(-1)];
	return first && last ? whole(last.endedMs - first.startedMs) : null;
}

// A clock may count in fractions; the columns count whole milliseconds.
function whole(ms: number): number;
function whole(ms: number | null): number | null;
function whole(ms: number | null): number | null {
	return ms === null ? null : Math.round(ms);
}
