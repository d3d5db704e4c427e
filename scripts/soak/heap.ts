import v8 from 'node:v8';
import vm from 'node:vm';

/** Bytes of objects in use once all garbage is gone. Compiled code is none: V8 goes on compiling for a long while. */
export function heapAfterGc(): number {
	v8.setFlagsFromString('--expose-gc');
	const collect = vm.runInNewContext('gc') as () => void;
	// Finalizers of the first pass leave garbage of their own.
	collect();
	collect();
	const spaces = v8.getHeapSpaceStatistics().filter(({ space_name: name }) => !/^(code|trusted)/.test(name));
	return spaces.reduce((total, { space_used_size: bytes }) => total + bytes, 0);
}

/** What is wrong where a measurement does not see eight megabytes come and go: a heap that it calls flat says nothing. */
export function blindnessOf(measure: () => number): string | null {
	const before = measure();
	let held: number[][] | null = Array.from({ length: 1_000 }, () => new Array<number>(1_000).fill(1.5));
	const during = measure();
	const bytes = 8 * held.length * 1_000;
	held = null;
	const [came, went] = [during - before, during - measure()];
	if (Math.min(came, went) > 0.75 * bytes) return null;
	const mega = (value: number) => (value / 1e6).toFixed(1);
	return `the heap cannot be measured here: ${mega(bytes)} MB came and went, and it saw ${mega(came)} MB come and ${mega(went)} MB go`;
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

/** Code, caches and connections are loaded in the first rounds: this share of them, and so many at least, say nothing. */
const WARM_UP = 0.25;
const WARM_UP_ROUNDS = 4;
/** V8 learns about the code all the time, and keeps what it learned beside the objects. */
const MOST_BYTES_PER_ITEM = 100;

/**
 * How a heap grows, and whether that counts as flat. `heaps`: bytes after each round of as many items. Only growth that is
 * no chance (two standard errors) and worth speaking of is none.
 */
export function growthOf(heaps: readonly number[], itemsPerRound: number): { readonly flat: boolean; readonly words: string } {
	const settled = heaps.slice(Math.max(WARM_UP_ROUNDS, Math.ceil(heaps.length * WARM_UP)));
	const { perStep, error } = slopeOf(settled);
	const perItem = (bytes: number) => Math.round(bytes / itemsPerRound).toLocaleString('en');
	const words = `the heap grows by ${perItem(perStep)} bytes an item (± ${perItem(2 * error)}), measured over ${String(settled.length)} rounds`;
	return { flat: perStep - 2 * error <= MOST_BYTES_PER_ITEM * itemsPerRound, words };
}
