import type { Check } from '../../router/quality/check';
import { createLearnedScorerCheck } from '../../router/quality/learnedScorer';
import { notCutOff } from '../../router/quality/notCutOff';
import { notEmpty } from '../../router/quality/notEmpty';
import type { ScorerWeights } from '../../router/quality/scorerWeights';

/** The free checks the benchmark runs as one gate: all that need no setting of the user's. */
export function gateChecks(weights: ScorerWeights): readonly Check[] {
	return [notEmpty, notCutOff, createLearnedScorerCheck({ severity: 'counts', weights })];
}
