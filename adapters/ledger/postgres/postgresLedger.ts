import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import type { Ledger, Recorded, Tally, TallyQuery } from '../../../router/ledger/port';
import type { DecisionRecord } from '../../../router/ledger/record';
import type { ReportQuery, ReportFacts, ReportSource } from '../../../router/ledger/reportFacts';
import type { SessionStore } from '../../../router/session/sessionStore';
import { sessionStoreOf } from '../../sessionStore';
import { LazyExpiry } from '../feedback/lazyExpiry';
import { CLOSED, GroupCommit, refused, STORED } from '../groupCommit';
import { recordOf } from '../recordOf';
import { sessionSteps, sessionTexts } from '../sessions';
import type { SqliteLedger } from '../sqliteLedger';
import { tallySql, tallyOf, tallyValues } from '../tally';

import { Drain } from './drain';
import { nobodyElse, postgresFeedback, sentence } from './feedback';
import { runInPostgres } from './postgresSteps';
import { readBackRows, rowsOf } from './readBack';
import { reportFrom } from './report';
import { PostgresServer, type WorkResult } from './server';
import { STATEMENT_TIMEOUT_MS, type PostgresSettings } from './settings';
import { storable } from './storable';
import { writeBatch } from './writeBatch';

interface PostgresLedgerOptions {
	readonly settings: PostgresSettings;
	/** Where records wait while Postgres is away: a ledger file for this alone. Whoever made it closes it, after us. */
	readonly spool: SqliteLedger;
}

export interface PostgresLedger extends Ledger, ReportSource {
	/** What is learned of decisions after they were made. */
	readonly feedback: FeedbackLedger;
	/** What is known of conversations between executions; nothing while Postgres is away. */
	readonly sessions: SessionStore;
	/** The record with this id, `null` where there is none; also where it waits still. Rejects where it cannot be read. */
	get(id: string): Promise<DecisionRecord | null>;
	/** Stores what waits to be written, then lets go of Postgres; later records are refused. */
	close(): Promise<void>;
}

/**
 * A ledger in Postgres, many records in one transaction. What Postgres does not take is `waiting` in the
 * spool and follows once Postgres is back; a record that neither takes is `refused`, and so is one that does
 * not fit Postgres. In texts, NUL and half a surrogate pair become U+FFFD, because Postgres holds neither.
 */
export function createPostgresLedger(options: PostgresLedgerOptions): PostgresLedger {
	return new SpooledLedger(options);
}

class SpooledLedger implements PostgresLedger {
	readonly feedback: FeedbackLedger;
	readonly sessions = sessionStoreOf(
		sessionTexts(async (ask) => {
			const there = await this.server.use((client) => runInPostgres(client, sessionSteps(ask)));
			return there.kind === 'done' ? there.value : null;
		}),
	);
	private readonly spool: SqliteLedger;
	private readonly server: PostgresServer;
	private readonly drain: Drain;
	private readonly commits = new GroupCommit((records) => this.write(records));
	private readonly expiry = new LazyExpiry();
	private expiring: Promise<unknown> | null = null;
	private closing: Promise<void> | null = null;

	constructor({ settings, spool }: PostgresLedgerOptions) {
		this.spool = spool;
		this.drain = new Drain({ spool, store: (records) => this.fromSpool(records) });
		this.server = new PostgresServer({ settings, onReady: () => this.drain.start() });
		this.feedback = postgresFeedback({ server: this.server, spool: spool.feedback, drained: () => this.drain.rest() });
	}

	record(decision: DecisionRecord): Promise<Recorded> {
		return this.commits.record(decision);
	}

	/** With what waits in the spool; a record on its way from there may count twice for a moment, never not at all. */
	async tally(options: TallyQuery): Promise<Tally | null> {
		const waiting = await this.spool.tally(options);
		const [routerId, ...values] = tallyValues(options);
		const there = await this.server.use((client) => rowsOf(client, tallySql(options), [storable(routerId), ...values]));
		if (waiting === null || there.kind !== 'done') return null;
		return sum(waiting, tallyOf(there.value[0]));
	}

