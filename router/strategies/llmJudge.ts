import { createHash } from 'node:crypto';

import type { MeteredCall } from '../calls/client';
import { requestAsData } from '../judging/dataFence';
import { judgeTier, type TierVerdict } from '../judging/judgeTier';
import { createSilentJudge } from '../judging/silentJudge';
import { HARDEST_TIER, JUDGE_VERSION, tierOf, TIERS, type Tier } from '../judging/tiers';
import type { ModelId, ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';

import { choiceOf, type ChoiceFacts } from './choice';
import { requiredStrength, riskOf } from './classifierRisk';
import type { ClassifierWeights } from './classifierWeights';
import type { Ranking, Strategy, RankOptions } from './strategy';

/** What is remembered of a verdict: plain JSON. */
export type RememberedVerdict = Pick<TierVerdict, 'tier' | 'confidence' | 'reason'>;

/** Verdicts of requests judged before, by hash. How long they live is its own affair. */
export interface VerdictCache {
	get(key: string): RememberedVerdict | null;
	set(key: string, verdict: RememberedVerdict): void;
	/** Why a judge that was paid gave no verdict, by the same key, for who tries the item again. Default: not remembered. */
	readonly paidInVain?: {
		get(key: string): string | null;
		set(key: string, why: string): void;
	};
}

export interface LlmJudgeOptions {
	readonly judge: ModelSpec;
	/** The workflow owner's words for the judge; may be empty. */
	readonly criteria: string;
	/** Milliseconds one call of the judge may take. */
	readonly timeoutMs: number;
	readonly weights: ClassifierWeights;
	/** The classifier's own threshold, in [0, 1]: what its tier is read with. */
	readonly classifierThreshold: number;
	readonly cache: VerdictCache;
	/** Takes keys out of what the judge said, before it is remembered. */
	readonly clean: (text: string) => string;
}

/**
 * A small model says how hard the request is; the tier chooses the model by rank. The Threshold is the least
 * confidence with which a tier is taken at its word: below it one tier harder. A prompt that talks the judge
 * down gets one step below the classifier's tier at most. No verdict: the strongest model.
 */
export function createLlmJudgeStrategy(options: LlmJudgeOptions): Strategy {
	const { judge, criteria, timeoutMs, weights, classifierThreshold } = options;
	const verdictOf = createVerdicts(options);
	const silent = createSilentJudge();
	return {
		name: 'llm_judge',
		settings: { judge: judge.id, criteria, timeoutMs, classifierThreshold, tiers: JUDGE_VERSION },
		weightsVersion: weights.version,
		async rank(ask) {
			if (ask.models.length === 1) return choice(ask.models, HARDEST_TIER, { confidence: null, why: 'Only one model is enabled' });
			const verdict = await verdictOf(ask);
			if (ask.call.allows?.(judge) !== false) silent.count(verdict);
			if (verdict.kind === 'failed') {
				return choice(ask.models, HARDEST_TIER, { confidence: null, why: `The judge gave no verdict (${verdict.why})` });
			}
			return rankByVerdict(verdict, ask, classifierTier(ask.request, weights, classifierThreshold));
		},
		notices() {
			const never = silent.never();
			if (never === null) return [];
			return [
				`The judge ${judge.id} gave no verdict at all, so ${never.requests} went to the strongest model (${never.why}). Test the judge or choose another Judge Model.`,
			];
		},
	};
}

/** Which model each tier goes to, easiest first: what the panel and the docs show. */
export function tierMapping(models: readonly ModelSpec[]): { readonly tier: string; readonly modelId: ModelId }[] {
	return Object.entries(TIERS).map(([tier, { name }]) => ({ tier: name, modelId: modelFor(tierOf(Number(tier)), models).id }));
}

/** The tier the classifier would give: how strong a model its risk asks for, in fifths of the ladder. */
function classifierTier(request: AnalyzedRequest, weights: ClassifierWeights, threshold: number): Tier {
	const strength = requiredStrength(riskOf(request, weights).risk, threshold, weights.rankPower);
	return tierOf(Math.ceil(strength * HARDEST_TIER - ROUNDING));
}

/** A strength of exactly one step must not become the next for a last bit. */
const ROUNDING = 1e-9;

type Verdict = Awaited<ReturnType<typeof judgeTier>>;

/** The same request is judged once: remembered, or shared with whoever is asking right now. A failure is for the same item only. */
function createVerdicts({ judge, criteria, timeoutMs, cache, clean }: LlmJudgeOptions): (options: RankOptions) => Promise<Verdict> {
	const asking = new Map<string, Promise<Verdict>>();
	return async ({ request, call }) => {
		const key = keyOf([JUDGE_VERSION, judge.id, criteria, requestAsData(request)]);
		const known = cache.get(key);
		if (known !== null) return { kind: 'verdict', ...known };
		const why = cache.paidInVain?.get(key) ?? null;
		if (why !== null) return { kind: 'failed', why };
		if (call.allows?.(judge) === false) return { kind: 'failed', why: 'it is not in Allowed Models' };
		const running = asking.get(key);
		if (running !== undefined) return await running;
		const watched = watchPaid(call);
		const verdict = judgeTier({ call: watched.call, purpose: 'judge', model: judge, request, criteria, timeoutMs, clean });
		asking.set(key, verdict);
		try {
			const had = await verdict;
			if (had.kind === 'verdict') cache.set(key, { tier: had.tier, confidence: had.confidence, reason: had.reason });
			else if (watched.paid()) cache.paidInVain?.set(key, had.why);
			return had;
		} finally {
			asking.delete(key);
		}
	};
}

/** The same calls, and whether any of them was or may have been paid. */
function watchPaid(call: MeteredCall): { readonly call: MeteredCall; readonly paid: () => boolean } {
	let paid = false;
	const complete: MeteredCall['complete'] = async (purpose, request) => {
		const had = await call.complete(purpose, request);
		paid ||= had.ok || had.failure.billed;
		return had;
	};
	return { call: { ...call, complete }, paid: () => paid };
}

function keyOf(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function rankByVerdict(verdict: TierVerdict, { models, threshold }: RankOptions, classified: Tier): Ranking {
	const { tier, confidence } = verdict;
	const trusted = confidence >= threshold ? tier : tierOf(tier + 1);
	const least = tierOf(classified - 1);
	const final = least > trusted ? least : trusted;
	let why = `The judge rated it ${TIERS[tier].name} (confidence ${confidence.toFixed(2)})`;
	if (final > trusted) why += `, raised to ${TIERS[final].name} by the classifier`;
	else if (trusted > tier) why += `, raised to ${TIERS[trusted].name} because that is below ${threshold}`;
	return choice(models, final, { confidence, why, ...(verdict.reason !== '' && { quote: verdict.reason }) });
}

function choice(
	models: readonly ModelSpec[],
	tier: Tier,
	{ why, ...facts }: Omit<ChoiceFacts, 'reason'> & { readonly why: string },
): Ranking {
	const { id, branch } = modelFor(tier, models);
	return choiceOf(id, { ...facts, reason: `${why}, so ${branch}` });
}

/** Ranks may have gaps where a model is switched off: places are counted among the enabled models. */
function modelFor(tier: Tier, models: readonly ModelSpec[]): ModelSpec {
	const ordered = models.toSorted((a, b) => a.rank - b.rank);
	const model = ordered[Math.round((tier / HARDEST_TIER) * (ordered.length - 1))];
	if (model === undefined) throw new Error('No model is enabled');
	return model;
}
