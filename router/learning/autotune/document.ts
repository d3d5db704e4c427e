import { z } from '../../../vendor/zod';
import { TARGETS } from './numbers';
import { autoTuneStateSchema } from './state';

/** Another version is not read: Auto-Tune begins anew. */
export const TUNING_DOCUMENT_VERSION = 1;

/** News older than the last so many are dropped. */
export const MOST_NEWS = 20;

const count = z.number().int().nonnegative();
const money = z.number().nonnegative();
const ms = z.number();

/** Something a person may want to be told. No text of any request is in it. */
const newsSchema = z.object({
	/**
	 * `certified`: a further share of requests goes to a weaker model. `stopped`: routing does not pay. `fell_back`: drift,
	 * everything goes to the strongest again. `judge_refused`: the judge passes answers of other requests. `exhausted`: Spend
	 * at Most is spent.
	 */
	kind: z.enum(['certified', 'stopped', 'fell_back', 'judge_refused', 'exhausted']),
	/** When it became known. Epoch ms. */
	atMs: ms,
	/** Of all requests, the share in percent that is certified for weaker models from now on. */
	percent: z.number().int().min(0).max(100),
	/** Which weaker model it is about; of a judge, the judge. `null`: all of them. */
	modelId: z.string().nullable(),
	target: z.union([z.literal(TARGETS[0]), z.literal(TARGETS[1]), z.literal(TARGETS[2])]),
	/** In [0, 1]. */
	confidence: z.number(),
	/** What comparisons had cost by then, and Spend at Most. */
	spentNanoUsd: money,
	mostNanoUsd: money,
});
export type TuningNews = Readonly<z.infer<typeof newsSchema>>;

/** Sums of what is known of a kind of call; both are halved now and then, so that old prices are forgotten. */
const costsSchema = z.object({ answers: count, nanoUsd: money });
export type ObservedCosts = Readonly<z.infer<typeof costsSchema>>;

const tuningDocumentSchema = z.object({
	version: z.literal(TUNING_DOCUMENT_VERSION),
	state: autoTuneStateSchema,
	/** By a person: everything goes to the strongest model and nothing is compared until it is resumed. */
	paused: z.boolean(),
	/** Of the system message or template; with another one comparing is reopened. */
	promptHash: z.string(),
	/** Trained weights that order the requests, frozen when it began; `null`: the shipped ones, or after a reset those of the next run. */
	weights: z.object({ name: z.string(), version: z.number().int() }).nullable(),
	/** Ids of the models that the basis names only by fingerprint or prompt. */
	models: z.object({ strongest: z.string(), judge: z.string() }),
	/** With this basis. Epoch ms. */
	beganAtMs: ms,
	/** Events in it, those of other bases among them: the order of the last one. */
	applied: count,
	/** Of answers, by model. */
	costs: z.record(costsSchema),
	/** Of verdicts, where they could be told from answers. */
	judge: z.object({ calls: count, nanoUsd: money }),
	/** Requests per day, whatever the basis: the last 30 and today. `day`: epoch ms ÷ DAY_MS, whole. */
	traffic: z.object({ sinceMs: ms, days: z.array(z.object({ day: z.number().int(), items: count })) }),
	/** What the plan was made with. `listed`: list prices, as canonical text. */
	planned: z.object({ atMs: ms, listed: z.string() }),
	/** Oldest first. */
	news: z.array(newsSchema).max(MOST_NEWS),
});
export type TuningDocument = Readonly<z.infer<typeof tuningDocumentSchema>>;

/** `null`: unreadable or of another version, so Auto-Tune begins anew. */
export function readTuningDocument(json: unknown): TuningDocument | null {
	const parsed = tuningDocumentSchema.safeParse(json);
	return parsed.success ? parsed.data : null;
}
