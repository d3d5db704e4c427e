import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { createOpenAiClient } from '../../adapters/openai/client';
import { auditOne } from '../../nodes/shared/audit/auditOne';
import type { AuditRun } from '../../nodes/shared/audit/auditRun';
import { systemClock } from '../../nodes/shared/clock';
import { sqliteLedgerAt } from '../../nodes/shared/ledger';
import { endpointsOf, resolveSideModel } from '../../nodes/shared/models';
import { readRegistry } from '../../nodes/shared/registryCredential';
import { createState } from '../../nodes/shared/state';
import { createSend } from '../../nodes/shared/transport';
import { createBudget } from '../../router/execution/budgets/budget';
import type { Audited } from '../../router/learning/audit/summary';
import { AUDIT_LEASE_MS } from '../../router/ledger/feedbackPort';
import type { DecisionRecord } from '../../router/ledger/record';
import type { Ticket } from '../../router/ledger/tuning';
import { ledgerFile } from '../../scripts/lib/ledgerFile';
import { decide, JUDGE, promptOf } from './auditRun';
import type { TestServer } from './httpServer';
import { registryOf } from './ladder';
import { requestHelper } from './requestHelper';

export const RUNG: Ticket = { kind: 'rung', start: 1, ladder: 0, modelId: 'custom1/small', rung: 0, frontier: 4 };
export const CONTROL: Ticket = { kind: 'control', start: 1, modelId: 'custom1/small' };

/** A decision that Auto-Tune drew; the strongest has answered. */
export async function draw(id: string, ticket: Ticket, answer = `large answer ${id}`, over: Partial<DecisionRecord> = {}): Promise<void> {
	await decide(id, {
		audit: { probability: 1, chosen: true },
		tuning: { basis: 'basis', score: 0.1, probability: 1, ticket },
		result: { kind: 'answered', modelId: 'custom2/large', slot: 2 },
		stored: { prompt: promptOf(id), answer, expiresAtMs: 4e12 },
		...over,
	});
}

/** What Auto-Tune's audits share, beside a provider over HTTP. */
export function ticketRun({ url }: TestServer, over: Partial<AuditRun> = {}): AuditRun {
	const registry = readRegistry(registryOf([url, url]));
	const ask = { registry, credentialId: 'c', credentialName: 'c', catalogue: createCatalogue(), atMs: 0 };
	const model = (modelId: string) => resolveSideModel(ask, modelId, 'Models').model;
	return {
		ledger: sqliteLedgerAt(ledgerFile).feedback,
		state: createState(systemClock),
		client: createOpenAiClient({ endpoints: endpointsOf(registry, 'c'), send: createSend(requestHelper), now: () => 0 }),
		judge: model(JUDGE),
		modelOf: ({ modelId, rank }) => ({ ...model(modelId), rank }),
		budget: createBudget(null),
		wholeBudgetNanoUsd: null,
		keepSpent: () => Promise.resolve(),
		patienceMs: 0,
		timeoutMs: 10_000,
		roomTokens: 100,
		others: () => [],
		signal: new AbortController().signal,
		...over,
	};
}

/** Claims what waits, as if every lease had run out, and audits it. @param nth of the claims: each is a lease later. */
export async function auditTickets(run: AuditRun, nth = 0): Promise<Audited[]> {
	const nowMs = Date.now() + nth * AUDIT_LEASE_MS;
	const claimed = await sqliteLedgerAt(ledgerFile).feedback.audits({ routerId: null, limit: 10, nowMs, drawnBy: 'autotune' });
	const audited: Audited[] = [];
	for (const decision of claimed) audited.push(await auditOne(run, decision));
	return audited;
}
