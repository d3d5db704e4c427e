import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import type { DecisionFilter } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';

const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
const filtersSchema = z
	.object({
		ids: text,
		routerId: text,
		strategy: text,
		modelId: text,
		failure: text,
		subjectKey: text,
		from: text,
		to: text,
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
		...momentOf('fromMs', 'From', from),
		...momentOf('toMs', 'To', to),
		...(resultKind !== undefined && { resultKind }),
		...(degraded !== undefined && { degraded }),
		...(hasOutcome !== undefined && { hasOutcome }),
	};
}

function momentOf(key: 'fromMs' | 'toMs', label: string, value: string | undefined): Partial<DecisionFilter> {
	if (value === undefined || value === '') return {};
	const atMs = Date.parse(value);
	if (Number.isNaN(atMs)) throw new ConfigError(`Filters, ${label}`, 'is no date', 'Choose one in the panel, or use an expression that gives an ISO date.');
	return { [key]: atMs };
}

const optionsSchema = z.object({ withTexts: z.boolean().default(false), order: z.enum(['newest', 'oldest']).default('newest') });

export function readListOptions(ctx: IExecuteFunctions, index: number): z.infer<typeof optionsSchema> {
	return optionsSchema.parse(ctx.getNodeParameter('options', index, {}));
}
