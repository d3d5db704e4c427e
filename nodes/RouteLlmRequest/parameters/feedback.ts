import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import type { Keep } from '../../../router/policy';
import { z } from '../../../vendor/zod';
import { hasExpression, readNumber, readText } from '../../shared/values';
import { FEEDBACK_DEFAULTS, FEEDBACK_LIMITS } from '../description/feedback';
import type { RunSettings } from '../settings';

/** Reads what is kept of one item's request. */
export type KeepReader = (itemIndex: number) => Keep;

const storedSchema = z.object({ subjectKey: z.unknown() }).catch({ subjectKey: '' });

/** @throws ConfigError naming the field, at once but for the subject key, which is each item's own. */
export function createKeepReader(ctx: IExecuteFunctions, { operation }: Pick<RunSettings, 'operation'>): KeepReader {
	const get = (name: keyof typeof FEEDBACK_DEFAULTS, itemIndex = 0): unknown =>
		ctx.getNodeParameter(`feedback.${name}`, itemIndex, FEEDBACK_DEFAULTS[name]);
	const number = (name: 'auditShare' | 'auditDays' | 'featureDays', label: string, whole: boolean) =>
		readNumber({ label, whole, ...FEEDBACK_LIMITS[name] }, get(name));
	// Hidden in Route Only, which has no answers to audit.
	const audits = operation === 'routeAndAnswer';
	const featuresDays = number('featureDays', 'Keep Features for Training', true);
	const fixed = {
		auditProbability: audits ? number('auditShare', 'Audit Share', false) / 100 : 0,
		contentDays: audits ? number('auditDays', 'Audited Content Kept', true) : FEEDBACK_DEFAULTS.auditDays,
		features: featuresDays > 0,
		featuresDays,
	};
	const varies = hasExpression(storedSchema.parse(ctx.getNode().parameters['feedback']).subjectKey);
	return (itemIndex) => ({
		...fixed,
		subjectKey: readSubjectKey(get('subjectKey', itemIndex), varies ? ` (item ${String(itemIndex)})` : ''),
	});
}

/** Expressions often give numbers, and nothing where there is nobody. */
function readSubjectKey(value: unknown, where: string): string | null {
	const text = typeof value === 'number' ? String(value) : readText('Subject Key', value, where).trim();
	if (text.length <= FEEDBACK_LIMITS.subjectKeyChars) return text || null;
	throw new ConfigError(
		`Subject Key${where}`,
		`has ${String(text.length)} characters`,
		`Use a key of at most ${String(FEEDBACK_LIMITS.subjectKeyChars)}, such as a customer number.`,
	);
}
