import type { DecisionRecord } from '../../router/ledger/record';

/** A record with every kind of attempt, every field set and nothing left at its default. */
export function fullRecord(id: string, changes: Partial<DecisionRecord> = {}): DecisionRecord {
	const usage = { inputTokens: 1200, outputTokens: 340, cachedInputTokens: 200 };
	const tier = { fromInputTokens: 0, inputUsdPerMTok: 0.15, cachedInputUsdPerMTok: 0.075, outputUsdPerMTok: 0.6 };
	const [cheap, strong] = ['maker/cheap', 'maker/strong'];
	return {
		id,
		atMs: 1_790_000_000_123,
		dedupeKey: `execution:node:0:${id}`,
		routerId: 'workflow:node',
		routerName: 'Support mail / Route LLM Request',
		policyHash: 'a'.repeat(64),
		policyBasis: 'b'.repeat(64),
		weightsVersion: 'weights-1',
		strategy: 'classifier',
		threshold: 0.71,
		forcedBy: 'session',
		reEntryOf: 'earlier',
		reason: 'maker/cheap reaches 0.71; "quoted", \'quoted\'; -- and ünïcode',
		degraded: true,
		signals: {
			requestTokens: 321, lastTurnTokens: 300, chars: 1500, words: 260, sentences: 12, hasCode: true, hasMath: false,
			hasTable: true, urls: 2, images: 1, questions: 3, constraints: 4, steps: 5, reasoningWords: 6, domainWords: 7,
			routineWords: 8, language: 'en', format: 'json', priorTurns: 9,
		},
		features: { bytes: new Uint8Array([0, 1, 2, 254, 255]), expiresAtMs: 4_000_086_400_000 },
		stored: { prompt: 'The prompt, kept by opt-in', answer: 'The answer', expiresAtMs: 4_000_000_000_000 },
		subjectKey: 'subject',
		audit: { probability: 0.05, chosen: true },
		candidates: [
			{ modelId: cheap, rank: 0, price: { tiers: [tier, { ...tier, fromInputTokens: 200_000, cachedInputUsdPerMTok: null }], source: 'catalogue' }, limitsKey: 'key:cheap', excludedBy: null, quality: 0.8, prior: 0.75, propensity: 1 },
			{ modelId: strong, rank: 1, price: null, limitsKey: 'key:strong', excludedBy: 'cooling down for 8 s', quality: null, prior: null, propensity: 0 },
		],
		attempts: [
			{ modelId: cheap, why: 'first', startedMs: 1_790_000_000_200, endedMs: 1_790_000_000_900, omitted: ['temperature'], result: { kind: 'failed', failure: 'server_error', scope: 'provider', httpStatus: 502, retryAfterMs: 1500, billed: true, message: 'Bad gateway' } },
			{ modelId: cheap, why: 'retry', startedMs: 1_790_000_001_000, endedMs: 1_790_000_001_500, omitted: [], result: { kind: 'answered', finish: 'length', usage, servedBy: 'cheap-2026', answerChars: 99, verdict: 'rejected', score: 0.2, reasons: ['cut off'] } },
			{ modelId: strong, why: 'fallback', startedMs: 1_790_000_001_500, endedMs: 1_790_000_001_500, omitted: [], result: { kind: 'full', freeAtMs: 1_790_000_009_000 } },
			{ modelId: strong, why: 'fallback', startedMs: 1_790_000_001_500, endedMs: 1_790_000_001_501, omitted: [], result: { kind: 'never_fits' } },
			{ modelId: strong, why: 'escalation', startedMs: 1_790_000_001_600, endedMs: 1_790_000_004_000, omitted: [], result: { kind: 'answered', finish: 'stop', usage: null, servedBy: null, answerChars: 500, verdict: 'accepted', score: null, reasons: [] } },
		],
		charges: [
			{ id: `${id}-1`, decisionId: id, attempt: 0, modelId: cheap, purpose: 'failed', usage: null, costNanoUsd: null, basis: 'unknown' },
			{ id: `${id}-2`, decisionId: id, attempt: 1, modelId: cheap, purpose: 'draft', usage, costNanoUsd: 369_000, basis: 'reported' },
			{ id: `${id}-3`, decisionId: id, attempt: 4, modelId: strong, purpose: 'answer', usage, costNanoUsd: Number.MAX_SAFE_INTEGER - 369_000, basis: 'estimated' },
		],
		result: { kind: 'answered', modelId: strong, slot: 2 },
		...changes,
	};
}
