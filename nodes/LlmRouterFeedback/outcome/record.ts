import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { DecisionModels, FeedbackLedger, OutcomeRecorded } from '../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../router/ledger/outcome';
import { shown } from '../../shared/values';
import { failedItem, itemOf, readEach, type Readable } from '../items';
import type { Operation } from '../operation';

import { readOutcome, type GivenOutcome } from './readOutcome';
import { createHash } from 'node:crypto';

/**
 * Records one outcome for each item. Every item is read, and its decision looked up, before anything is written:
 * with On Error set to Stop the first that cannot be used ends the run with nothing recorded.
 */
export const recordOutcomes: Operation = async ({ ctx, ledger, nowMs }) => {
	const given = await readEach(ctx, (index) => readOutcome(ctx, index));
	const models = await modelsOf(ledger, given);
	const known = given.map((one): Readable<Known> => ('problem' in one ? one : modelled(one, models.get(one.decisionId))));
	const readable = known.map((one, index) =>
		'problem' in one ? failedItem(ctx, index, one.problem) : { ...one, outcome: outcomeOf(one, nowMs) },
	);
	const fit = readable.flatMap((one) => ('json' in one ? [] : [one]));
	const recorded = await ledger.recordOutcomes(fit.map(({ outcome }) => outcome));
	const became = new Map(fit.map((one, index) => [one, recorded[index]]));
	return [readable.map((one, index) => ('json' in one ? one : outcomeItem(ctx, index, one, became.get(one))))];
};

/** An outcome of which it is known whose answer it is about. */
interface Known {
	readonly given: GivenOutcome;
	readonly modelId: string;
}

async function modelsOf(ledger: FeedbackLedger, given: readonly Readable<GivenOutcome>[]): Promise<ReadonlyMap<string, DecisionModels>> {
	const found = await ledger.modelsOf(given.flatMap((one) => ('problem' in one ? [] : [one.decisionId])));
	return new Map(found.map((decision) => [decision.id, decision]));
}

/** Without a model named, the outcome is of the one that answered. */
function modelled(given: GivenOutcome, decision: DecisionModels | undefined): Readable<Known> {
	if (decision === undefined) return { problem: unknown(given.decisionId) };
	const modelId = given.modelId ?? decision.chosen;
	if (modelId === null)
		return {
			problem: `Decision ID: no model answered "${shown(given.decisionId)}". Only answers can be rated; name a Model under Options if one was tried.`,
		};
	return decision.candidates.includes(modelId) ? { given, modelId } : { problem: notTried(modelId, decision.candidates) };
}

function outcomeOf({ given, modelId }: Known, atMs: number): Outcome {
	const { decisionId, score, source } = given;
	return {
		decisionId,
		modelId,
		atMs,
		score,
		source,
		judge: null,
		inclusionProbability: null,
		dedupeKey: dedupeKeyOf({ ...given, modelId }),
	};
}

function outcomeItem(
	ctx: IExecuteFunctions,
	index: number,
	{ given, modelId }: Known,
	recorded: OutcomeRecorded | undefined,
): INodeExecutionData {
	const { decisionId, score, source, compared } = given;
	switch (recorded?.kind) {
		case 'stored':
		case 'replaced':
		case 'duplicate': {
			const outcome = { decisionId, model: modelId, score, source, recorded: recorded.kind, ...(compared !== null && { compared }) };
			return itemOf({ ...ctx.getInputData()[index]?.json, outcome }, index);
		}
		case 'not_tried':
			return failedItem(ctx, index, notTried(modelId, recorded.models));
		case 'refused':
			return failedItem(ctx, index, `The outcome could not be stored: ${recorded.reason}`);
		case 'unknown_decision':
		case undefined:
			return failedItem(ctx, index, unknown(decisionId));
	}
}

function notTried(modelId: string, candidates: readonly string[]): string {
	return `Model: "${shown(modelId)}" was not among the models of this decision (${candidates.join(', ')}).`;
}

function unknown(decisionId: string): string {
	return `Decision ID: "${shown(decisionId)}" is not in the log. It may be from another n8n instance, deleted, or replaced by a retry; without a Postgres store, each worker has a log of its own.`;
}

interface Given {
	readonly decisionId: string;
	readonly modelId: string;
	readonly source: string;
	/** Who gave it; empty: nobody in particular. */
	readonly ratedBy: string;
	/** The user's own; empty: none. */
	readonly dedupeKey: string;
}

/**
 * What makes two outcomes one. Left to us, each person of each source has one opinion of an answer: who rates again
 * has changed their mind. Who they are is not kept: the hash tells apart those who rated one decision, and links
 * nobody's ratings of two.
 */
function dedupeKeyOf({ decisionId, modelId, source, ratedBy, dedupeKey }: Given): string {
	if (dedupeKey !== '') return dedupeKey;
	const key = `${decisionId}:${modelId}:${source}`;
	return ratedBy === '' ? key : `${key}:${createHash('sha256').update(`${key}:${ratedBy}`).digest('hex').slice(0, HASH_CHARS)}`;
}

const HASH_CHARS = 16;
