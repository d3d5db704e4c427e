import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import { located, readChoice, readNumber, readText } from '../../shared/values';
import { DOCUMENT_NAME_CHARS, LIMITS } from '../description/defaults';
import type { RunSettings, WeightsChoice } from '../settings';
import { readAutoTune } from './autoTune';
import { fieldOf } from './panel';

interface ThresholdAsk {
	/** Whether the strategy has Threshold From, and Auto-Tune as one choice of it. */
	readonly hasNamed: boolean;
	readonly hasAutoTune: boolean;
	readonly operation: RunSettings['operation'];
	readonly modelsFrom: RunSettings['modelsFrom'];
	/** Whether this node has Auto-Tune. */
	readonly tunes: boolean;
}

/**
 * Where the threshold of a strategy comes from.
 * @throws ConfigError where a name is missing, and where Auto-Tune is chosen for what it cannot serve.
 */
export function readThresholdFrom(ctx: RouterContext, ask: ThresholdAsk): RunSettings['thresholdFrom'] {
	if (!ask.hasNamed) return { kind: 'panel' };
	const choices = ask.tunes ? (['panel', 'named', AUTO_TUNE] as const) : (['panel', 'named'] as const);
	const from = readChoice('Threshold From', choices, fieldOf(ctx, 'thresholdFrom'));
	if (from === 'panel') return { kind: 'panel' };
	if (from === 'named') return { kind: 'named', name: readName(ctx, 'thresholdName', 'Named Threshold') };
	requireTunable(ask);
	return readAutoTune(ctx, ask.modelsFrom);
}

const AUTO_TUNE = 'auto_tune';

function requireTunable({ hasAutoTune, operation }: ThresholdAsk): void {
	if (!hasAutoTune) {
		throw new ConfigError(
			'Threshold From',
			'is Auto-Tune, which only the Classifier strategy has',
			'Set Strategy to Classifier, or Threshold From to This Panel.',
		);
	}
	if (operation === 'routeAndAnswer') return;
	throw new ConfigError(
		'Threshold From',
		'is Auto-Tune, which compares answers, but Route Only has none',
		'Set Operation to Route and Answer, or Threshold From to This Panel.',
	);
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
