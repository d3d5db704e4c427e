import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { allDecisions } from '../../../router/learning/log/export';
import { flatRow } from '../../../router/learning/log/flatRow';
import type { DecisionFilter, FeedbackLedger, LoggedDecision } from '../../../router/ledger/feedbackPort';
import { readBoolean, readNumber } from '../../shared/values';
import { failedItem, itemOf, readEach } from '../items';
import type { Operation } from '../operation';

import { readFilter, readListOptions, type ListOptions } from './filter';

/** One item for each decision found, for each item of the input. */
export const getDecisions: Operation = async ({ ctx, ledger }) => {
	const asked = await readEach(ctx, (index) => readAsk(ctx, index));
	const found: INodeExecutionData[] = [];
	for (const [index, ask] of asked.entries()) {
		if ('problem' in ask) found.push(failedItem(ctx, index, ask.problem));
		else for await (const decision of some(ledger, ask)) found.push(itemOf(plain(decision, ask.withTexts), index));
	}
	return [found];
};

interface Ask extends ListOptions {
	readonly filter: DecisionFilter;
	/** At most so many. */
	readonly most: number;
}

function readAsk(ctx: IExecuteFunctions, index: number): Ask {
	const all = readBoolean('Return All', ctx.getNodeParameter('returnAll', index, false));
	const most = all
		? Infinity
		: readNumber({ label: 'Limit', min: 1, max: Infinity, whole: true }, ctx.getNodeParameter('limit', index, 50));
	return { filter: readFilter(ctx, index), most, ...readListOptions(ctx, index) };
}

async function* some(ledger: FeedbackLedger, { filter, order, most }: Ask): AsyncGenerator<LoggedDecision> {
	let left = most;
	for await (const decision of allDecisions({ ledger, filter, order })) {
		yield decision;
		if (--left <= 0) return;
	}
}

/**
 * As JSON, what is asked for most first. Features are bytes, and texts are shown only where they are asked for; the
 * answers of an audit under way are texts that are kept for a moment.
 */
function plain(decision: LoggedDecision, withTexts: boolean): INodeExecutionData['json'] {
	const { features: _features, auditStep: _auditStep, stored, id, ...rest } = decision;
	const row = flatRow(decision, { withTexts: false });
	const summary = {
		id,
		at: row['at'] ?? null,
		model: row['model'] ?? null,
		costUsd: row['cost_usd'] ?? null,
		latencyMs: row['latency_ms'] ?? null,
		outcomeMean: row['outcome_mean'] ?? null,
		/** Why Auto-Tune drew it: `rung`, `control` or `watch`. */
		autoTune: decision.tuning?.ticket?.kind ?? null,
	};
	return { ...summary, ...rest, ...(withTexts && stored !== null && { prompt: stored.prompt, answer: stored.answer }) };
}
