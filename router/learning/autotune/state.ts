import { auditResultSchema, ticketSchema } from '../../ledger/tuning';
import { z } from '../../../vendor/zod';
import { TARGETS } from './numbers';

/** Another version is not read: Auto-Tune begins anew. */
export const STATE_VERSION = 1;

const count = z.number().int().nonnegative();
const percent = z.number().int().min(0).max(100);
const share = z.number().min(0).max(1);
const money = z.number().nonnegative();
const target = z.union([z.literal(TARGETS[0]), z.literal(TARGETS[1]), z.literal(TARGETS[2])]);

export type { AuditResult, Ticket } from '../../ledger/tuning';

/** What Auto-Tune is about. Another basis is another question, and begins anew. */
const basisSchema = z.object({
	/** Fingerprint of models, ranks and settings. */
	policy: z.string(),
	/** Of what orders the requests. */
	scoreVersion: z.string(),
	judge: z.string(),
	target,
	/** Cheapest first, without the strongest. */
	weaker: z.array(z.string()).min(1),
});
export type Basis = Readonly<z.infer<typeof basisSchema>>;

/** What savings are reckoned with. Never part of the promise. */
const planSchema = z.object({
	/** From the moment of this plan on. */
	expectedItems: count,
	/** Of one request, on average; by weaker model in their order. `null`: not known. */
	nanoUsd: z.object({ weaker: z.array(money), strongest: money, judge: money }).nullable(),
	/** Of all starts together. */
	mostNanoUsd: money,
});
export type Plan = Readonly<z.infer<typeof planSchema>>;

/** Where a request is in the frozen order: equal scores by a hash of the decision's id. */
const positionSchema = z.object({ score: z.number(), tie: z.number() });
export type Position = Readonly<z.infer<typeof positionSchema>>;

const rungSchema = z.object({
	/** It holds the requests above the ladder's foot, up to this percentile. */
	upTo: percent,
	/** Losses of its audits, each with how often it was seen. */
	losses: z.array(z.object({ loss: share, times: count })),
});
export type Rung = Readonly<z.infer<typeof rungSchema>>;

const ladderSchema = z.object({
	modelId: z.string(),
	/** Requests up to this percentile go to cheaper models. */
	foot: percent,
	/** Losses it may cause, as a share of all answers. */
	tolerance: share,
	error: share,
	rungs: z.array(rungSchema).min(1),
	/** Rung audited from the start, whatever is certified. */
	firstFrontier: count,
	/** Rungs that are, from the lowest on. */
	certified: count,
	/** Audits counted. */
	audits: count,
	climbing: z.union([z.literal('climbing'), z.literal('all_rungs'), z.literal('stopped'), z.literal('no_more_audits')]),
	/** Fortunes of the drift alarm. */
	watch: z.array(z.number()),
});
export type Ladder = Readonly<z.infer<typeof ladderSchema>>;

const phaseSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('not_started'), why: z.enum(['unknown_prices', 'too_few_items', 'price_ratio']) }),
	z.object({ kind: z.literal('warming'), seen: z.array(positionSchema) }),
	/** Climbing; what is certified so far is served. `order`: the percentiles. */
	z.object({ kind: z.literal('comparing'), order: z.array(positionSchema), ladders: z.array(ladderSchema) }),
	z.object({ kind: z.literal('certified'), order: z.array(positionSchema), ladders: z.array(ladderSchema) }),
	/** `order`: comparing can go on where only money was missing. */
	z.object({ kind: z.literal('does_not_pay'), order: z.array(positionSchema), ladders: z.array(ladderSchema) }),
	/** Left by a reset or with another basis alone. */
	z.object({ kind: z.literal('judge_refused') }),
]);
export type Phase = Readonly<z.infer<typeof phaseSchema>>;

export const autoTuneStateSchema = z.object({
	version: z.literal(STATE_VERSION),
	basis: basisSchema,
	plan: planSchema,
	/** Requests seen when the plan was made. */
	plannedAt: count,
	/** Which beginning this is, 1 at first: what was drawn in an earlier one counts for nothing. */
	start: count,
	/** Of the error: 1 at first, one more after each alarm or reset. */
	step: count,
	phase: phaseSchema,
	/** Requests of this basis. */
	seen: count,
	/** The last ones, by hash of the id, and who served (`recent.ts`); `next` is where the oldest is once it is full. */
	recent: z.object({ hashes: z.array(z.number()), places: z.array(count), next: count }),
	audits: z.object({
		/** In this start, controls included. */
		drawn: count,
		controlsDrawn: count,
		/** In the order drawn. A result waits for those before it: else answers that take long, the hard ones, would count last. */
		pending: z.array(z.object({ id: z.string(), ticket: ticketSchema, result: auditResultSchema.nullable() })),
		/** Hashes of the ids last drawn. */
		remembered: z.array(z.number()),
		/** Those that cost something, of all starts. */
		done: count,
		spentNanoUsd: money,
	}),
	controls: z.object({ done: count, passed: count }),
});
export type AutoTuneState = Readonly<z.infer<typeof autoTuneStateSchema>>;

/** `null`: not a state of this version. */
export function readState(json: unknown): AutoTuneState | null {
	const parsed = autoTuneStateSchema.safeParse(json);
	return parsed.success ? parsed.data : null;
}
