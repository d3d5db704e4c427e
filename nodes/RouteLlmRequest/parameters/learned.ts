import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { readChoice, readNumber, readText } from '../../shared/values';
import { LEARNED_DEFAULTS, LEARNED_LIMITS } from '../description/learned';
import type { RunSettings, WeightsChoice } from '../settings';

/** Where the threshold of a strategy comes from that can have a named one. @throws ConfigError where the name is missing. */
export function readThresholdFrom(ctx: IExecuteFunctions): RunSettings['thresholdFrom'] {
	const from = readChoice('Threshold From', ['panel', 'named'], ctx.getNodeParameter('thresholdFrom', 0, LEARNED_DEFAULTS.thresholdFrom));
	if (from === 'panel') return { kind: 'panel' };
	return { kind: 'named', name: readName(ctx, 'thresholdName', 'Named Threshold') };
}

/** @throws ConfigError naming the field. */
export function readWeightsChoice(ctx: IExecuteFunctions): WeightsChoice {
	const kind = readChoice(
		'Classifier Weights',
		['shipped', 'latest', 'version'],
		ctx.getNodeParameter('weights', 0, LEARNED_DEFAULTS.weights),
	);
	if (kind === 'shipped') return { kind };
	const name = readName(ctx, 'weightsName', 'Weights Name');
	if (kind === 'latest') return { kind, name };
	const version = readNumber(
		{ label: 'Weights Version', whole: true, ...LEARNED_LIMITS.weightsVersion },
		ctx.getNodeParameter('weightsVersion', 0, LEARNED_DEFAULTS.weightsVersion),
	);
	return { kind, name, version };
}

/** Share of the requests, in [0, 1]. @throws ConfigError naming the field. */
export function readExploration(ctx: IExecuteFunctions): number {
	const percent = readNumber(
		{ label: 'Exploration', whole: false, ...LEARNED_LIMITS.exploration },
		ctx.getNodeParameter('exploration', 0, LEARNED_DEFAULTS.exploration),
	);
	return percent / 100;
}

function readName(ctx: IExecuteFunctions, parameter: 'thresholdName' | 'weightsName', field: string): string {
	const name = readText(field, ctx.getNodeParameter(parameter, 0, LEARNED_DEFAULTS[parameter], { extractValue: true })).trim();
	if (name === '') throw new ConfigError(field, 'is empty', 'Choose one from the list, or write the name it was stored under.');
	if (name.length <= LEARNED_LIMITS.nameChars) return name;
	throw new ConfigError(field, `has ${String(name.length)} characters`, `Use a name of at most ${String(LEARNED_LIMITS.nameChars)}.`);
}