	async get(id: string): Promise<DecisionRecord | null> {
		if (this.closing !== null) throw new Error(CLOSED);
		const there = await this.server.use((client) => readBackRows(client, storable(id)));
		if (there.kind === 'done' && there.value !== null) return recordOf(there.value);
		const waiting = await this.spool.get(id);
		if (waiting === null && there.kind !== 'done') throw new Error(sentence(there.reason));
		return waiting;
	}

	/** Of what is in Postgres; how many wait in the spool is said. */
	async report(options: ReportQuery): Promise<ReportFacts> {
		if (this.closing !== null) throw new Error(CLOSED);
		const waiting = await this.spool.count();
		const there = await this.server.use((client) => reportFrom(client, options));
		if (there.kind !== 'done') throw new Error(sentence(there.reason));
		if (there.value === null)
			throw new Error(
				`Postgres needs longer than ${STATEMENT_TIMEOUT_MS / 1000} s for this report: choose a shorter period or one router.`,
			);
		return { ...there.value, waiting };
	}

	close(): Promise<void> {
		this.closing ??= this.finish();
		return this.closing;
	}

	private async finish(): Promise<void> {
		await this.commits.close();
		await this.drain.stop();
		await this.expiring;
		await this.server.close();
	}

	private async write(records: readonly DecisionRecord[]): Promise<readonly Recorded[]> {
		const used = await this.toPostgres(records);
		const recorded = await Promise.all(records.map((record, index) => this.became(record, used[index])));
		if (recorded.every(({ kind }) => kind === 'stored')) this.expireIfDue();
		// Postgres may have come back, and the spool been emptied, before these were in it.
		if (recorded.some(({ kind }) => kind === 'waiting') && this.server.usable) this.drain.start();
		return recorded;
	}

	/** Beside the records, which do not wait for it; a use never rejects. */
	private expireIfDue(): void {
		const steps = this.expiry.due();
		if (steps === null) return;
		this.expiring = this.server.use(async (client) => {
			if (await nobodyElse(client)) await runInPostgres(client, steps);
		});
	}

	/** What came of each record, in order. */
	private async toPostgres(records: readonly DecisionRecord[]): Promise<readonly WorkResult<void>[]> {
		const write = () => this.server.use((client) => writeBatch(client, records));
		const used = await write();
		if (used.kind !== 'unfit') return records.map(() => used);
		// Once more, because two who write the same record in the same moment may get in each other's way.
		if (records.length === 1) return [await write()];
		// One record's fault must not cost the others their place.
		const half = Math.ceil(records.length / 2);
		return [...(await this.toPostgres(records.slice(0, half))), ...(await this.toPostgres(records.slice(half)))];
	}

	private async became(record: DecisionRecord, used: WorkResult<void> | undefined): Promise<Recorded> {
		if (used?.kind === 'done') return STORED;
		if (used?.kind === 'unfit') return refused(used.reason);
		const reason = sentence(used?.reason ?? 'Postgres gave no answer');
		const kept = await this.spool.record(record);
		return kept.kind === 'refused' ? refused(`${reason} ${kept.reason}`) : { kind: 'waiting', reason };
	}

	private async fromSpool(records: readonly DecisionRecord[]): Promise<readonly string[] | null> {
		const used = await this.toPostgres(records);
		if (used.some(({ kind }) => kind === 'lost')) return null;
		// One that does not fit stays where it is: there it can be looked at, and is not lost.
		return records.filter((_, index) => used[index]?.kind === 'done').map(({ id }) => id);
	}
}

function sum(a: Tally, b: Tally): Tally {
	return { costNanoUsd: a.costNanoUsd + b.costNanoUsd, requests: a.requests + b.requests, reached: a.reached + b.reached };
}
