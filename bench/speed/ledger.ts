import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createSqliteLedger } from '../../adapters/ledger/sqliteLedger';
import type { DecisionRecord } from '../../router/ledger/record';
import { type LoopLoad, loadOf, watched } from './watch';

export interface LedgerSpeed {
	readonly records: number;
	readonly recordsPerSecond: number;
	readonly load: LoopLoad;
}

/**
 * How fast decisions are stored, `parallel` waiting at a time, each with three candidates, two attempts and
 * two charges. `workerPath`: the built `sqliteWorker.js`.
 */
export async function measureLedger(workerPath: string, records = 30_000, parallel = 5000): Promise<LedgerSpeed> {
	const folder = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
	const ledger = createSqliteLedger({ path: path.join(folder, 'ledger.sqlite'), workerPath });
	try {
		await ledger.count();
		let next = 0;
		const write = async () => {
			while (next < records) {
				const recorded = await ledger.record(sample(next++));
				if (recorded.kind === 'refused') throw new Error(recorded.reason);
			}
		};
		const written = await watched(() => Promise.all(Array.from({ length: parallel }, write)));
		const stored = await ledger.count();
		if (stored !== records) throw new Error(`${stored} of ${records} records were stored.`);
		return { records, recordsPerSecond: Math.round((1_000 * records) / written.ms), load: loadOf(written) };
	} finally {
		await ledger.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

function sample(index: number): DecisionRecord {
	const id = `00000000-0000-4000-8000-${String((index * 7919) % 1_000_000).padStart(12, '0')}`;
	const usage = { inputTokens: 500 + (index % 700), outputTokens: 200, cachedInputTokens: 0 };
	const tier = { fromInputTokens: 0, inputUsdPerMTok: 0.15, cachedInputUsdPerMTok: 0.075, outputUsdPerMTok: 0.6 };
	const models = ['maker/small', 'maker/medium', 'maker/large'];
	return {
		id,
		atMs: 1_790_000_000_000 + index,
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
