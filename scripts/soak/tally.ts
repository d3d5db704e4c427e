/** What must agree, counted at both ends. Money in nano-USD. */
export interface Tally {
	readonly itemsIn: number;
	readonly itemsOut: number;
	/** Items by Fallback. */
	readonly fallen: number;
	readonly records: number;
	readonly attempts: number;
	/** Requests that arrived at the providers. */
	readonly arrivals: number;
	/** Charges with reported usage, summed. */
	readonly charged: number;
	/** What the providers billed and said so, summed. */
	readonly billed: number;
}

export const NOTHING: Tally = { itemsIn: 0, itemsOut: 0, fallen: 0, records: 0, attempts: 0, arrivals: 0, charged: 0, billed: 0 };

export function sum(a: Tally, b: Tally): Tally {
	const add = (name: keyof Tally) => a[name] + b[name];
	return {
		itemsIn: add('itemsIn'),
		itemsOut: add('itemsOut'),
		fallen: add('fallen'),
		records: add('records'),
		attempts: add('attempts'),
		arrivals: add('arrivals'),
		charged: add('charged'),
		billed: add('billed'),
	};
}

/** One sentence for each pair that does not agree. */
export function complaintsOf(tally: Tally): string[] {
	const pairs = [
		['items in', 'itemsIn', 'items out', 'itemsOut'],
		['items in', 'itemsIn', 'records in the log', 'records'],
		['calls at the providers', 'arrivals', 'attempts in the log', 'attempts'],
		['nano-USD billed', 'billed', 'nano-USD charged in the log', 'charged'],
	] as const;
	return pairs.flatMap(([one, a, other, b]) =>
		tally[a] === tally[b] ? [] : [`${String(tally[a])} ${one}, but ${String(tally[b])} ${other}`],
	);
}

/** The same in a line. */
export function lineOf(tally: Tally): string {
	const n = (value: number) => value.toLocaleString('en');
	return [
		`${n(tally.itemsIn)} items in = ${n(tally.itemsOut)} out (${n(tally.fallen)} by Fallback) = ${n(tally.records)} records`,
		`${n(tally.arrivals)} calls arrived = ${n(tally.attempts)} in the log`,
		`$${(tally.billed / 1e9).toFixed(5)} billed = $${(tally.charged / 1e9).toFixed(5)} charged`,
	].join('; ');
}
