import type { Attempt } from '../calls/attempt';
import { firstChoiceOf } from './firstChoice';
import { kept } from './keep';
import { policyHash } from '../ledger/policyHash';
import type { DecisionRecord, RecordedAttempt, RecordedCandidate, RecordedResult } from '../ledger/record';
import type { AnalyzedRequest } from '../request/request';
import type { EarlierTries, RouteOptions, RouteOutcome, RequestTrace } from '../routeTypes';
import type { Eligibility } from '../selection/eligibility';
import type { Exclusion } from '../selection/plan';
import type { Ranking } from '../strategies/strategy';

type Routed = Extract<RequestTrace, { kind: 'routed' }>;

/** The decision as it is kept: everything that was decided and paid, no prompt and no answer text but for what `ask.keep` says. */
export function buildRecord(options: RouteOptions, trace: RequestTrace, outcome: RouteOutcome, reason: string): DecisionRecord {
	const { strategy } = options;
	const routed = trace.kind === 'routed' ? trace : null;
	return {
		id: trace.id,
		atMs: trace.atMs,
		dedupeKey: options.identity.dedupeKey,
		routerId: options.identity.routerId,
		routerName: options.identity.routerName ?? null,
		sessionKey: options.identity.sessionKey ?? null,
		...policyNames(options),
		weightsVersion: strategy.weightsVersion,
		strategy: strategy.name,
		threshold: thresholdOf(options),
		forcedBy: forcedBy(options, routed),
		reEntryOf: options.reEntry?.decisionId ?? null,
		reason,
		degraded: (outcome.kind === 'answered' || outcome.kind === 'routed') && outcome.degraded,
		...signalsOf(routed?.request ?? null),
		...kept({
			keep: options.keep,
			atMs: trace.atMs,
			request: routed?.request ?? null,
			outcome,
			audit: routed?.audit ?? null,
			embedding: routed?.embedding ?? null,
		}),
		tuning: routed?.plan.ranking.tuning ?? null,
		candidates: routed === null ? [] : candidatesOf(routed),
		...allTries(options.earlierTries ?? null, routed),
		result: resultOf(outcome),
	};
}

type RecordedSignals = Pick<DecisionRecord, 'signals' | 'taskSignals' | 'itemSignals'>;

function signalsOf(request: AnalyzedRequest | null): RecordedSignals {
	if (request === null) return { signals: null, taskSignals: null, itemSignals: null };
	const { signals, text, parts } = request;
	return {
		signals,
		taskSignals: parts.task?.signals ?? null,
		itemSignals: parts.item.text === text ? null : parts.item.signals,
	};
}

/** A charge names its attempt by its place, which is behind those of earlier tries. */
function allTries(earlier: EarlierTries | null, routed: Routed | null): EarlierTries {
	const [attempts, charges] = routed === null ? [[], []] : [routed.execution.attempts.map(recorded), routed.meter.charges()];
	if (earlier === null) return { attempts, charges };
	const before = earlier.attempts.length;
	return {
		attempts: [...earlier.attempts, ...attempts],
		charges: [
			...earlier.charges,
			...charges.map((charge) => (charge.attempt === null ? charge : { ...charge, attempt: charge.attempt + before })),
		],
	};
}

/** A floor only leaves models out, which the candidates say; a bypass, a session or chance takes the choice from the strategy. */
function forcedBy({ bypass, reEntry }: RouteOptions, routed: Routed | null): DecisionRecord['forcedBy'] {
	if (reEntry !== null) return 're_entry';
	if (routed?.plan.ranking.explored === true) return 'exploration';
	if (routed?.plan.ranking.kept === true) return 'session';
	return routed !== null && bypass.kind !== 'none' ? 'bypass' : null;
}

function thresholdOf({ policy, strategy }: PolicyOptions): number | null {
	return strategy.ignoresThreshold === true ? null : policy.threshold;
}

