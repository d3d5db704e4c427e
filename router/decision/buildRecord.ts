import type { Attempt } from '../calls/attempt';
import { firstChoiceOf } from './firstChoice';
import { kept } from './keep';
import { policyHash } from '../ledger/policyHash';
import type { DecisionRecord, RecordedAttempt, RecordedCandidate, RecordedResult } from '../ledger/record';
import type { AnalyzedRequest } from '../request/request';
import { sameAsLast } from '../sameAsLast';
import type { EarlierTries, RouteOptions, RouteOutcome, RequestTrace } from '../routeTypes';
import type { Eligibility } from '../selection/eligibility';
import type { Exclusion } from '../selection/plan';
import type { Ranking } from '../strategies/strategy';

type Routed = Extract<RequestTrace, { kind: 'routed' }>;

/** The decision as it is kept: everything that was decided and paid, no prompt and no answer text but for what `ask.keep` says. */
export function buildRecord(options: RouteOptions, trace: RequestTrace, outcome: RouteOutcome, reason: string): DecisionRecord {
	const { identity, strategy } = options;
	const routed = trace.kind === 'routed' ? trace : null;
	const { policyHash: hash, policyBasis } = policyNames(options);
	const { attempts, charges } = allTries(options.earlierTries ?? null, routed);
	const { signals, taskSignals, itemSignals } = signalsOf(routed?.request ?? null);
	const { features, stored, subjectKey, budgetKey, audit } = keptOf(options, trace, outcome);
	// Field by field: made of parts it would take several times as long, and there is one for each item.
	return {
		id: trace.id,
		atMs: trace.atMs,
		dedupeKey: identity.dedupeKey,
		routerId: identity.routerId,
		routerName: identity.routerName ?? null,
		sessionKey: identity.sessionKey ?? null,
		policyHash: hash,
		policyBasis,
		weightsVersion: strategy.weightsVersion,
		strategy: strategy.name,
		threshold: thresholdOf(options),
		forcedBy: forcedBy(options, routed),
		reEntryOf: options.reEntry?.decisionId ?? null,
		reason,
		degraded: (outcome.kind === 'answered' || outcome.kind === 'routed') && outcome.degraded,
		signals,
		taskSignals,
		itemSignals,
		features,
		stored,
		subjectKey,
		budgetKey,
		audit,
		tuning: routed?.plan.ranking.tuning ?? null,
		candidates: routed === null ? [] : candidatesOf(routed),
		attempts,
		charges,
		result: resultOf(outcome),
	};
}

function keptOf({ keep }: RouteOptions, trace: RequestTrace, outcome: RouteOutcome): ReturnType<typeof kept> {
	const { atMs } = trace;
	if (trace.kind !== 'routed') return kept({ keep, atMs, request: null, outcome, audit: null, embedding: null });
	const { request, audit, embedding } = trace;
	return kept({ keep, atMs, request, outcome, audit, embedding });
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

function thresholdOf({ policy, strategy }: Pick<PolicyOptions, 'policy' | 'strategy'>): number | null {
	return strategy.ignoresThreshold === true ? null : policy.threshold;
}

/** Hashing is dear beside routing, and the same for all items with the same settings. */
const namers = new WeakMap<object, Namer>();
type Namer = (
	policy: PolicyOptions['policy'],
	strategy: PolicyOptions['strategy'],
	checks: PolicyOptions['checks'],
	bypass: unknown,
	allowed: unknown,
) => PolicyNames;

type PolicyNames = Pick<DecisionRecord, 'policyHash' | 'policyBasis'>;

/** Of an ask, all that its policy is made of. */
export type PolicyOptions = Pick<RouteOptions, 'allowedDefinition' | 'bypass' | 'checks' | 'models' | 'policy' | 'strategy'>;

/** What the policy of this ask is called in its record. */
export function policyNames(options: PolicyOptions): PolicyNames {
	const { allowedDefinition, bypass, checks, models, policy, strategy } = options;
	const namer = namers.get(models) ?? createNamer(models);
	namers.set(models, namer);
	return namer(policy, strategy, checks, bypass.definition, allowedDefinition);
}

function createNamer(models: PolicyOptions['models']): Namer {
	const known = new Map<string, PolicyNames>();
	return sameAsLast((policy, strategy, checks, bypass, allowed) => {
		const facts = {
			strategy: strategy.name,
			settings: strategy.settings,
			threshold: thresholdOf({ policy, strategy }),
			acceptFrom: policy.acceptFrom,
			checks: checks.map(({ name, severity, settings }) => ({ name, severity, settings })),
			weightsVersion: strategy.weightsVersion,
			...(policy.floor !== null && { floor: policy.floor }),
			...(policy.maxSteps !== null && { maxSteps: policy.maxSteps }),
			...(allowed !== undefined && { allowed }),
			...(bypass !== null && { bypass }),
		};
		const key = JSON.stringify(facts);
		const names = known.get(key) ?? {
			policyHash: policyHash({ ...facts, models }),
			policyBasis: policyHash({ ...facts, threshold: null, models }),
		};
		known.set(key, names);
		return names;
	});
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
