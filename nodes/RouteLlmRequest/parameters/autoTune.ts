import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import { NANO_USD_PER_USD } from '../../../router/registry/cost';
import { located, readNumber, readText } from '../../shared/values';
import { STRONGEST_JUDGE, TARGETS_PERCENT } from '../description/autoTune';
import { LIMITS } from '../description/defaults';
import type { AutoTuneSettings, RunSettings } from '../settings';
import { fieldOf } from './panel';

/** The same for all items of a run. @throws ConfigError naming the field. */
export function readAutoTune(ctx: RouterContext, modelsFrom: RunSettings['modelsFrom']): AutoTuneSettings {
	const most = readNumber({ label: 'Spend at Most', whole: false, ...LIMITS.autoTuneMost }, fieldOf(ctx, 'autoTuneMost'));
	return {
		kind: 'auto_tune',
		target: readTarget(fieldOf(ctx, 'autoTuneTarget')),
		judge: readJudge(located(fieldOf(ctx, modelsFrom === 'connected' ? 'autoTuneJudgeRow' : 'autoTuneJudge')), modelsFrom),
		mostNanoUsd: Math.round(most * NANO_USD_PER_USD),
	};
}

const SHARES: Readonly<Record<(typeof TARGETS_PERCENT)[number], AutoTuneSettings['target']>> = { 90: 0.9, 95: 0.95, 98: 0.98 };

function readTarget(value: unknown): AutoTuneSettings['target'] {
	const percent = TARGETS_PERCENT.find((one) => one === Number(value));
	if (percent !== undefined) return SHARES[percent];
	throw new ConfigError('Target', 'is none of its options', 'Choose 90 %, 95 % or 98 %.');
}

/** Connected models go by their branch or `connected/<name>`; whether there is one is looked up with the wires. */
function readJudge(value: unknown, modelsFrom: RunSettings['modelsFrom']): AutoTuneSettings['judge'] {
	const modelId = readText('Judge', value).trim();
	if (modelId === '' || modelId === STRONGEST_JUDGE) return { kind: 'strongest' };
	if (modelsFrom === 'connected' || /^[^/\s]+\/.+$/.test(modelId)) return { kind: 'id', modelId };
	throw new ConfigError(
		'Judge',
		'does not name its provider',
		'Write the model as provider/model, for example openai/gpt-4o, or choose Strongest Model.',
	);
}
