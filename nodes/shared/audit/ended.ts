import { afterJudge, type AuditEnd, type AuditPair } from '../../../router/learning/audit/auditDecision';
import type { Audited } from '../../../router/learning/audit/summary';
import { MODEL_GAVE_UP } from '../../../router/learning/audit/withoutJudge';
import { AUDIT_SOURCE, type AuditRecord, type LoggedDecision } from '../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../router/ledger/outcome';
import { systemClock } from '../clock';

import type { AuditRun } from './auditRun';
import type { AuditSteps } from './steps';

interface About {
	readonly decision: LoggedDecision;
	/** `null`: only one model could have answered. */
	readonly pair: AuditPair | null;
}

interface Paid {
	readonly charges: AuditRecord['charges'];
	readonly steps: AuditSteps;
}

/** Records how an audit ended, and tells it. @param paid absent: nobody was asked. */
export async function ended({ ledger }: Pick<AuditRun, 'ledger'>, about: About, end: Audited['end'], paid?: Paid): Promise<Audited> {
	const { decision, pair } = about;
	const charges = paid?.charges ?? [];
	const costs = charges.map(({ costNanoUsd }) => costNanoUsd);
	const audited = {
		decisionId: decision.id,
		routerId: decision.routerId,
		weaker: pair?.weaker.modelId ?? null,
		strongest: pair?.strongest.modelId ?? null,
		inclusionProbability: pair?.inclusionProbability ?? null,
		costNanoUsd: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
		unknownCosts: costs.filter((cost) => cost === null).length,
	};
	const last = lastOf(about, end, paid?.steps.isPaid() ?? false);
	const record = recordedEnd(about, end, last);
	// Where somebody gave up, the ledger knows by who is being asked that it is not told the same twice.
	if (record.kind === 'left') await paid?.steps.rest();
	const recorded = await ledger.recordAudit({ decisionId: decision.id, end: record, charges });
	if (recorded.kind === 'for_another_run') return { ...audited, end };
	return { ...audited, end: recorded.kind === 'recorded' ? (last ?? end) : { kind: 'gone' } };
}

/** The result where somebody has given up for the last time; `null`: nobody has. */
function lastOf({ decision }: About, end: Audited['end'], paid: boolean): Compared | null {
	if (end.kind !== 'left' || decision.tuning?.ticket?.kind === 'control') return null;
	// Auto-Tune waits for what it drew, and a call that may be billed each time cannot be repeated for ever.
	const drawn = decision.tuning !== null && decision.tuning.ticket !== null;
	if (drawn && paid && end.at === 'model') return { kind: 'compared', score: 0, judge: MODEL_GAVE_UP, because: end.because };
	return afterJudge(end);
}

function recordedEnd({ decision, pair }: About, end: Audited['end'], last: Compared | null): AuditRecord['end'] {
	if (end.kind === 'nothing_to_compare' || end.kind === 'controlled' || end.kind === 'void') return end;
	const found = end.kind === 'compared' ? end : last;
	if (found === null || pair === null) return { kind: 'left' };
	return { kind: last === null ? 'compared' : 'judge_gave_up', outcome: outcomeOf(decision, pair, found) };
}

type Compared = Extract<AuditEnd, { kind: 'compared' }>;

function outcomeOf({ id }: LoggedDecision, { weaker, inclusionProbability }: AuditPair, { score, judge }: Compared): Outcome {
	return {
		decisionId: id,
		modelId: weaker.modelId,
		atMs: systemClock.wall(),
		score,
		source: AUDIT_SOURCE,
		judge,
		inclusionProbability,
		dedupeKey: `audit:${id}`,
	};
}
