import type { AppliedTuningEvent, FeedbackLedger } from '../../../router/ledger/feedbackPort';
import type { PoolClient } from '../../../vendor/pg';
import { onlyReads, stepsOf, type FeedbackAnswer, type FeedbackRequest } from '../feedback/asks';
import { createFeedbackLedger } from '../feedback/feedbackLedger';
import { APPLICATION_ID } from '../schema';

import { runInPostgres } from './postgresSteps';
import { rowsOf } from './readBack';
import type { PostgresServer } from './server';
import { storable } from './storable';

interface PostgresFeedbackOptions {
	readonly server: PostgresServer;
	/** What waits for Postgres is forgotten there too. */
	readonly spool: FeedbackLedger;
	/** Resolves once nothing is on its way from the spool to Postgres. */
	readonly drained: () => Promise<void>;
}

/**
 * The feedback side of a ledger in Postgres. Decisions that still wait in the spool are not among those it
 * hands out, and their outcomes are of an unknown decision; they are erased and expire there as well. Erased
 * rows leave Postgres' own files with its next vacuum.
 */
export function postgresFeedback({ server, spool, drained }: PostgresFeedbackOptions): FeedbackLedger {
	const there = createFeedbackLedger({
		async perform(ask) {
			const used = await server.use((client) => answer(client, asStored(ask)));
			return used.kind === 'done' ? { kind: 'done', answer: used.value } : { kind: 'refused', reason: sentence(used.reason) };
		},
		scrub: async () => undefined,
	});
	return {
		recordOutcomes: (outcomes) => there.recordOutcomes(outcomes),
		modelsOf: (ids) => there.modelsOf(ids.map(storable)),
		decisions: (ask) => there.decisions(ask),
		routers: () => there.routers(),
		examples: (ask) => there.examples(ask),
		audits: (ask) => there.audits(ask),
		recordAudit: (audit) => there.recordAudit(audit),
		recordAuditStep: (step) => there.recordAuditStep(step),
		tuningDue: (ask) => there.tuningDue(ask),
		putTuning: (options) => there.putTuning(options),
		async auditsLost({ keys, ...ask }) {
			// From the spool first: what has left it then is in Postgres.
			const notWaiting = await spool.auditsLost({ ...ask, keys });
			const lost = new Set(await there.auditsLost({ ...ask, keys: notWaiting.map(storable) }));
			return notWaiting.filter((key) => lost.has(storable(key)));
		},
		putDocument: (put) => there.putDocument(put),
		getDocument: (kind, name, version) => there.getDocument(kind, name, version),
		listDocuments: (kind) => there.listDocuments(kind),
		deleteDocument: (kind, name) => there.deleteDocument(kind, name),
		async erase(what) {
			// From the spool first: what has left it then is in Postgres once the drain has come to rest.
			const waiting = await spool.erase(what);
			await drained();
			return waiting + (await there.erase(what));
		},
		async expire(nowMs) {
			return (await spool.expire(nowMs)) + (await there.expire(nowMs));
		},
	};
}

async function answer(client: PoolClient, options: FeedbackRequest): Promise<FeedbackAnswer> {
	// All rows as of one moment: another process may be replacing or erasing a record.
	if (onlyReads(options)) await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
	if (TOUCHES_MANY.has(options.kind)) await oneAtATime(client);
	if (options.kind === 'put_tuning') await hold(client, options.applied);
	return await runInPostgres(client, stepsOf(options));
}

const TOUCHES_MANY: ReadonlySet<FeedbackRequest['kind']> = new Set(['erase', 'expire', 'claim_audits', 'put_tuning']);

const LOCK = "($1, hashtext(current_schema() || ' feedback'))";

/** Two who lock many rows, each in an order of its own, might wait for each other for ever. */
async function oneAtATime(client: PoolClient): Promise<void> {
	await client.query(`SELECT pg_advisory_xact_lock${LOCK}`, [APPLICATION_ID]);
}

/** In the order in which records are written, for the same reason. */
async function hold(client: PoolClient, applied: readonly AppliedTuningEvent[]): Promise<void> {
	const ids = applied.map(({ decisionId }) => storable(decisionId));
	await client.query('SELECT 1 FROM decisions WHERE id = ANY($1) ORDER BY dedupe_key COLLATE "C" FOR NO KEY UPDATE', [ids]);
}

/** Whether nobody else does such a thing just now; until the end of the transaction nobody else does. */
export async function nobodyElse(client: PoolClient): Promise<boolean> {
	const [row] = await rowsOf(client, `SELECT pg_try_advisory_xact_lock${LOCK} AS ours`, [APPLICATION_ID]);
	return row?.['ours'] === true;
}

/** Outcomes are compared with what is stored, so they must read as it does. */
function asStored(options: FeedbackRequest): FeedbackRequest {
	if (options.kind !== 'record_outcomes') return options;
	const outcomes = options.outcomes.map((outcome) => ({
		...outcome,
		decisionId: storable(outcome.decisionId),
		modelId: storable(outcome.modelId),
		dedupeKey: storable(outcome.dedupeKey),
	}));
	return { kind: options.kind, outcomes };
}

export function sentence(reason: string): string {
	const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
	return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
