import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { autoTuneFields, withoutAutoTune } from './autoTune';
import { STRATEGIES, STRATEGY_NAMES, strategiesUsing, type StrategyName } from './strategies';
import { thresholdSourceFields } from './threshold';

const strategyField: INodeProperties = {
	displayName: 'Strategy',
	name: 'strategy',
	type: 'options',
	noDataExpression: true,
	options: STRATEGY_NAMES.map(optionOf),
	default: 'classifier',
	description: 'How the model for each request is chosen',
};

function optionOf(value: StrategyName) {
	const { label, experimental, description, needsAnswers } = STRATEGIES[value];
	const name = experimental ? `${label} (Experimental)` : label;
	const shown: IDisplayOptions = { show: { operation: ['routeAndAnswer'] } };
	return { name, value, description, ...(needsAnswers !== undefined && { displayOptions: shown }) };
}

/** Where an operation was changed after the strategy was chosen. */
const routeOnlyNotices = STRATEGY_NAMES.flatMap((strategy): INodeProperties[] => {
	const { label, needsAnswers } = STRATEGIES[strategy];
	if (needsAnswers === undefined) return [];
	return [
		{
			displayName: `${label} ${needsAnswers}, and Route Only has none: set Operation to Route and Answer, or choose another strategy.`,
			name: `${strategy}RouteOnlyNotice`,
			type: 'notice',
			default: '',
			displayOptions: { show: { strategy: [strategy], operation: ['routeOnly'] } },
		},
	];
});

/** One for each that differs, and one more where Auto-Tune may take its place: what is left of a hidden choice hides no other field. */
const thresholds = [...new Set(STRATEGY_NAMES.map((name) => STRATEGIES[name].threshold))].flatMap((threshold): INodeProperties[] => {
	if (threshold === null) return [];
	const { default: start, description, hint } = threshold;
	const field: INodeProperties = {
		displayName: 'Threshold',
		name: 'threshold',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: start,
		description,
		hint,
	};
	const names = STRATEGY_NAMES.filter((name) => STRATEGIES[name].threshold === threshold);
	const tuned = names.filter((name) => strategiesUsing('auto_tune').includes(name));
	const others = names.filter((name) => !tuned.includes(name));
	return [
		...(tuned.length > 0 ? shownFor(tuned, [{ ...field, displayOptions: withoutAutoTune }]) : []),
		...(others.length > 0 ? shownFor(others, [field]) : []),
	];
});

/** Strategy, and all that is shown for the one that is chosen. */
export const strategyFields: readonly INodeProperties[] = [
	strategyField,
	...routeOnlyNotices,
	...STRATEGY_NAMES.flatMap((name) => shownFor([name], STRATEGIES[name].fieldsAbove ?? [])),
	...shownFor(strategiesUsing('named_threshold'), thresholdSourceFields(strategiesUsing('auto_tune'))),
	...shownFor(strategiesUsing('auto_tune'), autoTuneFields),
	...thresholds,
	...STRATEGY_NAMES.flatMap((name) => shownFor([name], STRATEGIES[name].fields ?? [])),
];

/** These fields, shown only while one of these strategies is chosen. */
function shownFor(strategies: readonly StrategyName[], fields: readonly INodeProperties[]): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { ...field.displayOptions, show: { strategy: [...strategies], ...field.displayOptions?.show } },
	}));
}
