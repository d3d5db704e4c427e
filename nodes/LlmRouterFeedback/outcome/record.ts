import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { FeedbackLedger, OutcomeRecorded } from '../../../router/ledger/feedbackPort';
import { scoreOf, type RatingScale } from '../../../router/ledger/outcome';
import type { Outcome } from '../../../router/ledger/record';
import { z } from '../../../vendor/zod';
import { failedItem, itemOf } from '../items';
import type { Operation } from '../operation';

/** An audit comes from the audits alone: its outcomes have a probability, which nobody can give by hand. */
const RESERVED = 'audit';

/**
 * Records one outcome for each item. Every item is read before anything is written, and with On Error set to Stop
 * the first that cannot be used ends the run with nothing recorded.
 */
export const recordOutcomes: Operation = async ({ ctx, input, ledger, nowMs }) => {
	const read = input.map((_, index) => readItem(ctx, index));
	const withModels = await nameModels(ledger, read);
	const readable = withModels.map((one, index) => ('problem' in one ? failedItem(ctx, index, one.problem) : { ...one, atMs: nowMs }));
	const outcomes = readable.flatMap((one) => ('json' in one ? [] : [one]));
	const recorded = await ledger.recordOutcomes(outcomes);
	const results = new Map(outcomes.map((outcome, index) => [outcome, recorded[index]]));
	return [readable.map((one, index) => ('json' in one ? one : told(ctx, index, one, results.get(one))))];
};

interface Read extends Omit<Outcome, 'atMs' | 'modelId'> {
	readonly modelId: string | null;
}

type Readable<T> = T | { readonly problem: string };

const text = z.union([z.string(), z.number()]).nullish().transform((value) => String(value ?? '').trim());
const optionsSchema = z.object({ dedupeKey: text, modelId: text, source: text });

function readItem(ctx: IExecuteFunctions, index: number): Readable<Read> {
	const decisionId = text.catch('').parse(ctx.getNodeParameter('decisionId', index, ''));
	if (decisionId === '') return { problem: 'Decision ID: is empty. Use the ID in llmRoute of the item that came out of Route LLM Request.' };
	const scored = scoreOf({ scale: scaleSchema.parse(ctx.getNodeParameter('scale', index, 'thumbs')), value: ctx.getNodeParameter('rating', index, '') });
	if (scored.kind === 'invalid') return { problem: `Rating: ${scored.message}` };
	const options = optionsSchema.parse(ctx.getNodeParameter('options', index, {}));
	const source = options.source || 'user';
	if (source === RESERVED) return { problem: `Source: is "${RESERVED}", which is kept for audits. Use another word.` };
	return {
		decisionId,
		modelId: options.modelId || null,
		score: scored.score,
		source,
		judge: null,
		inclusionProbability: null,
		dedupeKey: options.dedupeKey || `${decisionId}:${source}`,
	};
}

const scaleSchema = z.enum(['thumbs', 'stars', 'ten', 'percent', 'score', 'label']) satisfies z.ZodType<RatingScale>;

/** Decisions are asked for together: a run may record thousands. */
const TOGETHER = 200;

/** Without a model named, the outcome is of the one that answered. */
async function nameModels(ledger: FeedbackLedger, read: readonly Readable<Read>[]): Promise<Readable<Omit<Outcome, 'atMs'>>[]> {
	const unnamed = read.flatMap((one) => ('problem' in one || one.modelId !== null ? [] : [one.decisionId]));
	const answered = await answeredBy(ledger, [...new Set(unnamed)]);
	return read.map((one) => {
		if ('problem' in one) return one;
		if (one.modelId !== null) return { ...one, modelId: one.modelId };
		const modelId = answered.get(one.decisionId);
		if (modelId === undefined) return { problem: unknown(one.decisionId) };
		return modelId === null ? { problem: `Decision ID: no model answered "${one.decisionId}". Only answers can be rated; name a Model under Options if one was tried.` } : { ...one, modelId };
	});
}

async function answeredBy(ledger: FeedbackLedger, ids: readonly string[]): Promise<Map<string, string | null>> {
	const answered = new Map<string, string | null>();
	for (let from = 0; from < ids.length; from += TOGETHER) {
		let after: string | null = null;
		do {
			const page: Awaited<ReturnType<FeedbackLedger['decisions']>> = await ledger.decisions({ filter: { ids: ids.slice(from, from + TOGETHER) }, order: 'newest', limit: TOGETHER, after });
			for (const { id, result } of page.decisions) answered.set(id, 'modelId' in result ? result.modelId : null);
			after = page.next;
		} while (after !== null);
	}
	return answered;
}

function unknown(decisionId: string): string {
	return `Decision ID: "${decisionId}" is not in the log. It may be of another n8n, deleted, or replaced by a retry.`;
}

function told(ctx: IExecuteFunctions, index: number, outcome: Outcome, recorded: OutcomeRecorded | undefined): INodeExecutionData {
	const { decisionId, modelId, score, source } = outcome;
	switch (recorded?.kind) {
		case 'stored':
		case 'replaced':
		case 'duplicate':
			return itemOf({ ...ctx.getInputData()[index]?.json, outcome: { decisionId, model: modelId, score, source, recorded: recorded.kind } }, index);
		case 'not_tried':
			return failedItem(ctx, index, `Model: "${modelId}" was not among the models of this decision (${recorded.models.join(', ')}).`);
		case 'refused':
			return failedItem(ctx, index, `The outcome could not be stored: ${recorded.reason}`);
		case 'unknown_decision':
		case undefined:
			return failedItem(ctx, index, unknown(decisionId));
	}
}
