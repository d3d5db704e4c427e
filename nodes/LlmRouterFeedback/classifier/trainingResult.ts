import type { IDataObject } from 'n8n-workflow';

import type { RetrainOptions, Retrained, ActiveWeights } from '../../../router/learning/training/retrain';
import type { TrainingGain } from '../../../router/learning/training/train';

/** What training came to, in words and figures. Shares are of all requests, in [0, 1]; differences are of the mean log loss. */
export function trainingTold(
	{ name, routerId, startFrom }: Pick<RetrainOptions, 'name' | 'routerId' | 'startFrom'>,
	retrained: Retrained,
): IDataObject {
	const { kind, before, unused, note } = retrained;
	const after = kind === 'better' ? retrained.after : before;
	return {
		result: kind,
		replaced: kind === 'better',
		message: [messageOf(name, startFrom, retrained), ...(note === null ? [] : [note])].join(' '),
		weightsName: name,
		router: routerId,
		versionBefore: before.version,
		version: after.version,
		weightsBefore: before.weightsVersion,
		weights: after.weightsVersion,
		...(kind === 'not_enough_data' ? { examples: retrained.examples, moreNeeded: retrained.about } : measuredTold(retrained)),
		notUsed: {
			ratedAlone: unused.rated_alone,
			otherFeatures: unused.other_features,
			noChoice: unused.no_choice,
			autoTune: unused.auto_tune,
			judgedBefore: unused.judged_before,
		},
	};
}

function measuredTold({
	examples,
	heldOut,
	difference,
	interval,
	embedded,
	embeddings,
	atDefault: { threshold, before, after },
}: TrainingGain): IDataObject {
	return {
		examples,
		heldOut,
		difference: rounded(difference),
		differenceFrom: rounded(interval.from),
		differenceTo: rounded(interval.to),
		atThreshold: {
			threshold,
			cheapBefore: rounded(before.cheap),
			cheapAfter: rounded(after.cheap),
			falseCheapBefore: rounded(before.falseCheap),
			falseCheapAfter: rounded(after.falseCheap),
		},
		withEmbedding: embedded,
		embeddings:
			embeddings === null
				? null
				: {
						model: embeddings.modelId,
						difference: rounded(embeddings.difference),
						differenceFrom: rounded(embeddings.interval.from),
						differenceTo: rounded(embeddings.interval.to),
					},
	};
}

function messageOf(name: string, startFrom: RetrainOptions['startFrom'], retrained: Retrained): string {
	const inUse = namedVersion(name, retrained.before);
	switch (retrained.kind) {
		case 'better':
			return `Clearly better than ${inUse}: stored as version ${String(retrained.after.version)}. ${comparison(retrained)} ${cheapness(retrained)}${embeddingsTold(retrained)}`;
		case 'no_better':
			return `Not clearly better than ${inUse}, so nothing was replaced. ${comparison(retrained)}`;
		case 'conflict':
			return `Version ${String(retrained.version)} of "${name}" was stored by somebody else meanwhile, so what was trained here was not. Nothing is lost: train again, and it is compared with that version.`;
		case 'not_enough_data':
			return `Not enough data: about ${String(retrained.about)} more ${startFrom === 'in_use' && retrained.before.version > 0 ? 'decisions judged since the last training' : 'judged decisions'} are needed. ${teaches(retrained)}`;
	}
}

function namedVersion(name: string, { version }: ActiveWeights): string {
	return version === 0 ? 'the shipped weights' : `version ${String(version)} of "${name}"`;
}

function comparison({ examples, heldOut, difference, interval }: TrainingGain): string {
	const by = difference >= 0 ? `better by ${figure(difference)}` : `worse by ${figure(-difference)}`;
	const unseen =
		heldOut === examples
			? `all ${String(examples)} judged answers, each predicted by a fit to the others,`
			: `the newest ${String(heldOut)} of ${String(examples)} judged answers, which training did not see,`;
	return `On ${unseen} predictions were ${by} (log loss; 95 % interval of the gain ${figure(interval.from)} to ${figure(interval.to)}).`;
}

function cheapness({ atDefault: { threshold, before, after } }: TrainingGain): string {
	return `At threshold ${String(threshold)} cheaper models would have answered ${percent(after.cheap)} of those requests instead of ${percent(before.cheap)}, and ${percent(after.falseCheap)} instead of ${percent(before.falseCheap)} would have needed the strongest.`;
}

/** Whoever uses these weights has to choose the model too. */
function embeddingsTold({ embedded, embeddings }: TrainingGain): string {
	if (embeddings === null)
		return embedded === 0
			? ''
			: ` The embeddings of ${String(embedded)} answers' requests are not read: too few, not clearly better than the words, or Use Embeddings is off.`;
	return ` They read embeddings of "${embeddings.modelId}", which told ${figure(embeddings.difference)} more than the words alone: routers that use these weights need it as Embedding Model for the Classifier; without it they decide by the words.`;
}

/** Somebody whose outcomes do not count must learn why. */
function teaches({ unused }: Retrained): string {
	const reasons = [
		...(unused.rated_alone > 0
			? [
					`${String(unused.rated_alone)} rated decisions do not count, because a rating alone does not say whether the strongest model would have done better`,
				]
			: []),
		...(unused.auto_tune > 0
			? [`${String(unused.auto_tune)} were compared by Auto-Tune, which draws only requests it may send to a cheaper model`]
			: []),
		...(unused.other_features > 0 ? [`${String(unused.other_features)} were kept by another version of this package`] : []),
	];
	const why = reasons.length === 0 ? '' : ` ${reasons.join('; ')}.`;
	return `Shadow audits give them, on routers with Keep Features for Training on.${why}`;
}

function figure(value: number): string {
	const text = value.toFixed(3);
	return text.startsWith('-') ? `−${text.slice(1)}` : text;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}

function rounded(value: number): number {
	return Number(value.toFixed(5));
}
