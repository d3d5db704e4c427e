import { z } from '../../vendor/zod';
import type { Purpose, Usage } from '../calls/client';
import type { FailureKind, FailureScope } from '../calls/failure';
import type { Price } from '../registry/model';
import type { Signals } from '../request/request';

import type { Charge, DecisionRecord, RecordedAttempt, RecordedCandidate, RecordedResult } from './record';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
const epochMs = z.number().int();
const nanoUsd = z.number().int().safe();

export const signalsSchema = z.object({
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
	format: z.enum(['json', 'table', 'list', 'code', 'text']),
	priorTurns: amount,
}) satisfies z.ZodType<Signals>;

export const priceSchema = z.object({
	tiers: z.array(
		z.object({
			fromInputTokens: count,
			inputUsdPerMTok: z.number(),
			cachedInputUsdPerMTok: z.number().nullable(),
			outputUsdPerMTok: z.number(),
		}),
	),
	source: z.enum(['row', 'credential', 'catalogue']),
}) satisfies z.ZodType<Price>;

const usageSchema = z.object({ inputTokens: count, outputTokens: count, cachedInputTokens: count }) satisfies z.ZodType<Usage>;

const purposeSchema = z.enum(['answer', 'draft', 'failed', 'judge', 'check', 'embedding', 'shadow']) satisfies z.ZodType<Purpose>;

const failureKindSchema = z.enum([
	'rate_limited',
	'quota_exhausted',
	'overloaded',
	'server_error',
	'timeout',
	'connection',
	'auth',
	'model_not_found',
	'unsupported',
	'context_too_long',
	'content_policy',
	'bad_request',
	'invalid_response',
	'truncated',
	'downstream',
	'cancelled',
]) satisfies z.ZodType<FailureKind>;

const scopeSchema = z.enum(['request', 'model', 'request+model', 'key', 'provider']) satisfies z.ZodType<FailureScope>;

const candidateSchema = z.object({
	modelId: z.string(),
	rank: count,
	price: priceSchema.nullable(),
	limitsKey: z.string(),
	excludedBy: z.string().nullable(),
	quality: z.number().nullable(),
	prior: z.number().nullable(),
	propensity: z.number(),
}) satisfies z.ZodType<RecordedCandidate>;

const attemptSchema = z.object({
	modelId: z.string(),
	why: z.enum(['first', 'retry', 'fallback', 'escalation']),
	startedMs: epochMs,
	endedMs: epochMs,
	omitted: z.array(z.string()),
	result: z.discriminatedUnion('kind', [
		z.object({
			kind: z.literal('answered'),
			finish: z.enum(['stop', 'length', 'other']),
			usage: usageSchema.nullable(),
			servedBy: z.string().nullable(),
			answerChars: count,
			verdict: z.enum(['accepted', 'rejected', 'unchecked']),
			score: z.number().nullable(),
			reasons: z.array(z.string()),
		}),
		z.object({
			kind: z.literal('failed'),
			failure: failureKindSchema,
			scope: scopeSchema,
			httpStatus: z.number().int().nullable(),
			retryAfterMs: z.number().nullable(),
			billed: z.boolean(),
			message: z.string(),
		}),
		z.object({ kind: z.literal('full'), freeAtMs: epochMs }),
		z.object({ kind: z.literal('never_fits') }),
	]),
}) satisfies z.ZodType<RecordedAttempt>;

const chargeSchema = z.object({
	id: z.string(),
	decisionId: z.string(),
	attempt: count.nullable(),
	modelId: z.string(),
	purpose: purposeSchema,
	usage: usageSchema.nullable(),
	costNanoUsd: nanoUsd.nullable(),
	basis: z.enum(['reported', 'estimated', 'unknown']),
}) satisfies z.ZodType<Charge>;

const resultSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('answered'), modelId: z.string(), slot: count }),
	z.object({ kind: z.literal('routed'), modelId: z.string(), slot: count }),
	z.object({ kind: z.literal('fallback'), failure: z.string() }),
	z.object({ kind: z.literal('cancelled') }),
]) satisfies z.ZodType<RecordedResult>;

/** A decision as it is read back from where it was stored. */
export const decisionRecordSchema = z.object({
	id: z.string(),
	atMs: epochMs,
	dedupeKey: z.string(),
	routerId: z.string(),
	routerName: z.string().nullable(),
	policyHash: z.string(),
	policyBasis: z.string(),
	weightsVersion: z.string().nullable(),
	strategy: z.string(),
	threshold: z.number().nullable(),
	forcedBy: z.enum(['bypass', 'session', 're_entry', 'exploration']).nullable(),
	reEntryOf: z.string().nullable(),
	reason: z.string(),
	degraded: z.boolean(),
	signals: signalsSchema.nullable(),
	features: z.object({ bytes: z.instanceof(Uint8Array), expiresAtMs: epochMs }).nullable(),
	stored: z.object({ prompt: z.string(), answer: z.string().nullable(), expiresAtMs: epochMs }).nullable(),
	subjectKey: z.string().nullable(),
	audit: z.object({ probability: z.number(), chosen: z.boolean() }).nullable(),
	candidates: z.array(candidateSchema),
	attempts: z.array(attemptSchema),
	charges: z.array(chargeSchema),
	result: resultSchema,
}) satisfies z.ZodType<DecisionRecord>;
