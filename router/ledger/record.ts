import { VERDICTS, WHYS } from '../calls/attempt';
import { FINISHES, PURPOSES, type Usage } from '../calls/client';
import { FAILURE_RULES, FAILURE_SCOPES, type FailureKind } from '../calls/failure';
import { PRICE_SOURCES, type Price } from '../registry/model';
import { WANTED_FORMATS, type Signals } from '../request/request';
import { z } from '../../vendor/zod';

import { sameAs, type ReadOnly } from './schemaTypes';
import { tuningSchema } from './tuning';

// What is kept of a request: each schema is also the type, so that nothing can be written that is not read back.
// Stored rows are old rows: a value or field that was ever written stays readable.

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const epochMs = z.number().int();
const nanoUsd = z.number().int().safe();

const hardnessSchema = z.object({ version: z.string(), demand: z.number(), difficulty: z.number() });

export const signalsSchema = sameAs<Signals>()(
	z.object({
		requestTokens: amount,
		lastTurnTokens: amount,
		chars: amount,
		words: amount,
		sentences: amount,
		hasCode: z.boolean(),
		hasMath: z.boolean(),
		hasTable: z.boolean(),
		urls: amount,
		images: amount,
		questions: amount,
		constraints: amount,
		steps: amount,
		reasoningWords: amount,
		domainWords: amount,
		routineWords: amount,
		language: z.string().nullable(),
		format: z.enum(WANTED_FORMATS),
		priorTurns: amount,
		hardness: hardnessSchema.nullable().default(null),
	}),
);

export const priceSchema = sameAs<Price>()(
	z.object({
		tiers: z.array(
			z.object({
				fromInputTokens: count,
				inputUsdPerMTok: z.number(),
				cachedInputUsdPerMTok: z.number().nullable(),
				cacheWriteUsdPerMTok: z.number().optional(),
				cacheWrite1hUsdPerMTok: z.number().optional(),
				outputUsdPerMTok: z.number(),
			}),
		),
		source: z.enum(PRICE_SOURCES),
	}),
);

const usageSchema = sameAs<Usage>()(
	z.object({
		inputTokens: count,
		outputTokens: count,
		reasoningTokens: count.optional(),
		cachedInputTokens: count,
		cacheWriteTokens: count.optional(),
		cacheWrite1hTokens: count.optional(),
	}),
);

const failureKindSchema = z.custom<FailureKind>((kind) => typeof kind === 'string' && Object.hasOwn(FAILURE_RULES, kind));

const candidateSchema = z.object({
	modelId: z.string(),
	rank: count,
	price: priceSchema.nullable(),
	limitsKey: z.string(),
	/** Why the first choice could not be this model; `null`: it could. */
	excludedBy: z.string().nullable(),
	quality: z.number().nullable(),
	/** Predicted quality before outcomes corrected it; `null`: nothing was corrected. What is learned is learned against it. */
	prior: z.number().nullable(),
	/** Probability with which it was to be the first choice. */
	propensity: z.number(),
});
export type RecordedCandidate = ReadOnly<z.infer<typeof candidateSchema>>;

export const attemptSchema = z.object({
	modelId: z.string(),
	why: z.enum(WHYS),
	startedMs: epochMs,
	endedMs: epochMs,
	omitted: z.array(z.string()),
	result: z.discriminatedUnion('kind', [
		z.object({
			kind: z.literal('answered'),
			finish: z.enum(FINISHES),
			usage: usageSchema.nullable(),
			servedBy: z.string().nullable(),
			answerChars: count,
			verdict: z.enum(VERDICTS),
			score: z.number().nullable(),
			reasons: z.array(z.string()),
		}),
		z.object({
			kind: z.literal('failed'),
			failure: failureKindSchema,
			scope: z.enum(FAILURE_SCOPES),
			httpStatus: z.number().int().nullable(),
			retryAfterMs: z.number().nullable(),
			billed: z.boolean(),
			message: z.string(),
		}),
		z.object({ kind: z.literal('full'), freeAtMs: epochMs }),
		z.object({ kind: z.literal('never_fits') }),
	]),
});
/** An attempt as it is kept: no prompt text, no answer text. */
export type RecordedAttempt = ReadOnly<z.infer<typeof attemptSchema>>;

