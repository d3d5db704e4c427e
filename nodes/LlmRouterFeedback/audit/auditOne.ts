import { randomUUID } from 'node:crypto';

import { createBudget, type Budget, type Reservation } from '../../../router/execution/budgets/budget';
import { createMeter } from '../../../router/execution/meter';
import { type Meter } from '../../../router/execution/meterTypes';
import { withLowPriority } from '../../../router/execution/lowPriority';
import { afterJudge, auditDecision, keptAnswer, type AuditEnd, type AuditPair } from '../../../router/learning/audit/auditDecision';
import { comparisonOf } from '../../../router/learning/audit/comparison';
import { estimateAudit } from '../../../router/learning/audit/estimate';
import { readKeptRequest } from '../../../router/learning/audit/keptRequest';
import type { LeftBecause } from '../../../router/learning/audit/shadowAnswer';
import type { Audited } from '../../../router/learning/audit/summary';
import {
	AUDIT_LEASE_MS,
	AUDIT_SOURCE,
	type AuditRecord,
	type FeedbackLedger,
	type LoggedDecision,
} from '../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../router/ledger/outcome';
import type { ModelSpec } from '../../../router/registry/model';
import type { AnalyzedRequest } from '../../../router/request/request';
import { countTokens, MAX_COUNTED_CHARS } from '../../../router/request/tokens';
import { systemClock } from '../../shared/clock';
import type { SharedState } from '../../shared/state';

import type { AuditModels } from './models';
import type { AuditSettings } from './settings';
import type { AuditSpending } from './spending';

export interface AuditRun {
	readonly ledger: FeedbackLedger;
	readonly state: SharedState;
	readonly settings: AuditSettings;
	readonly models: AuditModels;
	/** Of the run and of the day. */
	readonly budget: Budget;
	readonly spending: AuditSpending;
	readonly signal: AbortSignal;
}

/** Whoever has the lease may call for so long; what is left of it is for what was paid to be written down. */
const TIME_MS = AUDIT_LEASE_MS - 5 * 60_000;

/** Audits one decision and records what came of it, what it cost included. */
export async function auditOne(run: AuditRun, decision: LoggedDecision): Promise<Audited> {
	const comparison = comparisonOf(decision);
	if (comparison.kind === 'nothing') return await ended(run, { decision, pair: null }, { kind: 'nothing_to_compare' });
	const { models, settings } = run;
	const about = { decision, pair: comparison };
	const roomTokens = limitOf(run) ?? 0;
	const request = readKeptRequest(decision.stored?.prompt ?? '', roomTokens);
	if (request === null) return await ended(run, about, { kind: 'left', because: 'unreadable', at: 'model', modelId: null });
	const missing: ModelSpec[] = [];
	for (const candidate of [comparison.strongest, comparison.weaker]) {
		if (keptAnswer(decision, candidate) !== null) continue;
		const model = models.modelOf(candidate);
		if (typeof model === 'string')
			return await ended(run, about, { kind: 'left', because: model, at: 'model', modelId: candidate.modelId });
		missing.push(model);
	}
	const estimate = run.budget.unspent() === null ? null : estimateAudit({ request, models: missing, judge: models.judge, roomTokens });
	const reserved = await reserve(run, estimate ?? 0);
	if (typeof reserved === 'string') return await ended(run, about, { kind: 'left', because: reserved, at: 'model', modelId: null });
	return await audit(run, { ...about, request, estimate, reservation: reserved, timeoutMs: settings.timeoutMs });
}

interface About {
	readonly decision: LoggedDecision;
	/** `null`: only one model could have answered. */
	readonly pair: AuditPair | null;
}

interface Begun extends About {
	readonly pair: AuditPair;
	readonly request: AnalyzedRequest;
	/** `null`: no budget. */
	readonly estimate: number | null;
	readonly reservation: Reservation;
	readonly timeoutMs: number;
}

async function audit(run: AuditRun, begun: Begun): Promise<Audited> {
	const { decision, pair, request, estimate, reservation, timeoutMs } = begun;
	const {
		models: { judge, modelOf },
	} = run;
	const budget = createBudget(estimate);
	const meter = meterOf(run, decision.id, budget);
	let end: Audited['end'] | null = null;
	try {
		const call = withLowPriority(meter.call, { ...run.state, clock: systemClock, signal: run.signal, patienceMs: run.settings.patienceMs });
		end = await auditDecision({ decision, pair, request, call, judge, modelOf, maxOutputTokens: limitOf(run), timeoutMs });
	} finally {
		// A bug must not hide what was paid.
		reservation.settle(budget.spent());
		if (end === null) await run.ledger.recordAudit({ decisionId: decision.id, end: { kind: 'left' }, charges: meter.charges() });
		await run.spending.keep(budget.spent());
	}
	return await ended(run, begun, end, meter.charges());
}

function meterOf(
	{ models: { client }, state: { health, limiter, refusals }, settings, signal }: AuditRun,
	decisionId: string,
	budget: Budget,
): Meter {
	return createMeter({
		client,
		health,
		limiter,
		refusals,
		clock: systemClock,
		budget,
		signal,
		deadlineMs: systemClock.now() + TIME_MS,
		sideQueueMs: settings.patienceMs,
		decisionId,
		newId: randomUUID,
		countTokens: (text) => countTokens(text, MAX_COUNTED_CHARS),
	});
}

/** A limit that cuts answers off would make them worse than they are, so there is one only where money has to be reserved. */
function limitOf({ budget, settings }: AuditRun): number | null {
	return budget.unspent() === null ? null : settings.roomTokens;
}

/** All of an audit is reserved before its first call: an answer without its verdict would be paid for nothing. */
async function reserve({ budget, settings, signal }: AuditRun, nanoUsd: number): Promise<Reservation | LeftBecause> {
	const whole = Math.min(settings.runBudgetNanoUsd ?? Infinity, settings.dailyBudgetNanoUsd ?? Infinity);
	if (nanoUsd > whole) return 'larger_than_budget';
	const sinceMs = systemClock.now();
	for (;;) {
		if (signal.aborted) return 'cancelled';
		const reserved = await budget.reserve(nanoUsd);
		if (reserved.kind === 'reserved') return reserved.reservation;
		if (nanoUsd > (budget.unspent(systemClock.now() - sinceMs > settings.patienceMs) ?? Infinity)) return 'budget';
		await reserved.settled(signal);
	}
}

async function ended({ ledger }: AuditRun, about: About, end: Audited['end'], charges: AuditRecord['charges'] = []): Promise<Audited> {
	const { decision, pair } = about;
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
	const recorded = await ledger.recordAudit({ decisionId: decision.id, end: recordedEnd(about, end), charges });
	if (recorded.kind === 'for_another_run') return { ...audited, end };
	return { ...audited, end: recorded.kind === 'recorded' ? (lastOf(end) ?? end) : { kind: 'gone' } };
}

function recordedEnd({ decision, pair }: About, end: Audited['end']): AuditRecord['end'] {
	if (end.kind === 'nothing_to_compare') return end;
	const last = lastOf(end);
	const found = end.kind === 'compared' ? end : last;
	if (found === null || pair === null) return { kind: 'left' };
	return { kind: last === null ? 'compared' : 'judge_gave_up', outcome: outcomeOf(decision, pair, found) };
}

/** What it is where the judge has given up for the last time. */
function lastOf(end: Audited['end']): Compared | null {
	return end.kind === 'left' ? afterJudge(end) : null;
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
