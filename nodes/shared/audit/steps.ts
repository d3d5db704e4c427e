import { randomUUID } from 'node:crypto';

import type { CallResult, MeteredCall } from '../../../router/calls/client';
import { FAILURE_RULES } from '../../../router/calls/failure';
import { notSent } from '../../../router/execution/sideCalls';
import type { KnownAnswers } from '../../../router/learning/audit/auditDecision';
import type { AuditStep, FeedbackLedger, LoggedDecision } from '../../../router/ledger/feedbackPort';
import type { Charge } from '../../../router/ledger/record';

interface AuditStepsOptions {
	readonly ledger: Pick<FeedbackLedger, 'recordAuditStep'>;
	readonly decision: Pick<LoggedDecision, 'id' | 'auditStep'>;
	readonly call: MeteredCall;
	/** All of this audit so far, each with the same id whenever it is told. */
	readonly charges: () => readonly Charge[];
}

export interface AuditSteps {
	/** Writes down whom it asks before it asks. */
	readonly call: MeteredCall;
	readonly answers: KnownAnswers;
	/** Nobody is asked any more: the next one to take up this audit goes on with it. */
	rest(): Promise<void>;
	/** The last call may have been billed. */
	isPaid(): boolean;
	/** The decision is not there any more, or somebody else has audited it. */
	isGone(): boolean;
}

/** The steps of one audit, each written down before it is paid and after it: one that was begun is not begun again. */
export function auditSteps({ ledger, decision, call, charges }: AuditStepsOptions): AuditSteps {
	const from = decision.auditStep;
	const by = randomUUID();
	let step: Pick<AuditStep, 'asking' | 'answers'> = from ?? { asking: null, answers: {} };
	let paid = false;
	let gone = false;
	const write = async ({ asking, answers }: typeof step) => {
		const next = { asking, answers, by };
		const recorded = await ledger.recordAuditStep({ decisionId: decision.id, from, step: next, charges: [...charges()] });
		step = next;
		gone ||= recorded.kind !== 'recorded';
	};
	const rest = async () => {
		if (step.asking !== null && !gone) await write({ ...step, asking: null });
	};
	return {
		answers: {
			of: (modelId) => step.answers[modelId] ?? null,
			keep: (modelId, text) => write({ asking: null, answers: { ...step.answers, [modelId]: text } }),
		},
		rest,
		isPaid: () => paid,
		isGone: () => gone,
		call: {
			...call,
			async complete(purpose, request) {
				if (!gone) await write({ ...step, asking: request.model.id });
				if (gone) return GONE;
				const result = await call.complete(purpose, request);
				paid = result.ok || result.failure.billed;
				// It is asked again once it is well, which may take minutes.
				if (!result.ok && !paid && FAILURE_RULES[result.failure.kind].passes) await rest();
				return result;
			},
		},
	};
}

const GONE: CallResult = { ok: false, failure: notSent({ kind: 'kept_back' }), usage: null, limits: null };
