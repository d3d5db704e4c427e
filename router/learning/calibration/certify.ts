import type { ThresholdDocument } from '../../ledger/documents';

import { type Calibration, type CalibrationOptions, calibration } from './calibrate';
import { expired, type Expiry, type Ties, trafficOf } from './certificate';
import { auditable, type AuditedLog, auditedLog, type DecisionLog } from '../log/decisionLog';
import type { Sliced } from '../slices';

interface CertifyOptions extends Pick<CalibrationOptions, 'target' | 'confidence'> {
	readonly log: DecisionLog;
	readonly routerId: string;
	/** `null`: the one of the newest audit. */
	readonly judge: string | null;
}

export interface Certifying {
	readonly calibration: Calibration;
	readonly audited: AuditedLog;
	/** What it was computed on. */
	readonly log: DecisionLog;
	/** What may be kept by name; `null`: no threshold is certified. */
	readonly document: ThresholdDocument | null;
}

/** Calibrates what one policy logged, and writes down all that the result depends on. */
export function* certify({ log: all, routerId, judge, target, confidence }: CertifyOptions): Sliced<Certifying> {
	const log = auditable(all);
	const audited = yield* auditedLog(log.requests, judge);
	// Of all weaker models of the policy one is drawn; fewer are left where some cannot answer, which only the log tells.
	const smallestProbability = 1 / Math.max(1, (log.policy?.models.length ?? 0) - 1);
	const found = yield* calibration({ requests: audited.requests, target, confidence, smallestProbability });
	const ties = tiesOf(log, audited);
	if (found.kind !== 'certified' || ties === null) return { calibration: found, audited, log, document: null };
	const { threshold, risk, auditsUsed } = found;
	return {
		calibration: found,
		audited,
		log,
		document: { threshold, certificate: { ...ties, target, confidence, threshold, risk, auditsUsed, period: periodOf(log), routerId } },
	};
}

/**
 * Why a certificate says nothing of what a router decides by now. Where the recent log could not be audited, all that
 * was routed stands for the traffic and nobody else judges; where it is empty, nothing is known: `null`.
 */
export function* expiredBy(certificate: Ties, recent: DecisionLog): Sliced<Expiry[] | null> {
	const some = auditable(recent);
	const log = some.requests.length > 0 ? some : recent;
	const audited = yield* auditedLog(log.requests, null);
	const now = tiesOf(log, audited);
	return now === null ? null : expired(certificate, { ...now, judge: audited.judge ?? certificate.judge });
}

type PlainTies = NonNullable<ThresholdDocument['certificate']>;

/** `null`: no decision. Plain JSON of its own: it is kept. */
function tiesOf({ policy }: DecisionLog, { judge, requests }: AuditedLog): Pick<PlainTies, keyof Ties> | null {
	if (policy === null) return null;
	const { requests: count, tenths } = trafficOf(requests);
	return {
		policyBasis: policy.policyBasis,
		weightsVersion: policy.weightsVersion,
		models: [...policy.models],
		judge: judge ?? '',
		traffic: { requests: count, tenths: [...tenths] },
	};
}

function periodOf({ requests }: DecisionLog): PlainTies['period'] {
	return { fromMs: requests.at(-1)?.atMs ?? 0, toMs: requests[0]?.atMs ?? 0 };
}
