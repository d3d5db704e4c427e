import type { IGetNodeParameterOptions } from 'n8n-workflow';

import { storedAt } from '../RouteLlmRequest/parameters/panel';
import type { RouterContext } from '../shared/context';
import { hasExpression } from '../shared/values';

/**
 * The parameters as they are where nobody knows the item: what an expression may make another for each is at its
 * default.
 */
export function withoutItems(ctx: RouterContext): RouterContext {
	return new Proxy(ctx, {
		get(target, key): unknown {
			return key === 'getNodeParameter' ? parameterOf(target) : Reflect.get(target, key);
		},
	});
}

function parameterOf(ctx: RouterContext) {
	return (name: string, _item: number, fallback?: unknown, options?: IGetNodeParameterOptions): unknown =>
		hasExpression(storedAt(ctx, name)) ? fallback : ctx.getNodeParameter(name, 0, fallback, options);
}
