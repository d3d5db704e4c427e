import { DatabaseSync } from 'node:sqlite';

import { reportOn } from '../../adapters/ledger/report/sqliteReport';
import { MIGRATIONS } from '../../adapters/ledger/schema';
import { recordWriter } from '../../adapters/ledger/writeRecord';
import type { CallResult, MeteredCall, ModelClient } from '../../router/calls/client';
import { FAILURE_RULES, type FailureKind } from '../../router/calls/failure';
import type { Clock } from '../../router/clock';
import { createBudget } from '../../router/execution/budgets/budget';
import { createHealth } from '../../router/health/inProcess';
import { createLimiter } from '../../router/health/limiter';
import { createSlots } from '../../router/health/slots';
import { NOTHING_KEPT, type Policy } from '../../router/policy';
import { auditDecision } from '../../router/learning/audit/auditDecision';
import { comparisonOf } from '../../router/learning/audit/comparison';
import { readKeptRequest } from '../../router/learning/audit/keptRequest';
import { certify } from '../../router/learning/calibration/certify';
import { readDecisionLog } from '../../router/learning/log/decisionLog';
import { atOnce } from '../../router/learning/slices';
import { AUDIT_SOURCE, type LoggedDecision } from '../../router/ledger/feedbackPort';
import type { Outcome } from '../../router/ledger/outcome';
import type { DecisionRecord, RecordedCandidate } from '../../router/ledger/record';
import type { Check } from '../../router/quality/check';
import { NO_LIMITS, type ModelId, type ModelSpec } from '../../router/registry/model';
import { createRouter } from '../../router/route';
import { makeReport, type Report } from '../../router/report/rows';
import type { Strategy } from '../../router/strategies/strategy';
import { seeded } from '../../scripts/lib/seeded';
import { type WorldKind, type World } from './worlds';

export interface ChainSettings {
	readonly world: World;
	readonly requests: number;
	readonly threshold: number;
	/** Chance that a request is chosen for an audit; with the second one from the middle of the log on. */
	readonly auditShare: readonly [number, number];
	/** Chance that a call fails for what has nothing to do with the request. */
	readonly faults: number;
	/** Chance that a model refuses this request for good. */
	readonly refusals: number;
	/** Chance that a check sees through an answer that is worse, and rejects it. */
	readonly seenThrough: number;
	/** From which place on another judge compares, as a share of the log; 1: always the same. */
	readonly newJudgeFrom: number;
}

/** What a log came to that was routed, audited and read by the real code, beside the truth. */
export interface Chain {
	readonly report: Report;
	/** Mean over the answers that were given of what each is worth beside the strongest's. */
	readonly truth: { readonly relative: number; readonly falseCheap: number };
	/** `null`: none was handed out. */
	readonly certified: number | null;
}

/** Worth of a weaker model's answer beside the strongest's to the same request. */
type Worth = 0 | 0.5 | 1;

interface Drawn {
	readonly kind: WorldKind;
	readonly worth: ReadonlyMap<ModelId, Worth>;
	readonly refusedBy: ReadonlySet<ModelId>;
	readonly seenThrough: boolean;
}

const PRICES: Readonly<Record<string, number>> = { cheap: 1, middle: 4, strong: 15 };
const JUDGES = ['judge/old', 'judge/new'] as const;
const FROM_MS = 1_790_000_000_000;
const EACH_MS = 30_000;

const policyOf = (threshold: number): Policy => ({
	operation: 'routeAndAnswer',
	threshold,
	acceptFrom: 0.5,
	maxRetries: 1,
	patienceMs: 500,
	limitWaitMs: 0,
	timeoutMs: 9_000,
	firstByteMs: null,
	deadlineMs: null,
	latencyTargetMs: null,
	whenSpent: 'fallback',
	neverDearer: false,
	contentPolicyFallback: true,
	maxSteps: null,
	floor: null,
	maxOutputTokens: null,
});

/** Routes a log through the real router with faults, audits it with the real audits, and has it reported and calibrated. */
export async function runChain(settings: ChainSettings, seed: number): Promise<Chain> {
	const random = seeded(seed);
	const drawn = Array.from({ length: settings.requests }, () => drawRequest(settings, random));
	const records = await routed(settings, drawn, random);
	const decisions: LoggedDecision[] = [];
	for (const [place, record] of records.entries())
		decisions.push({
			...record,
			outcomes: await audited(settings, { record, place, drawn: drawn[place], random }),
			auditResult: null,
			auditStep: null,
		});
	const log = await readDecisionLog({ decisions: newestFirst(decisions), policyBasis: null, most: 1e6, weights: null });
	const { document } = atOnce(certify({ log, routerId: 'w:n', judge: null, target: 0.95, confidence: 0.95 }));
	return { report: reported(decisions), truth: truthOf(records, drawn), certified: document?.threshold ?? null };
}

