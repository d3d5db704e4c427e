import { renderCalibration, renderChecks } from '../../bench/quality/checksTable';
import type { ScorerRun } from './run';

export function renderScorerCard(run: ScorerRun): string {
	return renderChecks(run.report) + '\n\n' + renderCalibration(run.report.calibration) + '\n';
}
