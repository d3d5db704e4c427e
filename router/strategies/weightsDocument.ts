import { DOCUMENTS, readDocument, type WeightsDocument, weightsDocumentSchema } from '../ledger/documents';
import type { FeedbackLedger, StoredDocument } from '../ledger/feedbackPort';
import { z } from '../../vendor/zod';

import { type ClassifierWeights, decodeWeights, encodedWeightsSchema } from './classifierWeights';
import { shippedWeights } from './shippedWeights';

interface WeightsOptions {
	/** As the trainer was told, `DEFAULT_WEIGHTS_NAME` unless the user named others. */
	readonly name: string;
	/** `latest`: the newest there is. */
	readonly version: number | 'latest';
}

interface ChosenWeights {
	readonly weights: ClassifierWeights;
	/** The version by that name which they are; `null`: nothing is stored that could be used, and these are the shipped ones. */
	readonly documentVersion: number | null;
	/** For people: why the shipped ones stand in for what was asked for, and what to do. Nothing trained yet is none. */
	readonly problem: string | null;
}

/**
 * The classifier's weights by name and version. It never rejects: no request fails because weights cannot be read, the
 * shipped ones decide instead. The same weights are the same object, decoded once.
 */
export async function weightsOf(ledger: Pick<FeedbackLedger, 'getDocument'>, { name, version }: WeightsOptions): Promise<ChosenWeights> {
	try {
		const read = await readWeightsDocument(ledger, { name, version });
		if (read !== null) return { weights: decoded(read.value), documentVersion: read.version, problem: null };
		return shippedBecause(version === 'latest' ? null : await missing(ledger, name, version));
	} catch (error) {
		return shippedBecause(`${error instanceof Error ? error.message : String(error)} ${TRAIN_AGAIN}`);
	}
}

/**
 * What is stored by this name, checked but not decoded; `null`: nothing, or not this version.
 * @throws Error where it cannot be read.
 */
export async function readWeightsDocument(ledger: Pick<FeedbackLedger, 'getDocument'>, { name, version }: WeightsOptions) {
	return await readDocument(ledger, {
		kind: DOCUMENTS.weights,
		name,
		schema: weightsDocumentSchema,
		...(version !== 'latest' && { version }),
	});
}

/** What a stored version says of itself, read loosely: what another version of this package wrote can be listed, and rolled back. */
interface ActiveVersion {
	readonly version: number;
	readonly atMs: number;
	/** The version that first was so; 0: the shipped weights. */
	readonly origin: number;
	/** Of the weights: a hash of what they are. */
	readonly weightsVersion: string;
	/** As the trainer wrote it. */
	readonly measured: unknown;
}

const looseSchema = z.object({
	kind: z.string().catch(''),
	rolledBackTo: z.number().optional().catch(undefined),
	weights: z.object({ version: z.string() }).optional().catch(undefined),
	measured: z.unknown(),
});

export function toActiveVersion({ version, atMs, json }: StoredDocument): ActiveVersion {
	const { kind, rolledBackTo, weights, measured = null } = looseSchema.parse(json ?? {});
	const weightsVersion = weights?.version ?? (kind === 'shipped' ? shippedWeights().version : 'unknown');
	return { version, atMs, origin: rolledBackTo ?? version, weightsVersion, measured };
}

/** @throws Error where they were made by another version of this package. */
export function decoded(document: WeightsDocument): ClassifierWeights {
	if (document.kind === 'shipped') return shippedWeights();
	const known = recent.get(document.weights.version);
	if (known !== undefined) return known;
	const parsed = encodedWeightsSchema.safeParse(document.weights);
	if (!parsed.success)
		throw new Error(`The trained weights ${document.weights.version} were written by another version of this package and cannot be read.`);
	return remembered(decodeWeights(parsed.data));
}

const TRAIN_AGAIN = 'The shipped classifier weights decide until they are trained again, or Classifier Weights is set to Shipped.';

function shippedBecause(problem: string | null): ChosenWeights {
	return { weights: shippedWeights(), documentVersion: null, problem };
}

async function missing(ledger: Pick<FeedbackLedger, 'getDocument'>, name: string, version: number): Promise<string> {
	const newest = await readWeightsDocument(ledger, { name, version: 'latest' });
	const there = newest === null ? `nothing was trained as "${name}"` : `the newest of "${name}" is version ${String(newest.version)}`;
	return `Classifier Weights: version ${String(version)} does not exist; ${there}. Choose one that exists, or Latest Trained. Until then the shipped weights decide.`;
}

/** By their version, which is a hash of what they are. A few: each is some 100 KB. */
const recent = new Map<string, ClassifierWeights>();
const MOST_REMEMBERED = 8;

function remembered(weights: ClassifierWeights): ClassifierWeights {
	const [oldest] = recent.keys();
	if (recent.size >= MOST_REMEMBERED && oldest !== undefined) recent.delete(oldest);
	recent.set(weights.version, weights);
	return weights;
}
