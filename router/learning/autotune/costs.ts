import type { Ticket } from '../../ledger/tuning';
import type { ModelId } from '../../registry/model';
import type { TuningDocument } from './document';

/** At as many answers their sums are halved: the mean follows new prices, and no sum grows for ever. */
const MOST_SUMMED = 1_000;

/** With what one more answer cost; `null`: unknown. */
export function withAnswerCost(costs: TuningDocument['costs'], modelId: ModelId, nanoUsd: number | null): TuningDocument['costs'] {
	if (nanoUsd === null) return costs;
	const had = costs[modelId] ?? { answers: 0, nanoUsd: 0 };
	const answers = had.answers + 1;
	const sum = had.nanoUsd + nanoUsd;
	return { ...costs, [modelId]: answers < MOST_SUMMED ? { answers, nanoUsd: sum } : { answers: answers / 2, nanoUsd: sum / 2 } };
}

/**
 * With what an audit cost. Only what can be told apart is added: where a model both answers and judges, its sum is of
 * two calls and of neither.
 */
export function withAuditCosts(document: TuningDocument, ticket: Ticket | null, paid: Readonly<Record<ModelId, number>>): TuningDocument {
	const { judge, models } = document;
	const weaker = ticket?.kind === 'rung' && ticket.modelId !== models.judge ? paid[ticket.modelId] : undefined;
	const answers = models.judge === models.strongest || models.judge === ticket?.modelId;
	const verdict = answers ? undefined : paid[models.judge];
	return {
		...document,
		costs: ticket === null ? document.costs : withAnswerCost(document.costs, ticket.modelId, weaker ?? null),
		judge: verdict === undefined ? judge : withVerdict(judge, verdict),
	};
}

function withVerdict(judge: TuningDocument['judge'], nanoUsd: number): TuningDocument['judge'] {
	const { judge: after } = withAnswerCost({ judge: { answers: judge.calls, nanoUsd: judge.nanoUsd } }, 'judge', nanoUsd);
	return after === undefined ? judge : { calls: after.answers, nanoUsd: after.nanoUsd };
}
