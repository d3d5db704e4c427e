import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import type { DecisionRecord } from '../../router/ledger/record';
import { decisionRecordSchema } from '../../router/ledger/recordSchema';

type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * Returns a function that reads one record back, `null` where none has this id. Charges taken over from a
 * replaced record come first. Throws where a row is not what the schema promises.
 */
export function recordReader(database: DatabaseSync): (id: string) => DecisionRecord | null {
	const decisions = database.prepare('SELECT * FROM decisions WHERE id = ?');
	const candidates = database.prepare('SELECT * FROM candidates WHERE decision_seq = ? ORDER BY position');
	const attempts = database.prepare('SELECT * FROM attempts WHERE decision_seq = ? ORDER BY position');
	const charges = database.prepare('SELECT * FROM charges WHERE decision_seq = ? ORDER BY decision_id = ?, decision_id, position');
	const contents = database.prepare('SELECT * FROM contents WHERE decision_seq = ?');
	return (id) => {
		const row = decisions.get(id);
		if (row === undefined) return null;
		const seq = Number(row['seq']);
		return decisionRecordSchema.parse({
			...decision(row),
			...content(contents.get(seq)),
			candidates: candidates.all(seq).map(candidate),
			attempts: attempts.all(seq).map(attempt),
			charges: charges.all(seq, id).map(charge),
		});
	};
}

function decision(row: Row): object {
	return {
		id: row['id'],
		atMs: row['at_ms'],
		dedupeKey: row['dedupe_key'],
		routerId: row['router_id'],
		policyHash: row['policy_hash'],
		weightsVersion: row['weights_version'],
		strategy: row['strategy'],
		threshold: row['threshold'],
		forcedBy: row['forced_by'],
		reEntryOf: row['re_entry_of'],
		reason: row['reason'],
		degraded: row['degraded'] === 1,
		signals: json(row['signals']),
		subjectKey: row['subject_key'],
		audit: row['audit_probability'] === null ? null : { probability: row['audit_probability'] },
		result: { kind: row['result_kind'], modelId: row['model_id'], slot: row['slot'], failure: row['failure'] },
	};
}

function content(row: Row | undefined): object {
	const hasText = row !== undefined && row['prompt'] !== null;
	return {
		stored: hasText ? { prompt: row['prompt'], answer: row['answer'], expiresAtMs: row['expires_at_ms'] } : null,
		features: row?.['features'] ?? null,
	};
}

function candidate(row: Row): object {
	return {
		modelId: row['model_id'],
		rank: row['rank'],
		price: json(row['price']),
		limitsKey: row['limits_key'],
		excludedBy: row['excluded_by'],
		quality: row['quality'],
		propensity: row['propensity'],
	};
}

// The schema picks the fields of the kind and drops the others' empty columns.
function attempt(row: Row): object {
	return {
		modelId: row['model_id'],
		why: row['why'],
		startedMs: row['started_ms'],
		endedMs: row['ended_ms'],
		omitted: json(row['omitted']),
		result: {
			kind: row['result_kind'],
			finish: row['finish'],
			usage: usage(row),
			servedBy: row['served_by'],
			answerChars: row['answer_chars'],
			verdict: row['verdict'],
			score: row['score'],
			reasons: json(row['reasons']),
			failure: row['failure_kind'],
			scope: row['scope'],
			httpStatus: row['http_status'],
			retryAfterMs: row['retry_after_ms'],
			billed: row['billed'] === 1,
			message: row['message'],
			freeAtMs: row['free_at_ms'],
		},
	};
}

function charge(row: Row): object {
	return {
		id: row['id'],
		decisionId: row['decision_id'],
		attempt: row['attempt'],
		modelId: row['model_id'],
		purpose: row['purpose'],
		usage: usage(row),
		costNanoUsd: row['cost_nano_usd'],
		basis: row['basis'],
	};
}

function usage(row: Row): object | null {
	if (row['input_tokens'] === null) return null;
	return { inputTokens: row['input_tokens'], outputTokens: row['output_tokens'], cachedInputTokens: row['cached_input_tokens'] };
}

function json(value: SQLOutputValue | undefined): unknown {
	return typeof value === 'string' ? JSON.parse(value) : null;
}
