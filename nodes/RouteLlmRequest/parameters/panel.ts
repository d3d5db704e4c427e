import type { IGetNodeParameterOptions, INodeParameters } from 'n8n-workflow';
import type { RouterContext } from '../../shared/context';

import { DEFAULTS, pathOf, type FieldName } from '../description/defaults';
import { hasExpression, isObject } from '../../shared/values';

/** What a field of the panel holds for an item, wherever the panel has it. */
export function fieldOf(ctx: RouterContext, name: FieldName, itemIndex = 0, options?: IGetNodeParameterOptions): unknown {
	return ctx.getNodeParameter(pathOf(name), itemIndex, DEFAULTS[name], options);
}

/** Whether an expression may make it another for each item. */
export function varies(ctx: RouterContext, name: FieldName): boolean {
	return hasExpression(storedAt(ctx, pathOf(name)));
}

/** Goes on from the name of a field in an error: which item, where an expression makes them differ. */
export function whereOf(ctx: RouterContext, name: FieldName, itemIndex: number): string {
	return varies(ctx, name) ? ` (item ${String(itemIndex)})` : '';
}

/** Reads for each item what an expression may make another for each, and once, with the first item, what none can. */
export function perItem<T extends object>(differs: boolean, read: (itemIndex: number) => T): (itemIndex: number) => T {
	if (differs) return read;
	let once: T | null = null;
	return (itemIndex) => (once ??= read(itemIndex));
}

/** As the workflow has it, expressions included; `undefined` where the field is at its default. */
export function storedAt(ctx: Context, path: string): unknown {
	return path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), parametersOf(ctx));
}

type Context = Pick<RouterContext, 'getNode'>;

const known = new WeakMap<Context, INodeParameters>();

/** n8n copies the whole node each time it is asked for it, and every item asks for many fields. */
function parametersOf(ctx: Context): INodeParameters {
	const parameters = known.get(ctx) ?? ctx.getNode().parameters;
	known.set(ctx, parameters);
	return parameters;
}
