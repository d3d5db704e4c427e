import { percent } from '../format';
import type { Interval } from '../learning/statistics/intervals';

export { percent, usd, whole } from '../format';

/** `12.3 to 14.5 %`. */
export function percentRange({ from, to }: Interval, digits = 1): string {
	return `${percent(from, digits).slice(0, -2)} to ${percent(to, digits)}`;
}

/** `850 ms`, `1.2 s`. */
export function duration(ms: number): string {
	return ms < 1_000 ? `${String(Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
