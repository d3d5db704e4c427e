import { type DecisionRecord, decisionRecordSchema } from '../../router/ledger/record';

/** A row read: column → value. */
export type RowRead = Readonly<Record<string, unknown>>;

/** The rows of one decision, each table's in the order of their positions. */
export interface RowsRead {
	readonly decision: RowRead;
	readonly candidates: readonly RowRead[];
	readonly attempts: readonly RowRead[];
	readonly charges: readonly RowRead[];
	readonly contents: RowRead | undefined;
}

/** The record these rows hold. Throws where a row is not what the schema promises. */
export function recordOf({ decision, candidates, attempts, charges, contents }: RowsRead): DecisionRecord {
	return decisionRecordSchema.parse({
		...decisionFrom(decision),
		...contentsFrom(contents),
		budgetKey: decision['budget_key'] === null ? null : { hash: decision['budget_key'], text: contents?.['budget_key_text'] ?? null },
		candidates: candidates.map(candidateFrom),
		attempts: attempts.map(attemptFrom),
		charges: charges.map(chargeFrom),
	});
}

function decisionFrom(row: RowRead): object {
	return {
		id: row['id'],
		atMs: row['at_ms'],
		dedupeKey: row['dedupe_key'],
		routerId: row['router_id'],
		routerName: row['router_name'],
		policyHash: row['policy_hash'],
		policyBasis: row['policy_basis'],
		weightsVersion: row['weights_version'],
		strategy: row['strategy'],
		threshold: row['threshold'],
		forcedBy: row['forced_by'],
		reEntryOf: row['re_entry_of'],
		reason: row['reason'],
		degraded: row['degraded'] === 1,
		signals: json(row['signals']),
		taskSignals: json(row['task_signals']),
		itemSignals: json(row['item_signals']),
		subjectKey: row['subject_key'],
		sessionKey: row['session_key'],
		audit: row['audit_probability'] === null ? null : { probability: row['audit_probability'], chosen: row['audit_chosen'] === 1 },
		tuning: json(row['tuning']),
		result: { kind: row['result_kind'], modelId: row['model_id'], slot: row['slot'], failure: row['failure'] },
	};
}

function contentsFrom(row: RowRead | undefined): object {
	const hasText = row !== undefined && row['prompt'] !== null;
	const hasFeatures = row !== undefined && row['features'] !== null;
	return {
		stored: hasText ? { prompt: row['prompt'], answer: row['answer'], expiresAtMs: row['expires_at_ms'] } : null,
		features: hasFeatures ? { bytes: row['features'], expiresAtMs: row['features_expire_at_ms'] } : null,
	};
}

function candidateFrom(row: RowRead): object {
	return {
		modelId: row['model_id'],
		rank: row['rank'],
		price: json(row['price']),
		limitsKey: row['limits_key'],
		excludedBy: row['excluded_by'],
		quality: row['quality'],
		prior: row['prior'],
		propensity: row['propensity'],
	};
}

// The schema picks the fields of the kind and drops the others' empty columns.
function attemptFrom(row: RowRead): object {
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

function chargeFrom(row: RowRead): object {
	return {
		id: row['id'],
		decisionId: row['decision_id'],
		attempt: row['attempt'],
		modelId: row['model_id'],
		purpose: row['purpose'],
		usage: usage(row),
		costNanoUsd: row['cost_nano_usd'],
		...present('listCostNanoUsd', row['list_cost_nano_usd']),
		basis: row['basis'],
	};
}

function usage(row: RowRead): object | null {
	if (row['input_tokens'] === null) return null;
	return {
		inputTokens: row['input_tokens'],
		outputTokens: row['output_tokens'],
		cachedInputTokens: row['cached_input_tokens'],
		...present('cacheWriteTokens', row['cache_write_tokens']),
		...present('cacheWrite1hTokens', row['cache_write_1h_tokens']),
	};
}

function present(field: string, value: unknown): object {
	return value === null ? {} : { [field]: value };
}

export function json(value: unknown): unknown {
	return typeof value === 'string' ? JSON.parse(value) : null;
}