/** What is true of the answers that models would have given to the requests of a log, whichever was asked. */
function drawRequest({ world: { kinds }, refusals, seenThrough }: ChainSettings, random: () => number): Drawn {
	const kind = kinds[Math.floor(random() * kinds.length)];
	if (kind === undefined) throw new Error('A world without kinds of requests.');
	const models = kind.candidates.map(({ modelId }) => modelId);
	const refusedBy = new Set(models.filter(() => random() < refusals));
	const worth = models.map((modelId): [ModelId, Worth] => [
		modelId,
		refusedBy.has('strong') ? 1 : refusedBy.has(modelId) ? 0 : worthOf(kind.loss[modelId] ?? 0, random),
	]);
	return { kind, refusedBy, worth: new Map(worth), seenThrough: random() < seenThrough };
}

function worthOf(loss: number, random: () => number): Worth {
	const half = 0.8 * Math.min(loss, 1 - loss);
	const drawn = random();
	if (drawn < half) return 0.5;
	return drawn < half + (loss - half / 2) ? 0 : 1;
}

async function routed(settings: ChainSettings, drawn: readonly Drawn[], random: () => number): Promise<DecisionRecord[]> {
	const records: DecisionRecord[] = [];
	let now = FROM_MS;
	const clock: Clock = { now: () => now, wall: () => now, sleep: async (ms) => void (now += ms) };
	const limiter = createLimiter({ slots: createSlots(), clock });
	let place = 0;
	let ids = 0;
	const client = clientOf(settings, () => drawn[place], random);
	const ledger = {
		record: async (record: DecisionRecord) => {
			records.push(record);
			return { kind: 'stored' } as const;
		},
		tally: async () => null,
	};
	const router = createRouter({
		client,
		ledger,
		health: createHealth(limiter),
		limiter,
		clock,
		random,
		newId: () => `${String(ids++)}-${random().toString(36).slice(2)}`,
	});
	const models = modelsOf(drawn[0]?.kind.candidates.map(({ modelId }) => modelId) ?? []);
	const strategy: Strategy = {
		name: 'classifier',
		settings: {},
		weightsVersion: 'w',
		rank: async () => ({
			kind: 'scored',
			quality: new Map(drawn[place]?.kind.candidates.map(({ modelId, quality }) => [modelId, quality ?? 0])),
			reason: 'scored',
			propensity: new Map(),
		}),
	};
	const signal = new AbortController().signal;
	for (; place < drawn.length; place++) {
		now += EACH_MS;
		const auditProbability = settings.auditShare[place < drawn.length / 2 ? 0 : 1];
		await router.route({
			request: {
				kind: 'request',
				request: {
					messages: [{ role: 'user', content: `request ${String(place)}` }],
					wantsJsonSchema: false,
					wantsTools: false,
					roomTokens: 500,
				},
			},
			models,
			strategy,
			checks: [check],
			policy: policyOf(settings.threshold),
			identity: { routerId: 'w:n', dedupeKey: `e:n:0:${String(place)}` },
			bypass: { kind: 'none', definition: null },
			reEntry: null,
			budget: createBudget(null),
			strongest: { closed: () => false, began: async () => undefined, reach: async () => true },
			keep: { ...NOTHING_KEPT, auditProbability, contentDays: 7 },
			signal,
		});
	}
	return records;
}

function modelsOf(ids: readonly ModelId[]): ModelSpec[] {
	return ids.map((id, rank) => ({
		id,
		apiModel: id,
		slot: rank + 1,
		rank,
		branch: id,
		providerId: id,
		keyId: id,
		limitsKey: id,
		contextTokens: null,
		maxOutputTokens: null,
		capabilities: null,
		limits: NO_LIMITS,
		price: {
			tiers: [{ fromInputTokens: 0, inputUsdPerMTok: PRICES[id] ?? 0, cachedInputUsdPerMTok: null, outputUsdPerMTok: PRICES[id] ?? 0 }],
			source: 'row',
		},
	}));
}

/** An answer says what it is worth, for the judge and the check to read. */
function clientOf({ faults }: ChainSettings, current: () => Drawn | undefined, random: () => number): ModelClient {
	return {
		async complete({ model: { id } }) {
			if (random() < faults) return failed('server_error');
			const drawn = current();
			if (drawn?.refusedBy.has(id)) return failed('content_policy');
			const worth = drawn?.worth.get(id) ?? 1;
			return answered(
				`${id === 'strong' ? 'strong' : `worth ${String(worth)}`}${worth === 0 && id !== 'strong' && drawn?.seenThrough === true ? ' rejected' : ''}`,
			);
		},
		embed: () => Promise.reject(new Error('nothing is embedded here')),
	};
}

function failed(kind: FailureKind): CallResult {
	return {
		ok: false,
		usage: null,
		limits: null,
		failure: {
			kind,
			scope: FAILURE_RULES[kind].scope,
			httpStatus: null,
			parameter: null,
			retryAfterMs: null,
			billed: false,
			retryable: true,
			message: kind,
			summary: kind,
		},
	};
}