/** Hashing is dear beside routing, and the same for all items with the same settings. */
const hashes = new WeakMap<object, Map<string, PolicyNames>>();

type PolicyNames = Pick<DecisionRecord, 'policyHash' | 'policyBasis'>;

/** Of an ask, all that its policy is made of. */
export type PolicyOptions = Pick<RouteOptions, 'allowedDefinition' | 'bypass' | 'checks' | 'models' | 'policy' | 'strategy'>;

/** What the policy of this ask is called in its record. */
export function policyNames(options: PolicyOptions): PolicyNames {
	const { allowedDefinition, bypass, checks, models, policy, strategy } = options;
	const known = hashes.get(models) ?? new Map<string, PolicyNames>();
	hashes.set(models, known);
	const facts = {
		strategy: strategy.name,
		settings: strategy.settings,
		threshold: thresholdOf(options),
		acceptFrom: policy.acceptFrom,
		checks: checks.map(({ name, severity, settings }) => ({ name, severity, settings })),
		weightsVersion: strategy.weightsVersion,
		...(policy.floor !== null && { floor: policy.floor }),
		...(policy.maxSteps !== null && { maxSteps: policy.maxSteps }),
		...(allowedDefinition !== undefined && { allowed: allowedDefinition }),
		...(bypass.definition !== null && { bypass: bypass.definition }),
	};
	const key = JSON.stringify(facts);
	const names = known.get(key) ?? {
		policyHash: policyHash({ ...facts, models }),
		policyBasis: policyHash({ ...facts, threshold: null, models }),
	};
	known.set(key, names);
	return names;
}

function candidatesOf(routed: Routed): RecordedCandidate[] {
	const { plan, eligibility } = routed;
	const { ranking } = plan;
	const first = firstChoiceOf(routed);
	return plan.models.map((model) => {
		const state = eligibility.get(model.id);
		return {
			modelId: model.id,
			rank: model.rank,
			price: model.price,
			limitsKey: model.limitsKey,
			excludedBy: exclusionOf(state, model.id === first),
			quality: ranking.quality?.get(model.id) ?? null,
			prior: ranking.prior?.get(model.id) ?? null,
			propensity: propensityOf(ranking, model.id, first),
		};
	});
}

/** A strategy that only scores leaves the choice to selection, which chooses without chance. */
function propensityOf(ranking: Ranking, modelId: string, first: string | null): number {
	if (ranking.propensity.size > 0) return ranking.propensity.get(modelId) ?? 0;
	return modelId === first ? 1 : 0;
}

function exclusionOf(state: Eligibility | undefined, isFirst: boolean): Exclusion | null {
	if (state === undefined) return null;
	if (state.kind === 'now') return state.slow && !isFirst ? 'too_slow' : null;
	return state.because;
}

function recorded({ result, checkedMs: _checkedMs, queuedMs: _queuedMs, ...attempt }: Attempt): RecordedAttempt {
	if (result.kind === 'answered') {
		const { answer, gate } = result;
		const { finish, usage, servedBy, text } = answer;
		const { verdict, score, reasons } = gate;
		return {
			...attempt,
			result: { kind: 'answered', finish, usage, servedBy, answerChars: text.length, verdict, score, reasons },
		};
	}
	if (result.kind !== 'failed') return { ...attempt, result };
	const { kind: failure, scope, httpStatus, retryAfterMs, billed, summary: message } = result.failure;
	return { ...attempt, result: { kind: 'failed', failure, scope, httpStatus, retryAfterMs, billed, message } };
}

function resultOf(outcome: RouteOutcome): RecordedResult {
	switch (outcome.kind) {
		case 'answered':
		case 'routed':
			return { kind: outcome.kind, modelId: outcome.model.id, slot: outcome.model.slot };
		case 'fallback':
			return { kind: 'fallback', failure: outcome.failure };
		case 'cancelled':
			return { kind: 'cancelled' };
	}
}
