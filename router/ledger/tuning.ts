import { z } from '../../vendor/zod';

const count = z.number().int().nonnegative();

/** Why Auto-Tune drew a decision for an audit, as it was when it was drawn. */
export const ticketSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('rung'), start: count, ladder: count, modelId: z.string(), rung: count, frontier: count }),
	/** Another request's answer is compared in the place of this model's. */
	z.object({ kind: z.literal('control'), start: count, modelId: z.string() }),
	z.object({ kind: z.literal('watch'), start: count, ladder: count, modelId: z.string() }),
]);
export type Ticket = Readonly<z.infer<typeof ticketSchema>>;

/** What Auto-Tune knew of a decision before any call, and what it drew. */
export const tuningSchema = z.object({
	/** Of what it is about: decisions of another basis count for nothing. */
	basis: z.string(),
	/** How much the request needs the strongest model, by the frozen score; higher is more. */
	score: z.number(),
	/** With which it was to be drawn, in [0, 1]. */
	probability: z.number().min(0).max(1),
	/** `null`: it was not drawn. */
	ticket: ticketSchema.nullable(),
});
export type Tuning = Readonly<z.infer<typeof tuningSchema>>;

/** What came of an audit that Auto-Tune drew. */
export const auditResultSchema = z.discriminatedUnion('kind', [
	/** In [0, 1]: how much worse the weaker answer is. */
	z.object({ kind: z.literal('loss'), loss: z.number().min(0).max(1) }),
	/** Whether the judge took another request's answer for as good. */
	z.object({ kind: z.literal('control'), passed: z.boolean() }),
	/** A control that could not be made, whatever the judge is like. */
	z.object({ kind: z.literal('void') }),
]);
export type AuditResult = Readonly<z.infer<typeof auditResultSchema>>;
