import type { Dimension, LatencyFacts } from '../../../router/ledger/reportFacts';

/** Values by what rows of a report are about, for percentiles that are exact. */
export class Latencies {
	private readonly gathered = new Map<string, { readonly by: Dimension; readonly key: string; readonly parts: Int32Array[] }>();

	/** The same values count for each of these rows. */
	add(values: Int32Array, rows: readonly (readonly [Dimension, string])[]): void {
		for (const [by, key] of rows) {
			const name = `${by} ${key}`;
			const known = this.gathered.get(name) ?? { by, key, parts: [] };
			known.parts.push(values);
			this.gathered.set(name, known);
		}
	}

	facts(): LatencyFacts[] {
		return [...this.gathered.values()].flatMap(({ by, key, parts }) => {
			const sorted = joined(parts).sort();
			const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
			const [p50Ms, p95Ms] = [at(0.5), at(0.95)];
			return p50Ms === undefined || p95Ms === undefined ? [] : [{ by, key, requests: sorted.length, p50Ms, p95Ms }];
		});
	}
}

function joined(parts: readonly Int32Array[]): Int32Array {
	const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

const COMMA = ','.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** The whole numbers ≥ 0 of `812,1203,97`, as SQL joins them. Digit by digit: there may be a million. */
export function readValues(list: string | null): Int32Array {
	if (list === null || list === '') return new Int32Array();
	const values = new Int32Array(list.length);
	let [count, value] = [0, 0];
	for (let at = 0; at < list.length; at++) {
		const code = list.charCodeAt(at);
		if (code === COMMA) {
			values[count++] = value;
			value = 0;
		} else {
			value = value * 10 + code - ZERO;
		}
	}
	values[count++] = value;
	return values.slice(0, count);
}
