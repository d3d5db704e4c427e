import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { explorationField, thresholdSourceFields, weightsFields } from './learned';
import { defaultModelField } from './rules';
import { STRATEGIES, STRATEGY_NAMES, type SharedField, type StrategyName } from './strategies';

const strategyField: INodeProperties = {
	displayName: 'Strategy',
	name: 'strategy',
	type: 'options',
	noDataExpression: true,
	options: STRATEGY_NAMES.map(optionOf).toSorted((a, b) => a.name.localeCompare(b.name)),
	default: 'classifier',
	description: 'How the model for each item is chosen',
};

function optionOf(value: StrategyName) {
	const { label: name, description, needsAnswers } = STRATEGIES[value];
	const shown: IDisplayOptions = { show: { operation: ['routeAndAnswer'] } };
	return { name, value, description, ...(needsAnswers !== undefined && { displayOptions: shown }) };
}

/** Where an operation was changed after the strategy was chosen. */
const routeOnlyNotices = STRATEGY_NAMES.flatMap((strategy): INodeProperties[] => {
	const { label, needsAnswers } = STRATEGIES[strategy];
	if (needsAnswers === undefined) return [];
	return [
		{
			displayName: `<b>${label}</b> ${needsAnswers}, and Route Only has none: set Operation to Route and Answer, or choose another strategy.`,
			name: `${strategy}RouteOnlyNotice`,
			type: 'notice',
			default: '',
			displayOptions: { show: { strategy: [strategy], operation: ['routeOnly'] } },
		},
	];
});

const thresholds = [...new Set(STRATEGY_NAMES.map((name) => STRATEGIES[name].threshold))].flatMap((threshold): INodeProperties[] => {
	if (threshold === null) return [];
	const { default: start, description } = threshold;
	const field: INodeProperties = {
		displayName: 'Threshold',
		name: 'threshold',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: start,
		description,
	};
	return shownFor(
		STRATEGY_NAMES.filter((name) => STRATEGIES[name].threshold === threshold),
		[field],
	);
});

/** Strategy, and all that is shown for the one that is chosen. */
export const strategyFields: readonly INodeProperties[] = [
	strategyField,
	...routeOnlyNotices,
	...own('above'),
	...shownFor(using('named_threshold'), thresholdSourceFields),
	...thresholds,
	...shownFor(using('exploration'), [explorationField]),
	...shownFor(using('weights'), weightsFields),
	...own('fields'),
	...shownFor(using('default_model'), [defaultModelField]),
];

function own(place: 'above' | 'fields'): INodeProperties[] {
	return STRATEGY_NAMES.flatMap((name) => shownFor([name], STRATEGIES[name][place] ?? []));
}

function using(field: SharedField): StrategyName[] {
	return STRATEGY_NAMES.filter((name) => STRATEGIES[name].uses.includes(field));
}

/** These fields, shown only while one of these strategies is chosen. */
function shownFor(strategies: readonly StrategyName[], fields: readonly INodeProperties[]): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { ...field.displayOptions, show: { strategy: [...strategies], ...field.displayOptions?.show } },
	}));
}
