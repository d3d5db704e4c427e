/**
 * The same text for the same value on every machine, whatever the order of keys.
 * Throws a TypeError that begins with `at` where the value holds what JSON would lose (Map, Set, NaN, functions, class
 * instances, cycles).
 */
export function canonicalJson(value: unknown, at: string): string {
	return write(value, at, []);
}

function write(value: unknown, at: string, above: readonly object[]): string {
	if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
	if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
	if (typeof value !== 'object' || above.includes(value)) throw notJson(at);
	const inside = [...above, value];
	if (Array.isArray(value)) {
		return `[${value.map((item: unknown, index) => write(item, `${at}[${index}]`, inside)).join(',')}]`;
	}
	if (!isPlain(value)) throw notJson(at);
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => order(a, b))
		.map(([key, member]) => `${JSON.stringify(key)}:${write(member, `${at}.${key}`, inside)}`);
	return `{${members.join(',')}}`;
}

// Not localeCompare: its answer depends on the machine's locale.
function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

// The prototype's prototype, because an object from another realm has another Object.prototype.
function isPlain(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

function notJson(at: string): TypeError {
	return new TypeError(`${at} is not plain JSON, so the policy would have no stable hash.`);
}
