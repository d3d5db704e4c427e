import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { openDatabase } from '../../adapters/ledger/openDatabase';
import { createSqliteLedger, type SqliteLedger } from '../../adapters/ledger/sqliteLedger';
import { recordWriter } from '../../adapters/ledger/writeRecord';
import type { DecisionRecord } from '../../router/ledger/record';
import { type LoopLoad, loadOf, watched } from './watch';

export interface Stored {
	readonly records: number;
	readonly load: LoopLoad;
}

/** Items of a run that wait for their record at a time. */
const PARALLEL = 5_000;
/** Of a transaction, where we say so. */
const BATCH = 500;
const FROM_MS = 1_790_000_000_000;

/** Stores so many decisions, each with three candidates, two attempts and two charges. @param from the first one's number. */
export async function storeRecords(ledger: SqliteLedger, records: number, { from = 0, fromMs = FROM_MS } = {}): Promise<Stored> {
	let next = from;
	const write = async () => {
		while (next < from + records) {
			const recorded = await ledger.record(sample(next++, fromMs));
			if (recorded.kind === 'refused') throw new Error(recorded.reason);
		}
	};
	const before = await ledger.count();
	const written = await watched(() => Promise.all(Array.from({ length: Math.min(PARALLEL, records) }, write)));
	const stored = (await ledger.count()) - before;
	if (stored !== records) throw new Error(`${String(stored)} of ${String(records)} records were stored.`);
	return { records, load: loadOf(written) };
}

/** In a file of its own. `workerPath`: the built `sqliteWorker.js`. */
export async function measureLedger(workerPath: string, records: number): Promise<Stored> {
	return await inFolder(async (folder) => {
		const ledger = createSqliteLedger({ path: path.join(folder, 'ledger.sqlite'), workerPath });
		try {
			return await storeRecords(ledger, records);
		} finally {
			await ledger.close();
		}
	});
}

/** The same rows by the same statements on the main thread, without worker and queue; n8n is held up for all of it. */
export async function measureStatements(records: number): Promise<Stored> {
	return await inFolder(async (folder) => {
		const { database } = openDatabase(path.join(folder, 'ledger.sqlite'));
		const write = recordWriter(database);
		return await storeInBatches(database, records, write);
	});
}

/** What somebody would write in an afternoon: one table, one row of JSON a decision, on the main thread. */
export async function measurePlain(records: number): Promise<Stored> {
	return await inFolder(async (folder) => {
		const database = new DatabaseSync(path.join(folder, 'plain.sqlite'));
		database.exec(
			'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE log (id TEXT PRIMARY KEY, at_ms INTEGER, body TEXT)',
		);
		const insert = database.prepare('INSERT INTO log VALUES (?, ?, ?)');
		return await storeInBatches(database, records, (record) => void insert.run(record.id, record.atMs, JSON.stringify(record)));
	});
}

async function storeInBatches(database: DatabaseSync, records: number, write: (record: DecisionRecord) => void): Promise<Stored> {
	try {
		const written = await watched(async () => {
			for (let from = 0; from < records; from += BATCH) {
				database.exec('BEGIN');
				for (let index = from; index < Math.min(records, from + BATCH); index++) write(sample(index));
				database.exec('COMMIT');
			}
		});
		return { records, load: loadOf(written) };
	} finally {
		database.close();
	}
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** One of many, no two alike, each a millisecond after the one before. */
function sample(index: number, fromMs = FROM_MS): DecisionRecord {
	const id = `00000000-0000-4000-8000-${String((index * 7919) % 1_000_000).padStart(12, '0')}`;
	const usage = { inputTokens: 500 + (index % 700), outputTokens: 200, cachedInputTokens: 0 };
	const tier = { fromInputTokens: 0, inputUsdPerMTok: 0.15, cachedInputUsdPerMTok: 0.075, outputUsdPerMTok: 0.6 };
	const models = ['maker/small', 'maker/medium', 'maker/large'];
	return {
		id,
		atMs: fromMs + index,
		dedupeKey: `${1000 + (index % 50)}:Route LLM Request:0:${index}`,
		routerId: 'workflow:Route LLM Request',
		routerName: 'Support mail / Route LLM Request',
		policyHash: 'a'.repeat(64),
		policyBasis: 'b'.repeat(64),
		weightsVersion: '2026-01',
		strategy: 'classifier',
		threshold: 0.7,
		forcedBy: null,
		reEntryOf: null,
		reason: 'maker/small is the cheapest of 3 models that reach 0.7 (predicted 0.83)',
		degraded: false,
		signals: {
			requestTokens: 500,
			lastTurnTokens: 480,
			chars: 2000,
			words: 330,
			sentences: 20,
			hasCode: false,
			hasMath: false,
			hasTable: false,
			urls: 0,
			images: 0,
			questions: 2,
			constraints: 1,
			steps: 0,
			reasoningWords: 3,
			domainWords: 1,
			routineWords: 2,
			language: 'en',
			format: 'text',
			priorTurns: 0,
			hardness: null,
		},
		taskSignals: null,
		itemSignals: null,
		features: null,
		stored: null,
		subjectKey: null,
		budgetKey: null,
		sessionKey: null,
		audit: null,
		tuning: null,
		candidates: models.map((modelId, rank) => ({
			modelId,
			rank,
			price: { tiers: [tier], source: 'catalogue' as const },
			limitsKey: `key:${modelId}`,
			excludedBy: null,
			quality: 0.83,
			prior: null,
			propensity: rank === 0 ? 1 : 0,
		})),
		attempts: [
			{
				modelId: 'maker/small',
				why: 'first',
				startedMs: 1,
				endedMs: 900,
				omitted: [],
				result: {
					kind: 'failed',
					failure: 'overloaded',
					scope: 'model',
					httpStatus: 503,
					retryAfterMs: null,
					billed: false,
					message: 'Overloaded',
				},
			},
			{
				modelId: 'maker/medium',
				why: 'fallback',
				startedMs: 900,
				endedMs: 2000,
				omitted: [],
				result: {
					kind: 'answered',
					finish: 'stop',
					usage,
					servedBy: 'medium-1',
					answerChars: 800,
					verdict: 'accepted',
					score: 1,
					reasons: [],
				},
			},
		],
		charges: [
			{
				id: `${id}-1`,
				decisionId: id,
				attempt: 1,
				modelId: 'maker/medium',
				purpose: 'answer',
				usage,
				costNanoUsd: 195_000,
				basis: 'reported',
			},
			{
				id: `${id}-2`,
				decisionId: id,
				attempt: null,
				modelId: 'maker/small',
				purpose: 'judge',
				usage,
				costNanoUsd: 12_000,
				basis: 'reported',
			},
		],
		result: { kind: 'answered', modelId: 'maker/medium', slot: 2 },
	};
}
