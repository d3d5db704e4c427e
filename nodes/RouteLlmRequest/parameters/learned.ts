import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import { located, readChoice, readNumber, readText } from '../../shared/values';
import { DOCUMENT_NAME_CHARS, LIMITS } from '../description/defaults';
import type { RunSettings, WeightsChoice } from '../settings';
import { fieldOf } from './panel';

/** Where the threshold of a strategy comes from that can have a named one. @throws ConfigError where the name is missing. */
export function readThresholdFrom(ctx: RouterContext): RunSettings['thresholdFrom'] {
	const from = readChoice('Threshold From', ['panel', 'named'], fieldOf(ctx, 'thresholdFrom'));
	if (from === 'panel') return { kind: 'panel' };
	return { kind: 'named', name: readName(ctx, 'thresholdName', 'Named Threshold') };
}

/** @throws ConfigError naming the field. */
export function readWeightsChoice(ctx: RouterContext): WeightsChoice {
	const kind = readChoice('Classifier Weights', ['shipped', 'latest', 'version'], fieldOf(ctx, 'weights'));
	if (kind === 'shipped') return { kind };
	const name = readName(ctx, 'weightsName', 'Weights Name');
	if (kind === 'latest') return { kind, name };
	const version = readNumber({ label: 'Weights Version', whole: true, ...LIMITS.weightsVersion }, fieldOf(ctx, 'weightsVersion'));
	return { kind, name, version };
}

/** Share of the requests, in [0, 1]. @throws ConfigError naming the field. */
export function readExploration(ctx: RouterContext): number {
	const percent = readNumber({ label: 'Exploration', whole: false, ...LIMITS.exploration }, fieldOf(ctx, 'exploration'));
	return percent / 100;
}

function readName(ctx: RouterContext, parameter: 'thresholdName' | 'weightsName', field: string): string {
	const name = readText(field, located(fieldOf(ctx, parameter))).trim();
	if (name === '') throw new ConfigError(field, 'is empty', 'Choose one from the list, or write the name it was stored under.');
	if (name.length <= DOCUMENT_NAME_CHARS) return name;
	throw new ConfigError(field, `has ${String(name.length)} characters`, `Use a name of at most ${String(DOCUMENT_NAME_CHARS)}.`);
}
