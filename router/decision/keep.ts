import { DAY_MS } from '../clock';
import type { Embedding } from '../features/embedding';
import { encodeFeatures } from '../features/encode';
import { readFeatures } from '../features/features';
import type { DecisionRecord } from '../ledger/record';
import type { Tuning } from '../ledger/tuning';
import { canBeAskedAgain } from '../request/askedAgain';
import type { AnalyzedRequest } from '../request/request';
import type { RouteOptions, RouteOutcome } from '../routeTypes';
import type { Keep } from '../policy';

/** Longer ones (pictures in the messages) are not kept, and then not audited. */
const MAX_KEPT_CHARS = 1_000_000;

type AuditChoice = DecisionRecord['audit'];

/** By chance alone and before any call, so that what is audited stands for all: no outcome sways it. */
export function chooseAudit({ allowed = null, keep, policy, request }: RouteOptions, random: () => number): AuditChoice {
	const { auditProbability } = keep;
	if (auditProbability <= 0 || policy.operation !== 'routeAndAnswer' || request.kind !== 'request') return null;
	// Whom an audit will ask, its judge among them, nobody knows yet.
	if (allowed !== null) return null;
	if (!canBeAskedAgain(request.request)) return null;
	return { probability: Math.min(1, auditProbability), chosen: random() < auditProbability };
}

/** What Auto-Tune drew stands: one request is not drawn twice, each time with another probability. */
export function drawnBy({ probability, ticket }: Tuning): AuditChoice {
	return probability === 0 ? null : { probability, chosen: ticket !== null };
}

interface KeptOptions {
	readonly keep: Keep;
	readonly atMs: number;
	/** `null` where there was none to read. */
	readonly request: AnalyzedRequest | null;
	readonly outcome: RouteOutcome;
	readonly audit: AuditChoice;
	/** Kept with the features; `null`: there is none. */
	readonly embedding: Embedding | null;
}

/** The parts of the record that hold what is kept. */
export function kept({
	keep,
	atMs,
	request,
	outcome,
	audit,
	embedding,
}: KeptOptions): Pick<DecisionRecord, 'features' | 'stored' | 'subjectKey' | 'budgetKey' | 'audit'> {
	return {
		features:
			keep.features && request !== null
				? { bytes: encodeFeatures(readFeatures(request), embedding), expiresAtMs: atMs + keep.featuresDays * DAY_MS }
				: null,
		stored:
			audit?.chosen === true && request !== null && outcome.kind === 'answered'
				? texts(request, outcome.answer.text, atMs + keep.contentDays * DAY_MS)
				: null,
		subjectKey: keep.subjectKey,
		budgetKey: keep.budgetKey,
		audit,
	};
}

function texts({ request }: AnalyzedRequest, answer: string, expiresAtMs: number): DecisionRecord['stored'] {
	const prompt = JSON.stringify(request.messages);
	return prompt.length + answer.length > MAX_KEPT_CHARS ? null : { prompt, answer, expiresAtMs };
}
