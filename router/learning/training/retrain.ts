import { DOCUMENTS } from '../../ledger/documents';
import type { FeedbackLedger } from '../../ledger/feedbackPort';
import { type ClassifierWeights, encodeWeights } from '../../strategies/classifierWeights';
import { shippedWeights } from '../../strategies/shippedWeights';
import { toActiveVersion, weightsOf } from '../../strategies/weightsDocument';
import { z } from '../../../vendor/zod';

import { type OwnExamplesRead, readOwnExamples } from './readOwnExamples';
import { type TrainingGain, trainOn } from './train';

export interface RetrainOptions {
	readonly ledger: Pick<FeedbackLedger, 'examples' | 'getDocument' | 'putDocument'>;
	/** Of the weights. */
	readonly name: string;
	/** Whose decisions to learn from; `null`: of all routers. */
	readonly routerId: string | null;
	/**
	 * `shipped`: from the shipped weights, with all there is. `in_use`: from those in use, with what was judged since they
	 * were trained, so that what they learned of decisions forgotten since stays.
	 */
	readonly startFrom: 'shipped' | 'in_use';
	/** As `trainOn` has it. */
	readonly embeddings?: boolean;
	/** Epoch ms. */
	readonly nowMs: number;
	/** As `trainOn` has it. It may end everything by throwing: nothing is stored before the end. */
	readonly pause: () => Promise<void>;
}

/** Weights by name as they stand: version 0 is the shipped ones, where nothing was stored yet. */
export interface ActiveWeights {
	readonly version: number;
	readonly weightsVersion: string;
}

export type Retrained = { readonly before: ActiveWeights; readonly unused: OwnExamplesRead['unused']; readonly note: string | null } & (
	| ({ readonly kind: 'better'; readonly after: ActiveWeights } & TrainingGain)
	/** Somebody else stored `version` meanwhile; what was trained is not stored. */
	| ({ readonly kind: 'conflict'; readonly version: number } & TrainingGain)
	| ({ readonly kind: 'no_better' } & TrainingGain)
	/** `about` how many more judged decisions it takes; `examples`: what there is. */
	| { readonly kind: 'not_enough_data'; readonly about: number; readonly examples: number }
);

/** Always the same, so that one log gives one result. */
const SEED = 1;

/**
 * Trains on the log and stores a new version where it predicts better than the weights in use, beyond noise. The same
 * log a second time gives the same weights, which are no better than themselves, so nothing is stored twice.
 * @throws Error where the ledger cannot be used.
 */
export async function retrain({ ledger, name, routerId, startFrom, embeddings = true, nowMs, pause }: RetrainOptions): Promise<Retrained> {
	const inUse = await readInUse(ledger, name);
	const prior = startFrom === 'shipped' ? shippedWeights() : inUse.weights;
	const { examples, unused } = await readOwnExamples({
		ledger,
		routerId,
		judgedAfterMs: startFrom === 'shipped' ? null : inUse.trainedAtMs,
		pause,
	});
	const result = await trainOn({ examples, prior, inUse: inUse.weights, seed: SEED, embeddings, pause });
	const common = { before: { version: inUse.version, weightsVersion: inUse.weights.version }, unused, note: inUse.problem };
	if (result.kind === 'not_enough_data') return { ...common, ...result, examples: examples.length };
	const { kind, difference, interval, atDefault, heldOut, embedded, embeddings: read } = result;
	const measured: TrainingGain = { difference, interval, atDefault, heldOut, examples: result.examples, embedded, embeddings: read };
	if (kind === 'no_better') return { ...common, kind, ...measured };
	const json = {
		kind: 'trained',
		weights: encodeWeights(result.weights),
		measured: { ...measured, against: inUse.weights.version, trainedAtMs: nowMs, routerId },
	};
	const stored = await ledger.putDocument({ kind: DOCUMENTS.weights, name, json, expectedVersion: inUse.version });
	if (stored.kind === 'conflict') return { ...common, kind: 'conflict', version: stored.version, ...measured };
	return { ...common, kind, after: { version: stored.version, weightsVersion: result.weights.version }, ...measured };
}

interface InUse {
	readonly weights: ClassifierWeights;
	/** What the next version is made from: 0 where there is none. */
	readonly version: number;
	/** When they were trained, epoch ms; `null`: they are the shipped ones. */
	readonly trainedAtMs: number | null;
	readonly problem: string | null;
}

/** What is written with trained weights beside how they did, and read back. */
const trainedSchema = z.object({ trainedAtMs: z.number() });

/** What cannot be read any more is not in use: nodes that were told to use it go on with the shipped weights. */
async function readInUse(ledger: RetrainOptions['ledger'], name: string): Promise<InUse> {
	const newest = await ledger.getDocument(DOCUMENTS.weights, name);
	if (newest === null) return { weights: shippedWeights(), version: 0, trainedAtMs: null, problem: null };
	const { weights, problem } = await weightsOf(ledger, { name, version: newest.version });
	return {
		weights,
		version: newest.version,
		trainedAtMs: trainedSchema.safeParse(toActiveVersion(newest).measured).data?.trainedAtMs ?? null,
		problem,
	};
}
