import { DOCUMENTS, readDocument } from '../../../router/ledger/documents';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import type { PeriodSpending } from '../../../router/execution/budgets/periodSpending';
import type { SpendingStore } from '../../../router/execution/budgets/spendingStore';
import { z } from '../../../vendor/zod';
import { spendingFor, type NodeSpending } from '../../shared/periodSpending';
import { systemClock } from '../../shared/clock';
import { periodIn } from '../../shared/period';

interface AuditSpendingOptions {
	readonly ledger: FeedbackLedger;
	readonly store: SpendingStore;
	/** `null`: no daily budget, and nothing is counted. */
	readonly budgetNanoUsd: number | null;
	/** `workflow:node`. */
	readonly nodeId: string;
	readonly timeZone: string;
}

export interface AuditSpending extends PeriodSpending, Pick<NodeSpending, 'notices'> {
	/** Writes down what was spent, for the day to go on after a restart. */
	keep(nanoUsd: number): Promise<void>;
}

const spentSchema = z.object({ dayStartMs: z.number(), spentNanoUsd: z.number() });

/** How often another process may have been quicker. */
const TRIES = 10;

/** What a node's audits spend in a day: apart from the routers, which count by their own ids. */
export function auditSpending({ ledger, store, budgetNanoUsd, nodeId, timeZone }: AuditSpendingOptions): AuditSpending {
	const name = `audit:${nodeId}`;
	const read = () => readDocument(ledger, { kind: DOCUMENTS.auditSpending, name, schema: spentSchema });
	const spentOn = async (dayStartMs: number) => {
		const known = await read();
		return known?.value.dayStartMs === dayStartMs ? known.value.spentNanoUsd : 0;
	};
	const spending = spendingFor({
		rules: { budgetNanoUsd, strongestShare: null },
		store,
		ledger: { tally: async ({ sinceMs }) => ({ costNanoUsd: await spentOn(sinceMs), requests: 0, reached: 0 }) },
		routerId: name,
		per: 'day',
		timeZone,
		strongest: '',
		clock: systemClock,
	});
	return {
		...spending.of(null),
		notices: () => spending.notices(),
		async keep(nanoUsd) {
			if (budgetNanoUsd === null || nanoUsd === 0) return;
			const { startMs: dayStartMs } = periodIn('day', timeZone, systemClock.wall());
			for (let tries = 0; tries < TRIES; tries++) {
				const known = await read();
				const before = known?.value.dayStartMs === dayStartMs ? known.value.spentNanoUsd : 0;
				const put = {
					kind: DOCUMENTS.auditSpending,
					name,
					json: { dayStartMs, spentNanoUsd: before + nanoUsd },
					expectedVersion: known?.version ?? 0,
					keepVersions: 1,
				};
				if ((await ledger.putDocument(put)).kind === 'stored') return;
			}
		},
	};
}
