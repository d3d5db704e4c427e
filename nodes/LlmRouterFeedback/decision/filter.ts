import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import type { DecisionFilter } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';
import { momentOf } from '../../shared/moment';
import { timeZoneOf } from '../../shared/timeZone';

const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
const filtersSchema = z
	.object({
		ids: text,
		routerId: text,
		strategy: text,
		modelId: text,
		failure: text,
		subjectKey: text,
		from: z.unknown(),
		to: z.unknown(),
		resultKind: z.enum(['answered', 'routed', 'fallback', 'cancelled']),
		degraded: z.boolean(),
		hasOutcome: z.boolean(),
	})
	.partial();

/**
 * The filters of the panel; what is left empty filters nothing.
 * @throws ConfigError naming the filter that cannot be read.
 */
export function readFilter(ctx: IExecuteFunctions, index: number): DecisionFilter {
	const parsed = filtersSchema.safeParse(ctx.getNodeParameter('filters', index, {}));
	if (!parsed.success) throw new ConfigError('Filters', 'cannot be read', 'Take the last one away and add it again.');
	const { ids, from, to, resultKind, degraded, hasOutcome, ...texts } = parsed.data;
	const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ''));
	const list = (ids ?? '').split(',').map((id) => id.trim()).filter((id) => id !== '');
	return {
		...given,
		...(list.length > 0 && { ids: list }),
		...moment('fromMs', 'From', from),
		...moment('toMs', 'To', to),
		...(resultKind !== undefined && { resultKind }),
		...(degraded !== undefined && { degraded }),
		...(hasOutcome !== undefined && { hasOutcome }),
	};

	function moment(key: 'fromMs' | 'toMs', label: string, value: unknown): Partial<DecisionFilter> {
		if (value === undefined || value === null || value === '') return {};
		const atMs = momentOf({ value, timeZone: timeZoneOf(ctx) });
		if (atMs === null) throw new ConfigError(`Filters, ${label}`, 'is no date', 'Choose one in the panel, or use an expression that gives an ISO date.');
		return { [key]: atMs };
	}
}

const optionsSchema = z.object({ withTexts: z.boolean().default(false), order: z.enum(['newest', 'oldest']).default('newest') });

export function readListOptions(ctx: IExecuteFunctions, index: number): z.infer<typeof optionsSchema> {
	return optionsSchema.parse(ctx.getNodeParameter('options', index, {}));
}
