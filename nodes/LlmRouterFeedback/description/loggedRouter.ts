import type { INodeProperties } from 'n8n-workflow';

import { routerField } from './routerField';

type Show = NonNullable<INodeProperties['displayOptions']>['show'];

const lastDays: INodeProperties = {
	displayName: 'Last Days',
	name: 'days',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3650 },
	default: 90,
	description: 'How far to look back in the log, in days',
};

/** Which part of the log. */
export function logFields(
	show: NonNullable<Show>,
	days: Partial<Pick<INodeProperties, 'default' | 'description'>> = {},
): INodeProperties[] {
	return [
		routerField({
			description: 'Which Route LLM Request node. Left empty: the only one in the log; where there are more, the error lists them.',
			displayOptions: { show },
		}),
		{ ...lastDays, ...days, displayOptions: { show } },
	];
}

/** In alphabetical order among the others of the collection. */
export const judgeOption: INodeProperties = {
	displayName: 'Judge',
	name: 'judge',
	type: 'string',
	default: '',
	description:
		'Whose audits count, as outcomes name the judge. Left empty: the judge of the newest audit. Those of others are left out, because each judge has its own standard.',
};

export const mostOption: INodeProperties = {
	displayName: 'Most Decisions',
	name: 'most',
	type: 'number',
	typeOptions: { minValue: 100, maxValue: 500000 },
	default: 100000,
	description: 'How many decisions to read at most, the newest first. 100,000 take some 15 seconds.',
};

export const policyOption: INodeProperties = {
	displayName: 'Policy',
	name: 'policyBasis',
	type: 'string',
	default: '',
	description:
		'Which models, prices, checks and settings, as policyBasis of a decision names them. Left empty: those of the newest decision. Decisions by others are left out.',
};
