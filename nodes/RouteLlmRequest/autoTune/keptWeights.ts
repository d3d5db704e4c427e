import { readTuningDocument, type TuningDocument } from '../../../router/learning/autotune/document';
import { asksTheSame } from '../../../router/learning/autotune/open';
import type { ModelId } from '../../../router/registry/model';
import { strongestOf } from '../../../router/registry/rank';
import { oneByName } from '../../shared/modelNames';
import type { LearnedOptions } from '../learned';
import type { AutoTuneSettings, NodeSettings } from '../settings';

import { fixedFloor, questionOf } from './basis';

/** The weights that this is compared by already; `null`: there are none, or what is kept is about something else. */
export function keptWeights(
	json: unknown,
	{ ctx, settings, models }: Pick<LearnedOptions, 'ctx' | 'settings' | 'models'>,
): TuningDocument['weights'] {
	const { thresholdFrom } = settings;
	const kept = readTuningDocument(json);
	if (kept === null || thresholdFrom.kind !== 'auto_tune' || models.length === 0) return null;
	const judgeId = judgeIdOf(thresholdFrom.judge, settings) ?? strongestOf(models).id;
	const question = questionOf({ models, settings: thresholdFrom, judgeId, floor: fixedFloor(ctx, settings) });
	return asksTheSame(kept.state.basis, question) ? kept.weights : null;
}

/** Connected models go by their branch, too. */
function judgeIdOf(judge: AutoTuneSettings['judge'], { rows, modelsFrom }: NodeSettings): ModelId | null {
	if (judge.kind === 'strongest') return null;
	if (modelsFrom !== 'connected') return judge.modelId;
	const meant = oneByName(rows, judge.modelId);
	return meant.kind === 'one' ? meant.row.modelId : judge.modelId;
}