export const chargeSchema = z.object({
	id: z.string(),
	decisionId: z.string(),
	/** Index into the decision's attempts; `null` for judges, embeddings and the like. */
	attempt: count.nullable(),
	modelId: z.string(),
	purpose: z.enum(PURPOSES),
	usage: usageSchema.nullable(),
	/** `null`: the price or the usage is unknown. */
	costNanoUsd: nanoUsd.nullable(),
	/** What it would have cost by the price list, where `costNanoUsd` is what the provider billed; absent: unknown. */
	listCostNanoUsd: nanoUsd.optional(),
	/** The cost is what the provider `billed`, priced from tokens it `reported` or we `estimated` from the texts, or `unknown`. */
	basis: z.enum(['billed', 'reported', 'estimated', 'unknown']),
});
/** One paid call and what it was for. */
export type Charge = ReadOnly<z.infer<typeof chargeSchema>>;

const resultSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('answered'), modelId: z.string(), slot: count }),
	z.object({ kind: z.literal('routed'), modelId: z.string(), slot: count }),
	/** `failure`: the reason as it stands in the item's `llmRoute.failure`. */
	z.object({ kind: z.literal('fallback'), failure: z.string() }),
	z.object({ kind: z.literal('cancelled') }),
]);
export type RecordedResult = ReadOnly<z.infer<typeof resultSchema>>;

export const resultKindSchema = sameAs<RecordedResult['kind']>()(z.enum(['answered', 'routed', 'fallback', 'cancelled']));

export const decisionRecordSchema = z.object({
	id: z.string(),
	atMs: epochMs,
	/** `execution:node:run:item`: a record written twice is one record. */
	dedupeKey: z.string(),
	/** `workflow:node`. */
	routerId: z.string(),
	/** What people called it then; `null`: nobody said. */
	routerName: z.string().nullable(),
	policyHash: z.string(),
	/** Hash of the same policy whatever its threshold: what is learned of one threshold can be used for another. */
	policyBasis: z.string(),
	weightsVersion: z.string().nullable(),
	strategy: z.string(),
	threshold: z.number().nullable(),
	forcedBy: z.enum(['bypass', 'session', 're_entry', 'exploration']).nullable(),
	reEntryOf: z.string().nullable(),
	reason: z.string(),
	degraded: z.boolean(),
	/** `null` where there was no request to read (no prompt). */
	signals: signalsSchema.nullable(),
	/** Of what all items are asked alike: system message and fixed words of the prompt. `null`: there were none, or it is an older row. */
	taskSignals: signalsSchema.nullable(),
	/** Of the item's own words, where the prompt has fixed ones too; `null`: `signals` are those. */
	itemSignals: signalsSchema.nullable(),
	/** As `encodeFeatures` wrote them. Hashed n-grams can be reversed with a dictionary: only by opt-in, and for a time. */
	features: z.object({ bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array), expiresAtMs: epochMs }).nullable(),
	stored: z.object({ prompt: z.string(), answer: z.string().nullable(), expiresAtMs: epochMs }).nullable(),
	subjectKey: z.string().nullable(),
	/**
	 * Whose budget it was counted in, as a keyed hash; `text` is the key itself, by opt-in. `null`: the one that all
	 * without a key share.
	 */
	budgetKey: z.object({ hash: z.string(), text: z.string().nullable() }).nullable(),
	/** Which conversation it belonged to, as a keyed hash; `null`: to none, or nobody wrote it down. */
	sessionKey: z.string().nullable(),
	/**
	 * Whether a shadow audit could look at it, known before any call: with which probability chance chose it, and
	 * whether it did. `null`: it could not (audits are off, Route Only, nothing to ask, a prompt too long to keep), so
	 * audits say nothing of it.
	 */
	audit: z.object({ probability: z.number(), chosen: z.boolean() }).nullable(),
	/** What Auto-Tune had of it; `null`: it was not asked, or the request does not count there. */
	tuning: tuningSchema.nullable(),
	candidates: z.array(candidateSchema),
	attempts: z.array(attemptSchema),
	charges: z.array(chargeSchema),
	result: resultSchema,
});
/** All that was decided about one request, and what came of it. Times are epoch ms. */
export type DecisionRecord = ReadOnly<z.infer<typeof decisionRecordSchema>>;
