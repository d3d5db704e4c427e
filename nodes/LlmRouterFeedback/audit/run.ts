import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { bothBudgets, createBudget, type Budget } from '../../../router/execution/budgets/budget';
import { judgeName } from '../../../router/learning/audit/pairVerdict';
import { stopAfter, summarizeAudits, type Audited, type StopReason } from '../../../router/learning/audit/summary';
import { NANO_USD_PER_USD } from '../../../router/registry/cost';
import { inParallel } from '../../RouteLlmRequest/parallel';
import { auditOne } from '../../shared/audit/auditOne';
import type { AuditRun } from '../../shared/audit/auditRun';
import { auditQueue } from '../../shared/audit/queue';
import type { Operation, OperationOptions } from '../operation';

import { auditModels } from './models';
import { readAuditSettings, type AuditSettings } from './settings';
import { auditSpending, type AuditSpending } from './spending';
import { auditHints } from './runHints';

/**
 * One run for all items of the input: audits what waits for it, and forgets what is past its time. Whatever ends it,
 * what was paid is recorded.
 */
export const runAudits: Operation = async (ask) => {
	const { ctx, ledger, store, signal, nowMs } = ask;
	const settings = readAuditSettings(ctx);
	const models = await auditModels({ ctx, settings, atMs: nowMs });
	const spending = spendingOf(ask, settings.dailyBudgetNanoUsd);
	const budget = bothBudgets(createBudget(settings.runBudgetNanoUsd), spending.budget);
	const { patienceMs, timeoutMs, roomTokens, runBudgetNanoUsd, dailyBudgetNanoUsd } = settings;
	const run: AuditRun = {
		ledger,
		state: store.state,
		...models,
		budget,
		wholeBudgetNanoUsd: lower(runBudgetNanoUsd, dailyBudgetNanoUsd),
		keepSpent: (nanoUsd) => spending.keep(nanoUsd),
		patienceMs,
		timeoutMs,
		roomTokens,
		// Auto-Tune draws controls, and makes them itself.
		others: () => [],
		signal,
	};
	const { audits, stopped } = await auditAll(run, ledger, settings);
	const expired = await ledger.expire(nowMs);
	addRunHints(ask, [...auditHints({ audits, judge: models.judge, stopped }), ...store.notices(), ...spending.notices()]);
	if (settings.itemPerAudit) return [audits.map((one) => item(ask, detailsOf(one)))];
	return [
		[item(ask, { ...auditCounts(audits), budgetLeftUsd: leftUsd(budget), judge: judgeName(models.judge), stopped, textsExpired: expired })],
	];
};

function lower(a: number | null, b: number | null): number | null {
	return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

interface Ran {
	readonly audits: readonly Audited[];
	readonly stopped: StopReason | null;
}

async function auditAll(run: AuditRun, ledger: OperationOptions['ledger'], { routerId, most, parallel }: AuditSettings): Promise<Ran> {
	const { signal } = run;
	// What Auto-Tune drew is for its own judge.
	const next = auditQueue({ ledger, routerId, most, atOnce: parallel, drawnBy: 'share' });
	const audits: Audited[] = [];
	let stopped: StopReason | null = null;
	const goesOn = () => stopped === null && !signal.aborted;
	await inParallel(Array.from({ length: parallel }), parallel, async () => {
		while (goesOn()) {
			const decision = await next();
			if (decision === null || !goesOn()) return;
			audits.push(await auditOne(run, decision));
			stopped ??= stopAfter(audits);
		}
	});
	return { audits, stopped: signal.aborted ? 'cancelled' : stopped };
}

function spendingOf({ ctx, ledger, store }: OperationOptions, budgetNanoUsd: number | null): AuditSpending {
	const nodeId = `${ctx.getWorkflow().id ?? ''}:${ctx.getNode().id}`;
	return auditSpending({ ledger, store: store.state.spending, budgetNanoUsd, nodeId, timeZone: ctx.getTimezone() });
}

function auditCounts(audits: readonly Audited[]): IDataObject {
	const { costNanoUsd, failed, ...counts } = summarizeAudits(audits);
	return { ...counts, failed: { ...failed }, costUsd: costNanoUsd / NANO_USD_PER_USD };
}

function detailsOf({ end, decisionId, routerId, weaker, strongest, inclusionProbability, costNanoUsd }: Audited): IDataObject {
	const compared = end.kind === 'compared' ? end : null;
	return {
		decisionId,
		routerId,
		model: weaker,
		strongest,
		result: compared === null ? end.kind : compared.score === 1 ? 'as_good' : compared.score === 0 ? 'worse' : 'disagreed',
		score: compared?.score ?? null,
		judge: compared?.judge ?? null,
		because: 'because' in end ? end.because : null,
		inclusionProbability,
		costUsd: costNanoUsd / NANO_USD_PER_USD,
	};
}

function leftUsd(budget: Budget): number | null {
	const left = budget.unspent();
	return left === null ? null : left / NANO_USD_PER_USD;
}

/** A run is made of all items together. */
function item({ input }: OperationOptions, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: input.map((_, index) => ({ item: index })) };
}

function addRunHints({ ctx }: OperationOptions, messages: readonly string[]): void {
	// Older n8n versions have no run-level messages.
	if (!('addExecutionHints' in ctx) || typeof ctx.addExecutionHints !== 'function') return;
	const hints = [...new Set(messages)].map((message) => ({ type: 'warning' as const, message, location: 'outputPane' as const }));
	if (hints.length > 0) ctx.addExecutionHints(...hints);
}
