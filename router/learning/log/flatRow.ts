import type { LoggedDecision } from '../../ledger/feedbackPort';
import type { Signals } from '../../request/request';

export type Cell = string | number | boolean | null;

/** A decision as one row: column → value. Every row has the same columns in the same order. */
type FlatRow = Readonly<Record<string, Cell>>;

/**
 * Columns are a contract: new ones come at the end. `at` is UTC in ISO 8601, money is USD, latency ms from the first
 * attempt's start to the last one's end. `model` is who answered or was routed to, `failure` why it is on Fallback,
 * `cost_usd` what is known of the cost while `unknown_costs` charges are not, tokens those of all calls; what its audit
 * took is apart, in `audit_cost_usd`. `router_name` is what `router` was called then, `budget_key`
 * the key itself where that was kept, else its hash, `session_key` a hash of the conversation it belonged to. `auto_tune` is
 * why Auto-Tune drew it for an audit (`rung`, `control`, `watch`), `audit_result` what came of that. `outcomes`,
 * `candidates` and `audit_result` are JSON, `outcome_mean` is over all sources. `prompt` and `answer` are empty unless they
 * were kept, are not past their time, and `withTexts` asks for them.
 */
export function flatRow(decision: LoggedDecision, { withTexts }: { readonly withTexts: boolean }): FlatRow {
	const { result, outcomes, candidates, stored, signals } = decision;
	const chosen = result.kind === 'answered' || result.kind === 'routed' ? result : null;
	return {
		id: decision.id,
		at: new Date(decision.atMs).toISOString(),
		router: decision.routerId,
		strategy: decision.strategy,
		policy_hash: decision.policyHash,
		policy_basis: decision.policyBasis,
		weights_version: decision.weightsVersion,
		threshold: decision.threshold,
		forced_by: decision.forcedBy,
		re_entry_of: decision.reEntryOf,
		reason: decision.reason,
		result: result.kind,
		model: chosen?.modelId ?? null,
		slot: chosen?.slot ?? null,
		failure: result.kind === 'fallback' ? result.failure : null,
		degraded: decision.degraded,
		subject: decision.subjectKey,
		audit_probability: decision.audit?.probability ?? null,
		audit_chosen: decision.audit?.chosen ?? null,
		...spent(decision),
		outcome_count: outcomes.length,
		outcome_mean: outcomes.length === 0 ? null : outcomes.reduce((sum, { score }) => sum + score, 0) / outcomes.length,
		outcomes: JSON.stringify(outcomes.map(({ decisionId: _, ...outcome }) => outcome)),
		candidates: JSON.stringify(
			candidates.map(({ modelId, rank, excludedBy, quality, propensity }) => ({ modelId, rank, excludedBy, quality, propensity })),
		),
		prompt: withTexts ? (stored?.prompt ?? null) : null,
		answer: withTexts ? (stored?.answer ?? null) : null,
		...Object.fromEntries(SIGNALS.map((name) => [`signal_${name}`, signals?.[name] ?? null])),
		audit_cost_usd: auditCostUsd(decision),
		router_name: decision.routerName,
		budget_key: decision.budgetKey?.text ?? decision.budgetKey?.hash ?? null,
		session_key: decision.sessionKey,
		...tuned(decision),
	};
}

const SIGNALS: readonly (keyof Signals)[] = [
	'requestTokens',
	'lastTurnTokens',
	'chars',
	'words',
	'sentences',
	'hasCode',
	'hasMath',
	'hasTable',
	'urls',
	'images',
	'questions',
	'constraints',
	'steps',
	'reasoningWords',
	'domainWords',
	'routineWords',
	'language',
	'format',
	'priorTurns',
];

function auditCostUsd({ charges }: LoggedDecision): number {
	return charges.reduce((sum, { purpose, costNanoUsd }) => sum + (purpose === 'shadow' ? (costNanoUsd ?? 0) : 0), 0) / NANO;
}

function tuned({ tuning, auditResult }: LoggedDecision): FlatRow {
	return { auto_tune: tuning?.ticket?.kind ?? null, audit_result: auditResult === null ? null : JSON.stringify(auditResult) };
}

const NANO = 1e9;

function spent({ attempts, charges: all }: LoggedDecision): FlatRow {
	const charges = all.filter(({ purpose }) => purpose !== 'shadow');
	const [first, last] = [attempts.at(0), attempts.at(-1)];
	const sum = (of: (charge: (typeof charges)[number]) => number | undefined | null) =>
		charges.reduce((total, charge) => total + (of(charge) ?? 0), 0);
	return {
		calls: attempts.filter(({ result }) => result.kind === 'answered' || result.kind === 'failed').length,
		escalations: attempts.filter(({ why }) => why === 'escalation').length,
		latency_ms: first && last ? last.endedMs - first.startedMs : null,
		cost_usd: sum(({ costNanoUsd }) => costNanoUsd) / NANO,
		unknown_costs: charges.filter(({ costNanoUsd }) => costNanoUsd === null).length,
		input_tokens: sum(({ usage }) => usage?.inputTokens),
		output_tokens: sum(({ usage }) => usage?.outputTokens),
	};
}