function answered(text: string): CallResult {
	return {
		ok: true,
		limits: null,
		answer: {
			text,
			finish: 'stop',
			usage: { inputTokens: 500, outputTokens: 500, cachedInputTokens: 0 },
			servedBy: null,
			toolCalls: [],
			logProbs: null,
		},
	};
}

const check: Check = {
	name: 'Sees Through',
	severity: 'counts',
	remedy: 'stronger',
	cost: 'free',
	needsLogProbs: false,
	settings: null,
	run: async ({ answer }) => ({ kind: 'score', score: answer.text.endsWith('rejected') ? 0 : 1, reason: 'seen' }),
};

const AUDIT_RUNS = 12;

interface AuditOptions {
	readonly record: DecisionRecord;
	readonly place: number;
	readonly drawn: Drawn | undefined;
	readonly random: () => number;
}

async function audited(settings: ChainSettings, { record, place, drawn, random }: AuditOptions): Promise<Outcome[]> {
	const pair = comparisonOf(record);
	const request = record.stored === null ? null : readKeptRequest(record.stored.prompt, 0);
	if (pair.kind === 'nothing' || request === null) return [];
	const [judge] = modelsOf([JUDGES[place < settings.newJudgeFrom * settings.requests ? 0 : 1]]);
	const models = modelsOf(record.candidates.map(({ modelId }) => modelId));
	if (judge === undefined) return [];
	const ask = {
		decision: record,
		pair,
		request,
		answers: { of: () => null, keep: () => Promise.resolve() },
		call: auditCalls(settings, drawn, random),
		judge,
		maxOutputTokens: null,
		timeoutMs: 1_000,
		modelOf: ({ modelId }: RecordedCandidate) => models.find(({ id }) => id === modelId) ?? ('no_credential' as const),
	};
	let end = await auditDecision(ask);
	// What is left waits for the next run.
	for (let runs = 1; end.kind === 'left' && runs < AUDIT_RUNS; runs++) end = await auditDecision(ask);
	if (end.kind !== 'compared') return [];
	return [
		{
			decisionId: record.id,
			modelId: pair.weaker.modelId,
			atMs: record.atMs + 1,
			score: end.score,
			source: AUDIT_SOURCE,
			judge: end.judge,
			inclusionProbability: pair.inclusionProbability,
			dedupeKey: `audit:${record.id}`,
		},
	];
}

function auditCalls(settings: ChainSettings, drawn: Drawn | undefined, random: () => number): MeteredCall {
	const client = clientOf(settings, () => drawn, random);
	const { signal } = new AbortController();
	return {
		complete: async (_purpose, request) => {
			if (!request.model.id.startsWith('judge/')) return await client.complete(request, signal);
			return random() < settings.faults
				? failed('overloaded')
				: answered(JSON.stringify({ reason: 'seen', better: judged(JSON.stringify(request.messages)) }));
		},
		embed: () => Promise.reject(new Error('nothing is embedded here')),
	};
}

/** Where an answer is worth a half, the judge takes what comes first. */
function judged(shown: string): 'A' | 'B' | 'tie' {
	const answers = /answerA\W+(worth [\d.]+|strong)[^"\\]*\W+answerB\W+(worth [\d.]+|strong)/.exec(shown);
	if (answers === null) throw new Error(`The judge was shown no answers: ${shown}`);
	const [, a, b] = answers;
	if (a === 'worth 0.5' || b === 'worth 0.5') return 'A';
	return a === 'worth 0' ? 'B' : b === 'worth 0' ? 'A' : 'tie';
}

async function* newestFirst(decisions: readonly LoggedDecision[]): AsyncGenerator<LoggedDecision> {
	yield* [...decisions].reverse();
}

function reported(decisions: readonly LoggedDecision[]): Report {
	const database = new DatabaseSync(':memory:');
	try {
		for (const migration of MIGRATIONS) database.exec(migration);
		const write = recordWriter(database);
		const outcome = database.prepare(
			'INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source, judge, inclusion_probability) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
		);
		database.exec('BEGIN');
		for (const { outcomes, ...record } of decisions) {
			write(record);
			for (const one of outcomes)
				outcome.run(one.dedupeKey, one.decisionId, one.modelId, one.atMs, one.score, one.source, one.judge, one.inclusionProbability);
		}
		database.exec('COMMIT');
		const toMs = (decisions.at(-1)?.atMs ?? 0) + 1;
		return makeReport(reportOn(database, { routerId: null, days: [{ name: 'all', startMs: FROM_MS }], toMs, goodFrom: 0.5 }));
	} finally {
		database.close();
	}
}

function truthOf(records: readonly DecisionRecord[], drawn: readonly Drawn[]): Chain['truth'] {
	let [answers, worth, falseCheap] = [0, 0, 0];
	for (const [place, { result }] of records.entries()) {
		if (result.kind !== 'answered') continue;
		const own = result.modelId === 'strong' ? 1 : (drawn[place]?.worth.get(result.modelId) ?? 1);
		answers++;
		worth += own;
		falseCheap += own < 0.5 ? 1 : 0;
	}
	return { relative: worth / answers, falseCheap: falseCheap / answers };
}
