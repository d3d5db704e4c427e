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

/** What one router logged under one policy. A log of many policies speaks of none of them. */
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
		if (one.kind === 'request') requests.push(one.request);
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
	/** The smallest with which the design compares a request with one weaker model. */
	readonly smallestProbability: number;
	readonly audits: {
		readonly used: number;
		/** Of other judges. */
		readonly ofOthers: number;
		/** Chosen, and not audited: still waiting, or their texts have expired. */
		readonly missing: number;
	};
}

/**
 * @param judge `null`: the one of the newest audit.
 *
 * An audit that is missing, because it waits or is another judge's, is missing whatever its result would have been.
 * So those that are there came about with the logged probability times the share that is there, and the
 * probabilities are told so: a request that needs no audit would else count more than one that does. One that took
 * no judge is there whoever judges, so of the shares it has only that of those made at all.
 *
 * Audit Share is a setting: it may change with time, and says nothing of what was asked. So where it was changed, all
 * audits are draws from one traffic still, as if it had been the mean all along, and none is thrown away for its sake.
 */
export function* auditedLog(requests: readonly LoggedRequest[], judge: string | null): Sliced<AuditedLog> {
	const word = judge ?? newestJudge(requests);
	const counts: Counts = { chosen: 0, judged: 0, withoutJudge: 0, ofOthers: 0 };
	const mean = meanShare(requests);
	const alike = (probability: number, { design }: LoggedRequest) =>
		design === null || design.share === mean ? probability : (probability / design.share) * mean;
	let smallest = 1;
	yield* mapInSlices(requests, (request) => {
		const { design, audit } = request;
		for (const probability of [design?.probability, audit?.probability])
			if (probability != null) smallest = Math.min(smallest, alike(probability, request));
		if (design?.chosen !== true || design.probability === null) return;
		counts.chosen++;
		if (audit === null) return;
		if (!isBy(audit, word)) counts.ofOthers++;
		else if (audit.judge === null) counts.withoutJudge++;
		else counts.judged++;
	});
	const used = counts.judged + counts.withoutJudge;
	const { made, own } = sharesOf(counts);
	return {
		judge: word,
		requests: yield* mapInSlices(requests, (request) => {
			const { id, candidates, usage, audit } = request;
			if (!isBy(audit, word)) return { id, candidates, usage, audit: null };
			const probability = alike(audit.probability, request) * made * (audit.judge === null ? 1 : own);
			return { id, candidates, usage, audit: { modelId: audit.modelId, result: audit.result, probability } };
		}),
		smallestProbability: smallest * made * own,
		audits: { used, ofOthers: counts.ofOthers, missing: counts.chosen - used - counts.ofOthers },
	};
}

function meanShare(requests: readonly LoggedRequest[]): number {
	let [sum, count, least, most] = [0, 0, 1, 0];
	for (const { design } of requests) {
		if (design === null) continue;
		sum += design.share;
		count++;
		least = Math.min(least, design.share);
		most = Math.max(most, design.share);
	}
	// One share is its own mean, to the last digit.
	return least >= most ? least : sum / count;
}

interface Counts {
	chosen: number;
	judged: number;
	withoutJudge: number;
	ofOthers: number;
}

/**
 * Of the audits chosen, how many were made at all; of those that took a judge, how many were by this one. Nothing
 * is known of either where none is used.
 */
function sharesOf({ chosen, judged, withoutJudge, ofOthers }: Counts): { readonly made: number; readonly own: number } {
	if (judged + withoutJudge === 0) return { made: 1, own: 1 };
	return { made: (judged + withoutJudge + ofOthers) / chosen, own: judged === 0 ? 1 : judged / (judged + ofOthers) };
}

/** What took no judge holds whoever judges. */
function isBy(audit: JudgedAudit | null, judge: string | null): audit is JudgedAudit {
	return audit !== null && (audit.judge === null || audit.judge === judge);
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
