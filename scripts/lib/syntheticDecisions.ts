import { DAY_MS } from '../../router/clock';
import { createHash } from 'node:crypto';

import { costNanoUsd } from '../../router/registry/cost';
import type { Price } from '../../router/registry/model';
import type { Outcome } from '../../router/ledger/outcome';
import type { Charge, DecisionRecord, RecordedAttempt } from '../../router/ledger/record';
import { seeded } from './seeded';

/** What is true of the models: whether routing can pay. */
type Truth =
	/** The small model is as good on easy requests, and bad on hard ones. */
	| 'routing_pays'
	/** The small model is as good on all of them. */
	| 'small_is_enough'
	/** No other model is ever as good as the strongest. */
	| 'only_the_strongest';

export interface SyntheticOptions {
	readonly seed: number;
	readonly decisions: number;
	readonly truth: Truth;
	/** Chance of each answered request to be audited. */
	readonly auditProbability: number;
	readonly fromMs: number;
	readonly days: number;
}

interface SyntheticDecision {
	readonly record: DecisionRecord;
	readonly outcomes: readonly Outcome[];
}

const SMALL = 'maker/small';
const MEDIUM = 'maker/medium';
const LARGE = 'maker/large';
const MODELS: readonly string[] = [SMALL, MEDIUM, LARGE];

function price(input: number, output: number, longInput?: number): Price {
	const tier = { fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: input / 2, outputUsdPerMTok: output };
	const longer = longInput === undefined ? [] : [{ ...tier, fromInputTokens: 3_000, inputUsdPerMTok: longInput }];
	return { tiers: [tier, ...longer], source: 'catalogue' };
}

interface Router {
	readonly id: string;
	readonly strategy: string;
	readonly policyHash: string;
	readonly prices: Readonly<Record<string, Price>>;
}

const ROUTERS: readonly Router[] = [
	router('workflow-a:Route LLM Request', 'classifier', { [SMALL]: price(0.1, 0.4), [MEDIUM]: price(0.5, 2), [LARGE]: price(3, 15) }),
	router('workflow-a:Route LLM Request', 'cascade', { [SMALL]: price(0.1, 0.4), [MEDIUM]: price(0.5, 2), [LARGE]: price(3, 15) }),
	router('workflow-b:Support', 'llm_judge', { [SMALL]: price(0.15, 0.6), [MEDIUM]: price(0.8, 4), [LARGE]: price(2.5, 10, 5) }),
];

/** Decisions as the node writes them, with what audits and users found out about some; the same ones for the same seed. */
export function* syntheticDecisions(options: SyntheticOptions): Generator<SyntheticDecision> {
	const random = seeded(options.seed);
	for (let index = 0; index < options.decisions; index++) yield decide(options, index, random);
}

function decide(options: SyntheticOptions, index: number, random: () => number): SyntheticDecision {
	const router = pick(ROUTERS, random);
	const id = `${String(options.seed).padStart(8, '0')}-0000-4000-8000-${scattered(index)}`;
	const atMs = options.fromMs + Math.floor((index / options.decisions) * options.days * DAY_MS);
	const difficulty = random();
	const guess = difficulty + (random() - 0.5) * 0.2;
	const chosen = guess < 0.5 ? SMALL : guess < 0.75 ? MEDIUM : LARGE;
	const happened = happen({ router, id, atMs, chosen, difficulty, random });
	const record: DecisionRecord = {
		id,
		atMs,
		dedupeKey: `${String(options.seed)}:Route LLM Request:0:${String(index)}`,
		routerId: router.id,
		routerName: `Office / ${router.id.slice(router.id.indexOf(':') + 1)}`,
		policyHash: router.policyHash,
		policyBasis: router.policyHash,
		weightsVersion: '2026-01',
		strategy: router.strategy,
		threshold: 0.7,
		forcedBy: null,
		reEntryOf: null,
		reason: `${chosen} at 0.83 reaches the threshold 0.7`,
		degraded: random() < 0.01,
		signals: SIGNALS,
		taskSignals: null,
		itemSignals: null,
		features: null,
		stored: null,
		subjectKey: null,
		budgetKey: null,
		sessionKey: null,
		audit: null,
		tuning: null,
		candidates: MODELS.map((modelId, rank) => ({
			modelId,
			rank,
			price: router.prices[modelId] ?? null,
			limitsKey: `key:${modelId}`,
			excludedBy: null,
			prior: null,
			quality: Math.round((1 - guess / (rank + 1)) * 100) / 100,
			propensity: modelId === chosen ? 1 : 0,
		})),
		...happened,
	};
	return audited({ options, record, difficulty, random });
}

