export type AnyFunction = (...args: unknown[]) => unknown;

export function isObject(value: unknown): value is object {
	return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export function isFunction(value: unknown): value is AnyFunction {
	return typeof value === 'function';
}

/** The method, bound to its object; `null`: there is none. */
export function methodOf(holder: unknown, name: string): AnyFunction | null {
	const found: unknown = isObject(holder) ? Reflect.get(holder, name) : undefined;
	return isFunction(found) ? (...args) => Reflect.apply(found, holder, args) : null;
}
