import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import type { DecisionFilter } from '../../../router/ledger/feedbackPort';
import { resultKindSchema } from '../../../router/ledger/record';
import { z } from '../../../vendor/zod';
import { budgetKeyHash } from '../../shared/budgetKey';
import { momentOf } from '../../shared/moment';
import { readBoolean, readChoice, readKey } from '../../shared/values';
import { readRouterField } from '../loggedRouter';

/**
 * The filters of the panel; what is left empty filters nothing. Only who or what is asked for may not be empty: a
 * mistake in an expression would give everybody's.
 * @throws ConfigError naming the filter that cannot be read.
 */
export function readFilter(ctx: IExecuteFunctions, index: number): DecisionFilter {
	const given = z.record(z.unknown()).parse(ctx.getNodeParameter('filters', index, {}));
	return Object.entries(given).reduce<DecisionFilter>((filter, [name, value]) => ({ ...filter, ...READ[name]?.(value, ctx) }), {});
}

type Read = (value: unknown, ctx: IExecuteFunctions) => DecisionFilter;

const READ: Readonly<Record<string, Read>> = {
	ids: (value) => ({
		ids: needed('Decision IDs', value)
			.split(',')
			.map((id) => id.trim())
			.filter((id) => id !== ''),
	}),
	budgetKey: (value, ctx) => ({ budgetKeyHash: budgetKeyHash(ctx, needed('Budget Key', value)) }),
	subjectKey: (value) => ({ subjectKey: needed('Subject Key', value) }),
	routerId: (value) => unlessNull(readRouterField(value, 'Filters, Router'), (routerId) => ({ routerId })),
	strategy: (value) => unlessEmpty('Strategy', value, (strategy) => ({ strategy })),
	modelId: (value) => unlessEmpty('Model', value, (modelId) => ({ modelId })),
	failure: (value) => unlessEmpty('Failure', value, (failure) => ({ failure })),
	from: (value, ctx) => unlessNull(readMoment(ctx, 'From', value), (fromMs) => ({ fromMs })),
	to: (value, ctx) => unlessNull(readMoment(ctx, 'To', value), (toMs) => ({ toMs })),
	resultKind: (value) => ({ resultKind: readChoice('Filters, Result', resultKindSchema.options, value) }),
	degraded: (value) => ({ degraded: readBoolean('Filters, Degraded', value) }),
	hasOutcome: (value) => ({ hasOutcome: readBoolean('Filters, Has Outcome', value) }),
};

function needed(label: string, value: unknown): string {
	const text = readKey(`Filters, ${label}`, value);
	if (text === '') throw new ConfigError(`Filters, ${label}`, 'is empty', 'Enter a value, or remove the filter to find everything.');
	return text;
}

function unlessEmpty(label: string, value: unknown, filter: (text: string) => DecisionFilter): DecisionFilter {
	const text = readKey(`Filters, ${label}`, value);
	return text === '' ? {} : filter(text);
}

/** `null` where it is left empty. */
function readMoment(ctx: IExecuteFunctions, label: string, value: unknown): number | null {
	if (value === undefined || value === null || value === '') return null;
	const atMs = momentOf({ value, timeZone: ctx.getTimezone() });
	if (atMs === null)
		throw new ConfigError(`Filters, ${label}`, 'is not a date', 'Choose one in the panel, or use an expression that returns an ISO date.');
	return atMs;
}

function unlessNull<T>(value: T | null, filter: (value: T) => DecisionFilter): DecisionFilter {
	return value === null ? {} : filter(value);
}

const ORDERS = ['newest', 'oldest'] as const;

export interface ListOptions {
	readonly withTexts: boolean;
	readonly order: (typeof ORDERS)[number];
}

export function readListOptions(ctx: IExecuteFunctions, index: number): ListOptions {
	return {
		withTexts: readBoolean('Options, Include Prompts and Answers', ctx.getNodeParameter('options.withTexts', index, false)),
		order: readChoice('Options, Order', ORDERS, ctx.getNodeParameter('options.order', index, 'newest')),
	};
}
