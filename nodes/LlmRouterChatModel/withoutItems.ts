import type { IGetNodeParameterOptions } from 'n8n-workflow';

import { pathOf } from '../RouteLlmRequest/description/defaults';
import { storedAt } from '../RouteLlmRequest/parameters/panel';
import type { RouterContext } from '../shared/context';
import { hasExpression } from '../shared/values';

/**
 * The parameters as they are where nobody knows the item: what an expression may make another for each is at its
 * default, and of a list the rows with expressions are left out.
 */
export function withoutItems(ctx: RouterContext): RouterContext {
	return new Proxy(ctx, {
		get(target, key): unknown {
			return key === 'getNodeParameter' ? parameterOf(target) : Reflect.get(target, key);
		},
	});
}

/** The same for all items: every reader takes them of the first, as the prepared run has them. */
const OF_THE_RUN: ReadonlySet<string> = new Set([
	...['operation', 'modelsFrom', 'models.values', 'strategy', 'judgeChoosesBy', 'embeddings', 'embeddingModel'],
	...['learning.classifierEmbeddingModel', 'examples.values'],
	...(['costCap', 'budget', 'budgetPer', 'budgetTimeZone', 'strongestShare', 'showKeys', 'shareBetweenWorkers'] as const).map(pathOf),
]);

function parameterOf(ctx: RouterContext) {
	return (name: string, _item: number, fallback?: unknown, options?: IGetNodeParameterOptions): unknown => {
		const get = (path: string) => ctx.getNodeParameter(path, 0, fallback, options);
		const { list, row, rest } = ROW.exec(name)?.groups ?? {};
		if (OF_THE_RUN.has(list ?? name)) return get(name);
		if (list !== undefined) {
			const index = rowsWithoutExpressions(ctx, list)[Number(row)];
			return index === undefined ? fallback : get(`${list}[${String(index)}]${rest ?? ''}`);
		}
		const stored = storedAt(ctx, name);
		if (!hasExpression(stored)) return get(name);
		return Array.isArray(stored) ? rowsWithoutExpressions(ctx, name).map((index) => get(`${name}[${String(index)}]`)) : fallback;
	};
}

/** As readers name a part of a row of a list. */
const ROW = /^(?<list>[^[]+)\[(?<row>\d+)\](?<rest>.*)$/;

/** Which rows of a stored list are the same for all items, by their index in it. */
function rowsWithoutExpressions(ctx: RouterContext, list: string): number[] {
	const rows = storedAt(ctx, list);
	return Array.isArray(rows) ? rows.flatMap((row, index) => (hasExpression(row) ? [] : [index])) : [];
}
