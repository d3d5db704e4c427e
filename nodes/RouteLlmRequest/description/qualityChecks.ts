import { moreChecks } from './checks';
import { collection, type CollectionOptions } from './collection';
import { LIMITS } from './defaults';
import { whenAnswering } from './show';

/** What decides whether an answer is good enough. */
export const qualityChecks: CollectionOptions = {
	displayName: 'Quality Checks',
	name: 'qualityChecks',
	description: 'What an answer must pass. If it fails, a stronger model is asked; if none is left, the item goes to Fallback.',
	fields: [
		{
			displayName: 'Not Empty',
			name: 'checkNotEmpty',
			type: 'boolean',
			default: true,
			description: 'Whether to reject an answer without any text and ask a stronger model',
		},
		{
			displayName: 'Not Cut Off',
			name: 'checkNotCutOff',
			type: 'boolean',
			default: true,
			description: 'Whether to reject an answer that stopped at the output limit and ask a model with a larger one',
		},
		moreChecks,
		{
			displayName: 'Minimum Score',
			name: 'minimumScore',
			type: 'number',
			typeOptions: { minValue: LIMITS.minimumScore.min, maxValue: LIMITS.minimumScore.max, numberPrecision: 2 },
			default: 0.5,
			description: 'From 0 to 1. An answer whose lowest check score is below this is rejected, and a stronger model is asked.',
		},
		{
			displayName: 'Maximum Steps',
			name: 'maxSteps',
			type: 'number',
			typeOptions: { minValue: LIMITS.maxSteps.min, maxValue: LIMITS.maxSteps.max, numberPrecision: 0 },
			default: 0,
			description:
				'How many models may answer one item, including the first; the last one is always the strongest. 0: every stronger model is asked in turn.',
		},
	],
	displayOptions: whenAnswering,
};

export const qualityChecksField = collection(qualityChecks);