const SCATTERED_OVER = 1_000_003;

/** Twelve digits, in no order, as real ids are; no two alike. */
function scattered(index: number): string {
	const round = Math.floor(index / SCATTERED_OVER);
	return String(round * SCATTERED_OVER + ((index * 7919) % SCATTERED_OVER)).padStart(12, '0');
}

interface Case {
	readonly router: Router;
	readonly id: string;
	readonly atMs: number;
	readonly chosen: string;
	readonly difficulty: number;
	readonly random: () => number;
}

function happen(made: Case): Pick<DecisionRecord, 'attempts' | 'charges' | 'result'> {
	const { router, chosen, difficulty, random } = made;
	const log = new Log(made);
	if (router.strategy === 'llm_judge') log.aside(SMALL, 'judge');
	if (random() < 0.05) log.aside(SMALL, 'embedding');
	const roll = random();
	if (roll < 0.01) return { ...log.done(), result: { kind: 'fallback', failure: 'no_prompt' } };
	if (roll < 0.015) return { ...log.done(), result: { kind: 'cancelled' } };
	if (roll < 0.03) {
		log.failed(chosen);
		return { ...log.done(), result: { kind: 'fallback', failure: roll < 0.022 ? 'capacity' : 'deadline' } };
	}
	if (roll < 0.06) return { ...log.done(), result: { kind: 'routed', modelId: chosen, slot: MODELS.indexOf(chosen) + 1 } };
	let model = chosen;
	if (random() < 0.04) {
		log.failed(model);
		model = LARGE;
	}
	if (router.strategy === 'cascade' && model !== LARGE && random() < difficulty * 0.5) {
		log.answered(model, 'draft');
		log.aside(SMALL, 'check');
		model = LARGE;
	}
	log.answered(model, 'answer');
	return { ...log.done(), result: { kind: 'answered', modelId: model, slot: MODELS.indexOf(model) + 1 } };
}

class Log {
	private readonly attempts: RecordedAttempt[] = [];
	private readonly charges: Charge[] = [];
	private readonly inputTokens: number;
	private atMs: number;

	constructor(private readonly made: Case) {
		this.inputTokens = 20 + Math.floor(made.random() ** 4 * 6_000);
		this.atMs = made.atMs + 3;
	}

	failed(modelId: string): void {
		const startedMs = this.pass(200);
		this.attempts.push({
			modelId,
			why: this.why('fallback'),
			startedMs,
			endedMs: this.atMs,
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
		});
	}

	answered(modelId: string, purpose: 'answer' | 'draft'): void {
		const startedMs = this.pass(300 + this.made.random() ** 3 * 4_000);
		const why = this.why(this.attempts.at(-1)?.result.kind === 'answered' ? 'escalation' : 'fallback');
		const counted = this.made.random() < 0.995;
		const usage = counted
			? {
					inputTokens: this.inputTokens,
					outputTokens: 10 + Math.floor(this.made.random() ** 2 * 900),
					cachedInputTokens: this.made.random() < 0.2 ? Math.floor(this.inputTokens / 2) : 0,
				}
			: null;
		this.charge(modelId, purpose, usage, this.attempts.length);
		this.attempts.push({
			modelId,
			why,
			startedMs,
			endedMs: this.atMs,
			omitted: [],
			result: {
				kind: 'answered',
				finish: 'stop',
				usage,
				servedBy: 'served-1',
				answerChars: 800,
				verdict: purpose === 'draft' ? 'rejected' : 'accepted',
				score: 1,
				reasons: [],
			},
		});
	}

