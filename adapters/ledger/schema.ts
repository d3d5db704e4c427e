/** Marks the file as ours ("LLMR"), so that no other program's database is ever taken for a ledger. */
export const APPLICATION_ID = 0x4c4c4d52;

/**
 * Migrations, oldest first; a file's `user_version` is how many of them it has had. Shipped ones are never
 * edited: change the schema by appending.
 *
 * Children hang on an integer, not on the decision's id, so that a report over a million decisions joins
 * by number. Prompts, answers and n-grams live in a table of their own: reports never read past them, and
 * erasing them is one DELETE. Money is nano-USD, times are epoch ms.
 */
export const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE decisions (
		seq INTEGER PRIMARY KEY,
		id TEXT NOT NULL UNIQUE,
		dedupe_key TEXT NOT NULL UNIQUE,
		writes INTEGER NOT NULL DEFAULT 1,
		at_ms INTEGER NOT NULL,
		router_id TEXT NOT NULL,
		policy_hash TEXT NOT NULL,
		weights_version TEXT,
		strategy TEXT NOT NULL,
		threshold REAL,
		forced_by TEXT,
		re_entry_of TEXT,
		reason TEXT NOT NULL,
		degraded INTEGER NOT NULL,
		subject_key TEXT,
		audit_probability REAL,
		result_kind TEXT NOT NULL,
		model_id TEXT,
		slot INTEGER,
		failure TEXT,
		calls INTEGER NOT NULL,
		latency_ms INTEGER,
		cost_nano_usd INTEGER NOT NULL,
		unknown_costs INTEGER NOT NULL,
		signals TEXT
	) STRICT;
	CREATE INDEX decisions_by_time ON decisions (at_ms);
	CREATE INDEX decisions_by_router ON decisions (router_id, at_ms);

	CREATE TABLE candidates (
		decision_seq INTEGER NOT NULL REFERENCES decisions (seq) ON DELETE CASCADE,
		position INTEGER NOT NULL,
		model_id TEXT NOT NULL,
		rank INTEGER NOT NULL,
		price TEXT,
		limits_key TEXT NOT NULL,
		excluded_by TEXT,
		quality REAL,
		propensity REAL NOT NULL,
		PRIMARY KEY (decision_seq, position)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE attempts (
		decision_seq INTEGER NOT NULL REFERENCES decisions (seq) ON DELETE CASCADE,
		position INTEGER NOT NULL,
		model_id TEXT NOT NULL,
		why TEXT NOT NULL,
		started_ms INTEGER NOT NULL,
		ended_ms INTEGER NOT NULL,
		omitted TEXT NOT NULL,
		result_kind TEXT NOT NULL,
		finish TEXT,
		input_tokens INTEGER,
		output_tokens INTEGER,
		cached_input_tokens INTEGER,
		served_by TEXT,
		answer_chars INTEGER,
		verdict TEXT,
		score REAL,
		reasons TEXT,
		failure_kind TEXT,
		scope TEXT,
		http_status INTEGER,
		retry_after_ms INTEGER,
		billed INTEGER,
		message TEXT,
		free_at_ms INTEGER,
		PRIMARY KEY (decision_seq, position)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE charges (
		decision_seq INTEGER NOT NULL REFERENCES decisions (seq) ON DELETE CASCADE,
		decision_id TEXT NOT NULL,
		id TEXT NOT NULL,
		position INTEGER NOT NULL,
		attempt INTEGER,
		model_id TEXT NOT NULL,
		purpose TEXT NOT NULL,
		input_tokens INTEGER,
		output_tokens INTEGER,
		cached_input_tokens INTEGER,
		cost_nano_usd INTEGER,
		basis TEXT NOT NULL,
		PRIMARY KEY (decision_seq, decision_id, id)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE contents (
		decision_seq INTEGER PRIMARY KEY REFERENCES decisions (seq) ON DELETE CASCADE,
		prompt TEXT,
		answer TEXT,
		expires_at_ms INTEGER,
		features BLOB
	) STRICT;
	CREATE INDEX contents_by_expiry ON contents (expires_at_ms) WHERE expires_at_ms IS NOT NULL;

	CREATE TABLE outcomes (
		seq INTEGER PRIMARY KEY,
		dedupe_key TEXT NOT NULL UNIQUE,
		decision_id TEXT NOT NULL,
		model_id TEXT NOT NULL,
		at_ms INTEGER NOT NULL,
		score REAL NOT NULL,
		source TEXT NOT NULL,
		judge TEXT,
		inclusion_probability REAL
	) STRICT;
	CREATE INDEX outcomes_by_decision ON outcomes (decision_id);
	CREATE INDEX outcomes_by_time ON outcomes (at_ms);
	`,
	`
	ALTER TABLE outcomes ADD COLUMN writes INTEGER NOT NULL DEFAULT 1;

	ALTER TABLE contents ADD COLUMN features_expire_at_ms INTEGER;
	CREATE INDEX contents_by_features_expiry ON contents (features_expire_at_ms) WHERE features_expire_at_ms IS NOT NULL;

	CREATE INDEX decisions_by_subject ON decisions (subject_key) WHERE subject_key IS NOT NULL;
	CREATE INDEX decisions_by_audit ON decisions (router_id, at_ms) WHERE audit_probability IS NOT NULL;

	CREATE TABLE audit_claims (
		decision_seq INTEGER PRIMARY KEY REFERENCES decisions (seq) ON DELETE CASCADE,
		until_ms INTEGER NOT NULL
	) STRICT;

	CREATE TABLE documents (
		seq INTEGER PRIMARY KEY,
		kind TEXT NOT NULL,
		name TEXT NOT NULL,
		version INTEGER NOT NULL,
		at_ms INTEGER NOT NULL,
		json TEXT NOT NULL,
		UNIQUE (kind, name, version)
	) STRICT;
	`,
	// What reports add up, so that a report over a million decisions reads one index and no other table.
	`
	ALTER TABLE decisions ADD COLUMN escalated INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN answer_cost INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN draft_cost INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN failed_cost INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN judge_cost INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN check_cost INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN embedding_cost INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN shadow_cost INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE decisions ADD COLUMN answer_input INTEGER;
	ALTER TABLE decisions ADD COLUMN answer_output INTEGER;

	UPDATE decisions SET
		escalated = CASE WHEN EXISTS (SELECT 1 FROM attempts WHERE attempts.decision_seq = decisions.seq AND why = 'escalation') THEN 1 ELSE 0 END,
		(answer_cost, draft_cost, failed_cost, judge_cost, check_cost, embedding_cost, shadow_cost, answer_input, answer_output) = (
			SELECT
				CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = 'answer'), 0) AS BIGINT),
				CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = 'draft'), 0) AS BIGINT),
				CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = 'failed'), 0) AS BIGINT),
				CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = 'judge'), 0) AS BIGINT),
				CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = 'check'), 0) AS BIGINT),
				CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = 'embedding'), 0) AS BIGINT),
				CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = 'shadow'), 0) AS BIGINT),
				CAST(sum(charges.input_tokens) FILTER (WHERE purpose = 'answer' AND charges.decision_id = decisions.id) AS BIGINT),
				CAST(sum(charges.output_tokens) FILTER (WHERE purpose = 'answer' AND charges.decision_id = decisions.id) AS BIGINT)
			FROM charges WHERE charges.decision_seq = decisions.seq
		);

	CREATE INDEX decisions_for_reports ON decisions (
		router_id, strategy, policy_hash, result_kind, model_id, failure, at_ms,
		degraded, escalated, latency_ms, cost_nano_usd, unknown_costs,
		answer_cost, draft_cost, failed_cost, judge_cost, check_cost, embedding_cost, shadow_cost, answer_input, answer_output
	);
	`,
	// The predicted quality that outcomes are learned against. Older decisions corrected nothing.
	`
	ALTER TABLE candidates ADD COLUMN prior REAL;
	`,
	// Of an older decision nobody knows what it was without its threshold.
	`
	ALTER TABLE decisions ADD COLUMN policy_basis TEXT NOT NULL DEFAULT '';
	UPDATE decisions SET policy_basis = policy_hash;
	`,
	// Before, a probability stood with chosen ones alone; now with all that could have been chosen.
	`
	ALTER TABLE decisions ADD COLUMN audit_chosen INTEGER NOT NULL DEFAULT 0;
	UPDATE decisions SET audit_chosen = 1 WHERE audit_probability IS NOT NULL;
	DROP INDEX decisions_by_audit;
	CREATE INDEX decisions_by_audit ON decisions (router_id, at_ms) WHERE audit_chosen = 1;
	`,
	// Counted beside the texts: with them it goes, and where they are other ones it begins anew.
	`
	ALTER TABLE contents ADD COLUMN judge_gave_up INTEGER NOT NULL DEFAULT 0;
	`,
	// An id tells people nothing. Of an older decision nobody wrote the name down.
	`
	ALTER TABLE decisions ADD COLUMN router_name TEXT;
	`,
	// What was written to a provider's cache is priced on its own, and a provider's own bill stands beside our price.
	`
	ALTER TABLE charges ADD COLUMN cache_write_tokens INTEGER;
	ALTER TABLE charges ADD COLUMN cache_write_1h_tokens INTEGER;
	ALTER TABLE charges ADD COLUMN list_cost_nano_usd INTEGER;
	ALTER TABLE attempts ADD COLUMN cache_write_tokens INTEGER;
	ALTER TABLE attempts ADD COLUMN cache_write_1h_tokens INTEGER;
	`,
	// What all items are asked alike is read apart from an item's own words. Of older decisions nobody told them apart.
	`
	ALTER TABLE decisions ADD COLUMN task_signals TEXT;
	ALTER TABLE decisions ADD COLUMN item_signals TEXT;
	`,
	// Whose budget it was: a keyed hash beside the decision, the key itself where all is that reveals something. With what
	// a report of keys adds up.
	`
	ALTER TABLE decisions ADD COLUMN budget_key TEXT;
	ALTER TABLE contents ADD COLUMN budget_key_text TEXT;
	CREATE INDEX decisions_by_budget_key ON decisions (
		budget_key, router_id, at_ms, policy_hash, result_kind, model_id, cost_nano_usd, shadow_cost, unknown_costs
	) WHERE budget_key IS NOT NULL;
	`,
	// Which conversation it belonged to, as a keyed hash, and what is known of a conversation between executions.
	`
	ALTER TABLE decisions ADD COLUMN session_key TEXT;
	CREATE TABLE sessions (
		key TEXT PRIMARY KEY,
		at_ms INTEGER NOT NULL,
		state TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
	CREATE INDEX sessions_by_time ON sessions (at_ms);
	`,
	// What of the answer's input a provider read from its cache. Apart from the index of all other sums, which would have
	// to be made anew: most answers had nothing from there.
	`
	ALTER TABLE decisions ADD COLUMN answer_cached INTEGER NOT NULL DEFAULT 0;
	UPDATE decisions SET answer_cached = (
		SELECT CAST(coalesce(sum(charges.cached_input_tokens), 0) AS BIGINT) FROM charges
		WHERE charges.decision_seq = decisions.seq AND charges.decision_id = decisions.id AND purpose = 'answer'
	) WHERE seq IN (SELECT decision_seq FROM charges WHERE purpose = 'answer' AND cached_input_tokens > 0);
	CREATE INDEX decisions_by_cache ON decisions (
		router_id, strategy, policy_hash, result_kind, model_id, failure, at_ms, answer_cached
	) WHERE answer_cached > 0;
	`,
	// What Auto-Tune had of a decision and what came of its audit, each with its place among all that is in Auto-Tune's
	// state. How far an audit has come goes with the texts.
	`
	ALTER TABLE decisions ADD COLUMN tuning TEXT;
	ALTER TABLE decisions ADD COLUMN tuning_order INTEGER;
	ALTER TABLE decisions ADD COLUMN audit_result TEXT;
	ALTER TABLE decisions ADD COLUMN audit_order INTEGER;
	ALTER TABLE contents ADD COLUMN audit_step TEXT;
	CREATE INDEX decisions_by_tuning_due ON decisions (router_id, at_ms) WHERE tuning IS NOT NULL AND tuning_order IS NULL;
	CREATE INDEX decisions_by_audit_due ON decisions (router_id, at_ms) WHERE audit_result IS NOT NULL AND audit_order IS NULL;
	`,
];
