import v8 from 'node:v8';
import vm from 'node:vm';

/** Bytes in use once all garbage is gone. */
export function heapAfterGc(): number {
	v8.setFlagsFromString('--expose-gc');
	const collect = vm.runInNewContext('gc') as () => void;
	// Finalizers of the first pass leave garbage of their own.
	collect();
	collect();
	return process.memoryUsage().heapUsed;
}

export interface Slope {
	/** Least squares, per step. */
	readonly perStep: number;
	/** Standard error of it; infinite below three values. */
	readonly error: number;
}

export function slopeOf(values: readonly number[]): Slope {
	const mean = (all: readonly number[]) => all.reduce((total, value) => total + value, 0) / all.length;
	const [x, y] = [(values.length - 1) / 2, mean(values)];
	const spread = values.reduce((total, _, i) => total + (i - x) ** 2, 0);
	if (values.length < 3) return { perStep: 0, error: Infinity };
	const perStep = values.reduce((total, value, i) => total + (i - x) * (value - y), 0) / spread;
	const rest = values.reduce((total, value, i) => total + (value - y - perStep * (i - x)) ** 2, 0);
	return { perStep, error: Math.sqrt(rest / (values.length - 2) / spread) };
}

/** Code, caches and connections are loaded in the first rounds. */
const WARM_UP = 0.25;

/**
 * Why a heap is not flat; `null`: it is. `heaps`: bytes after each round of as many items. Only growth that is no chance (two
 * standard errors) and worth speaking of counts.
 */
export function growthOf(heaps: readonly number[], itemsPerRound: number): string | null {
	const settled = heaps.slice(Math.ceil(heaps.length * WARM_UP));
	const { perStep, error } = slopeOf(settled);
	const perItem = (perStep - 2 * error) / itemsPerRound;
	if (!(perItem > MOST_BYTES_PER_ITEM)) return null;
	return `the heap grows by ${Math.round(perStep / itemsPerRound).toLocaleString('en')} bytes an item (± ${Math.round((2 * error) / itemsPerRound).toLocaleString('en')}), measured over ${String(settled.length)} rounds`;
}

const MOST_BYTES_PER_ITEM = 100;
