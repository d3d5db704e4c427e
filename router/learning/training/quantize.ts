/** One byte per weight, and what to multiply it by. */
export function quantize(values: Float64Array): { values: Int8Array; scale: number } {
	const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
	const scale = Number((largest / 127 || 1).toPrecision(6));
	return { values: Int8Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round(value / scale)))), scale };
}
