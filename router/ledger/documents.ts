import { z } from '../../vendor/zod';

import type { FeedbackLedger, StoredDocument } from './feedbackPort';

/** What is kept by name and version beside the decisions. */
export const DOCUMENTS = {
	/** A threshold with a name, which nodes read: `ThresholdDocument`. */
	threshold: 'threshold',
	/** Trained classifier weights, which nodes read: `WeightsDocument`. */
	weights: 'weights',
	/** What the adaptive strategy has learned, by router: `AdaptiveDocument`. */
	adaptive: 'adaptive',
	/** What an audit job has spent today. */
	auditSpending: 'audit_spending',
	/** What Auto-Tune knows, by router: `TuningDocument`. */
	autoTune: 'auto_tune',
	/** Where an alert stands. */
	alert: 'alert',
} as const;

const tiesSchema = z.object({
	policyBasis: z.string(),
	judge: z.string(),
	weightsVersion: z.string().nullable(),
	models: z.array(z.string()),
	traffic: z.object({ requests: z.number(), tenths: z.array(z.number()) }),
});

/** A threshold by name. Nodes that read it go on with their own where its certificate does not speak of their policy. */
export const thresholdDocumentSchema = z.object({
	threshold: z.number().min(0).max(1),
	/** What it was certified for; `null`: the user has set it. */
	certificate: tiesSchema
		.extend({
			target: z.number(),
			confidence: z.number(),
			threshold: z.number(),
			risk: z.object({ estimate: z.number(), upper: z.number() }),
			auditsUsed: z.number(),
			period: z.object({ fromMs: z.number(), toMs: z.number() }),
			/** `workflow:node` whose log it was computed on. */
			routerId: z.string(),
		})
		.nullable(),
});
export type ThresholdDocument = z.infer<typeof thresholdDocumentSchema>;

/** Set where this version is as an earlier one was: which; 0: the shipped weights. */
const rolledBackTo = z.number().int().nonnegative().optional();

const trainedSchema = z.object({
	kind: z.literal('trained'),
	/** As `encodeWeights` wrote them. */
	weights: z.object({ version: z.string(), featuresVersion: z.string() }).passthrough(),
	/** What they were compared with, and how they did there. */
	measured: z.unknown(),
	rolledBackTo,
});

/** One version of weights by name. Rolling back adds a version that is as an earlier one was. */
export const weightsDocumentSchema = z.discriminatedUnion('kind', [z.object({ kind: z.literal('shipped'), rolledBackTo }), trainedSchema]);
export type WeightsDocument = z.infer<typeof weightsDocumentSchema>;

/**
 * The newest version, or the one asked for, checked; `null`: there is none.
 * @throws Error where what is stored cannot be read, as another version of this package may have written it.
 */
export async function readDocument<T>(
	ledger: Pick<FeedbackLedger, 'getDocument'>,
	{
		kind,
		name,
		version,
		schema,
	}: { readonly kind: string; readonly name: string; readonly version?: number; readonly schema: z.ZodType<T, z.ZodTypeDef, unknown> },
): Promise<(Omit<StoredDocument, 'json'> & { readonly value: T }) | null> {
	const stored = await ledger.getDocument(kind, name, version);
	if (stored === null) return null;
	const { json, ...head } = stored;
	const parsed = schema.safeParse(json);
	if (!parsed.success)
		throw new Error(
			`The ${kind} "${name}" (version ${String(head.version)}) was written by another version of this package and cannot be read.`,
		);
	return { ...head, value: parsed.data };
}
