import type { LoggedDecision } from '../../ledger/feedbackPort';
import type { ModelId } from '../../registry/model';
import type { ClassifierWeights } from '../../strategies/classifierWeights';

import type { AuditedRequest } from './audited';
import { type JudgedAudit, type LeftOut, type LoggedRequest, readDecision } from './loggedRequest';
import { mapInSlices, type Sliced } from '../slices';

interface LogOptions {
	/** Of one router, newest first. */
	readonly decisions: AsyncIterable<LoggedDecision>;
	/** Which policy; `null`: that of the newest decision. */
	readonly policyBasis: string | null;
	/** Decisions read at most. */
	readonly most: number;
	/** To predict the quality anew with; `null`: what was predicted counts. */
	readonly weights: ClassifierWeights | null;
}

/** Of what the decisions of a log speak. */
interface LoggedPolicy {
	readonly policyBasis: string;
	readonly weightsVersion: string | null;
	readonly strategy: string;
	/** The one that was in use last; `null`: the strategy has none. */
	readonly threshold: number | null;
	/** From the weakest to the strongest. */
	readonly models: readonly ModelId[];
}

export interface DecisionLog {
	/** `null`: no decision of it. */
	readonly policy: LoggedPolicy | null;
	/** Newest first. */
	readonly requests: readonly LoggedRequest[];
	readonly leftOut: ReadonlyMap<LeftOut, number>;
	/** Decisions that were read, these among them. */
	readonly read: number;
}

/**
 * What one router logged under one policy, for what rests on random audits. A log of many policies speaks of none of them.
 */
export async function readDecisionLog({ decisions, policyBasis, most, weights }: LogOptions): Promise<DecisionLog> {
	const requests: LoggedRequest[] = [];
	const leftOut = new Map<LeftOut, number>();
	let basis = policyBasis;
	let policy: LoggedPolicy | null = null;
	let read = 0;
	for await (const decision of decisions) {
		if (read >= most) break;
		read++;
		basis ??= decision.policyBasis;
		if (decision.policyBasis !== basis) {
			add(leftOut, 'other_policy');
			continue;
		}
		if (policy === null || policy.models.length === 0) policy = policyOf(decision);
		const one = readDecision(decision, weights);
		if (one.kind === 'request' && decision.tuning !== null) add(leftOut, 'auto_tune');
		else if (one.kind === 'request') requests.push(one.request);
		else add(leftOut, one.because);
	}
	return { policy, requests, leftOut, read };
}

/**
 * The requests that an audit could have looked at: what audits find holds for them only. Whether one could is settled
 * before its answer.
 */
export function auditable(log: DecisionLog): DecisionLog {
	const requests = log.requests.filter(({ design }) => design !== null);
	const others = log.requests.length - requests.length;
	return others === 0 ? log : { ...log, requests, leftOut: new Map([...log.leftOut, ['not_auditable', others]]) };
}

/** A decision with nothing to answer names no models. */
function policyOf({ policyBasis, weightsVersion, strategy, threshold, candidates }: LoggedDecision): LoggedPolicy {
	return {
		policyBasis,
		weightsVersion,
		strategy,
		threshold,
		models: [...candidates].sort((a, b) => a.rank - b.rank).map(({ modelId }) => modelId),
	};
}

function add(counts: Map<LeftOut, number>, because: LeftOut): void {
	counts.set(because, (counts.get(because) ?? 0) + 1);
}

/** Requests with the audits of one judge, whose word "as good as" is. */
export interface AuditedLog {
	/** `null`: nobody has judged yet. */
	readonly judge: string | null;
	readonly requests: readonly AuditedRequest[];
	readonly audits: {
		readonly used: number;
		/** Of other judges, or without one while another judged. */
		readonly ofOthers: number;
		/** Chosen, and not audited: still waiting, or their texts have expired. */
		readonly missing: number;
	};
}

/**
 * @param requests newest first.
 * @param judge `null`: the one of the newest audit.
 *
 * An audit that is missing, because it waits or is another judge's, is missing whatever its result would have been. A
 * request that needs no audit, or an audit that took no judge, is never missing, and would count more than the others.
 * So it counts where the last one before it that could be missing is there: by chance as often as they are. Each
 * request's place is settled once, by what was logged around it, and a log that grows only adds.
 *
 * Audit Share is a setting: it may change with time, and says nothing of what was asked. So all audits are draws from
 * one traffic, and their probabilities are those of requests once chosen.
 */
export function* auditedLog(requests: readonly LoggedRequest[], judge: string | null): Sliced<AuditedLog> {
	const word = judge ?? newestJudge(requests);
	const first = requests.findLast(({ audit }) => audit !== null && audit.judge !== null)?.audit?.judge ?? null;
	const audits = { used: 0, ofOthers: 0, missing: 0 };
	let judging = first === word;
	let there = judging;
	const oldestFirst = yield* mapInSlices(requests.toReversed(), ({ id, candidates, usage, design, audit }): AuditedRequest => {
		const plain = { id, candidates, usage, drawn: false, audit: null };
		if (design?.chosen !== true) return plain;
		if (design.probability === null) return { ...plain, drawn: there };
		if (audit !== null && audit.judge !== null) judging = audit.judge === word;
		there = audit !== null && judging;
		if (audit === null) audits.missing++;
		else if (judging) audits.used++;
		else audits.ofOthers++;
		if (audit === null || !judging) return plain;
		const { modelId, result, probability } = audit;
		return { ...plain, drawn: true, audit: { modelId, result, probability: probability / design.share } };
	});
	return { judge: word, requests: oldestFirst.reverse(), audits };
}

function newestJudge(requests: readonly LoggedRequest[]): string | null {
	let newest: JudgedAudit | null = null;
	for (const { audit } of requests) {
		if (audit !== null && audit.judge !== null && (newest === null || audit.atMs > newest.atMs)) newest = audit;
	}
	return newest?.judge ?? null;
}

/** Who has judged any of them. */
export function judgesOf(requests: readonly LoggedRequest[]): string[] {
	return [...new Set(requests.flatMap(({ audit }) => audit?.judge ?? []))].sort();
}