	aside(modelId: string, purpose: 'judge' | 'check' | 'embedding'): void {
		this.charge(modelId, purpose, { inputTokens: 300, outputTokens: 12, cachedInputTokens: 0 }, null);
	}

	done(): Pick<DecisionRecord, 'attempts' | 'charges'> {
		return { attempts: this.attempts, charges: this.charges };
	}

	private charge(modelId: string, purpose: Charge['purpose'], usage: Charge['usage'], attempt: number | null): void {
		const cost = usage === null ? null : costNanoUsd(this.made.router.prices[modelId] ?? null, usage);
		this.charges.push({
			id: `${this.made.id}-${String(this.charges.length)}`,
			decisionId: this.made.id,
			attempt,
			modelId,
			purpose,
			usage,
			costNanoUsd: cost,
			basis: cost === null ? 'unknown' : 'reported',
		});
	}

	private why(later: RecordedAttempt['why']): RecordedAttempt['why'] {
		return this.attempts.length === 0 ? 'first' : later;
	}

	private pass(ms: number): number {
		const startedMs = this.atMs;
		this.atMs += Math.round(ms);
		return startedMs;
	}
}

interface Auditing {
	readonly options: SyntheticOptions;
	readonly record: DecisionRecord;
	readonly difficulty: number;
	readonly random: () => number;
}

/** An audit compares a model with the strongest, whoever has answered; it is paid for, and chosen by chance alone. */
function audited({ options, record, difficulty, random }: Auditing): SyntheticDecision {
	const { result } = record;
	if (result.kind !== 'answered') return { record, outcomes: [] };
	const outcomes: Outcome[] = [];
	const charges = [...record.charges];
	// Requests that the router took for hard are looked at twice as often: the weights must make up for it.
	const probability = Math.min(1, options.auditProbability * (result.modelId === SMALL ? 1 : 2));
	const chosen = random() < probability;
	if (chosen) {
		const modelId = pick([SMALL, MEDIUM], random);
		const good = random() < goodness(options.truth, modelId, difficulty);
		const score = random() < 0.02 ? 0.5 : Number(good);
		outcomes.push({
			decisionId: record.id,
			modelId,
			atMs: record.atMs + 60_000,
			score,
			source: 'audit',
			judge: 'maker/judge',
			inclusionProbability: probability / 2,
			dedupeKey: `${record.id}:audit`,
		});
		charges.push({
			id: `${record.id}-shadow`,
			decisionId: record.id,
			attempt: null,
			modelId: LARGE,
			purpose: 'shadow',
			usage: { inputTokens: 900, outputTokens: 300, cachedInputTokens: 0 },
			costNanoUsd: 7_200_000,
			basis: 'estimated',
		});
	}
	// People rate what annoys them.
	if (random() < 0.02 + difficulty * 0.03) {
		outcomes.push({
			decisionId: record.id,
			modelId: result.modelId,
			atMs: record.atMs + 120_000,
			score: random() < 0.4 ? 1 : 0,
			source: 'rating',
			judge: null,
			inclusionProbability: null,
			dedupeKey: `${record.id}:rating`,
		});
	}
	return { record: { ...record, charges, audit: { probability, chosen } }, outcomes };
}

function goodness(truth: Truth, modelId: string, difficulty: number): number {
	if (truth === 'only_the_strongest') return 0.1;
	if (truth === 'small_is_enough') return 0.995;
	if (modelId === SMALL) return difficulty < 0.6 ? 0.99 : 0.2;
	return difficulty < 0.85 ? 0.99 : 0.3;
}

function router(id: string, strategy: string, prices: Router['prices']): Router {
	const policyHash = createHash('sha256')
		.update(JSON.stringify([id, strategy, prices]))
		.digest('hex');
	return { id, strategy, policyHash, prices };
}

function pick<T>(list: readonly T[], random: () => number): T {
	const one = list[Math.floor(random() * list.length)];
	if (one === undefined) throw new Error('There is nothing to pick from.');
	return one;
}

const SIGNALS: DecisionRecord['signals'] = {
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
};
