import type { RouterContext } from '../../shared/context';

import type { Keep } from '../../../router/policy';
import { readBudgetKey } from '../../shared/budgetKey';
import { keyWithinLimit, readNumber, readText } from '../../shared/values';
import { DEFAULTS, LIMITS } from '../description/defaults';
import type { RunSettings } from '../settings';
import { fieldOf, perItem, varies, whereOf } from './panel';

/** Reads what is kept of one item's request. */
export type KeepReader = (itemIndex: number) => Keep;

/** @throws ConfigError naming the field, at once but for the subject key and the budget key, which are each item's own. */
export function createKeepReader(
	ctx: RouterContext,
	{ operation, showKeys, thresholdFrom }: Pick<RunSettings, 'operation' | 'showKeys' | 'thresholdFrom'>,
): KeepReader {
	const number = (name: 'auditShare' | 'auditDays' | 'featureDays', label: string, whole: boolean) =>
		readNumber({ label, whole, ...LIMITS[name] }, fieldOf(ctx, name));
	// Hidden in Route Only, which has no answers to audit.
	const audits = operation === 'routeAndAnswer';
	const featuresDays = number('featureDays', 'Keep Features for Training', true);
	const contentDays = audits ? number('auditDays', 'Audited Content Kept', true) : DEFAULTS.auditDays;
	const fixed = {
		auditProbability: audits ? number('auditShare', 'Audit Share', false) / 100 : 0,
		contentDays: thresholdFrom.kind === 'auto_tune' ? Math.min(contentDays, TUNED_DAYS) : contentDays,
		features: featuresDays > 0,
		featuresDays,
	};
	const read = (itemIndex: number): Keep => ({
		...fixed,
		subjectKey: readSubjectKey(fieldOf(ctx, 'subjectKey', itemIndex), whereOf(ctx, 'subjectKey', itemIndex)),
		budgetKey: readBudgetKey(ctx, fieldOf(ctx, 'budgetKey', itemIndex), {
			label: `Budget Key${whereOf(ctx, 'budgetKey', itemIndex)}`,
			shown: showKeys,
		}),
	});
	return perItem(varies(ctx, 'subjectKey') || varies(ctx, 'budgetKey'), read);
}

/** As the panel says below Auto-Tune. */
const TUNED_DAYS = 30;

/** Expressions often give numbers, and nothing where there is nobody. */
function readSubjectKey(value: unknown, where: string): string | null {
	const text = typeof value === 'number' ? String(value) : readText('Subject Key', value, where).trim();
	return keyWithinLimit(`Subject Key${where}`, text) || null;
}
