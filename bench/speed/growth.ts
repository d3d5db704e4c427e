import { createDecide, modelsOf, requestOf, rulesStrategy, semanticStrategy, STRATEGIES, type Decide } from './deciding';
import { fitExponent } from './fit';
import { collectGarbage } from './memory';
import { sectionOf, type Effort, type Growth, type Section } from './section';
import { median } from './stats';
import { textOf } from './texts';

/** Grows faster than this and it is no longer linear. */
const MOST = 1.05;

/** How a decision grows with the prompt and with the settings. Items and log are measured where they are. */
export async function measureGrowth({ short }: Effort): Promise<Section> {
	const sizes = <T>(few: readonly T[], all: readonly T[]) => (short ? few : all);
	const growth = [
		await against({
			what: 'classifier against prompt length: decision time',
			sizes: sizes([1_000, 4_000, 16_000], [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000]),
			chars: (size) => size,
			decide: () => createDecide({ strategy: STRATEGIES.classifier() }),
			short,
		}),
		await against({
			what: 'ten rules against prompt length: decision time',
			sizes: sizes([1_000, 4_000, 16_000], [1_000, 4_000, 16_000, 64_000]),
			chars: (size) => size,
			decide: () => createDecide({ strategy: STRATEGIES['ten rules']() }),
			short,
		}),
		await against({
			what: 'classifier against models: decision time',
			sizes: sizes([2, 20], [2, 5, 10, 20]),
			decide: (size) => createDecide({ strategy: STRATEGIES.classifier(), models: modelsOf(size) }),
			short,
		}),
		await against({
			what: 'cascade against models: decision time',
			sizes: sizes([2, 20], [2, 5, 10, 20]),
			decide: (size) => createDecide({ strategy: STRATEGIES.cascade(), models: modelsOf(size) }),
			short,
		}),
		await against({
			what: 'rules against their number: decision time',
			sizes: sizes([10, 100], [10, 30, 100, 300, 1_000]),
			decide: (size) => createDecide({ strategy: rulesStrategy(size) }),
			short,
		}),
		...(short ? [] : await ofLongRuns()),
	];
	return sectionOf({ title: 'Growth of a decision', about: ABOUT, growth });
}

/** What takes too long for the short form. */
async function ofLongRuns(): Promise<Growth[]> {
	const examples = [10, 30, 100, 300];
	return [
		await against({
			what: 'semantic against examples, once learned: decision time',
			sizes: examples,
			decide: (size) => createDecide({ strategy: semanticStrategy(size) }),
			short: false,
		}),
		await learning(examples),
		await memory([1_000, 4_000, 16_000, 64_000]),
	];
}

interface Against {
	readonly what: string;
	readonly sizes: readonly number[];
	/** Of the prompt. Default: 2,000. */
	readonly chars?: (size: number) => number;
	readonly decide: (size: number) => Decide;
	readonly short: boolean;
}

/** The sizes in turns. The synchronous time of a decision is the event loop's delay as well. */
async function against({ what, sizes, chars = () => 2_000, decide, short }: Against): Promise<Growth> {
	const rounds = short ? 5 : 11;
	let seed = 0;
	const sides = sizes.map((size) => ({
		size,
		decide: decide(size),
		many: Math.max(4, Math.floor((short ? 50_000 : 100_000) / chars(size))),
	}));
	const found = new Map<number, number[]>(sizes.map((size) => [size, []]));
	for (let round = -3; round < rounds; round++) {
		for (const { size, decide: decideOn, many } of sides) {
			const requests = Array.from({ length: many }, () => requestOf(textOf('English', chars(size), seed++)));
			const began = performance.now();
			for (const request of requests) await decideOn(request);
			if (round >= 0) found.get(size)?.push((1_000 * (performance.now() - began)) / requests.length);
		}
	}
	return { what, unit: 'µs', most: MOST, ...fitExponent([...found].map(([size, costs]) => ({ size, cost: median(costs) }))) };
}

/** The first request of a run learns the examples. */
async function learning(sizes: readonly number[]): Promise<Growth> {
	const points = [];
	for (const size of sizes) {
		const costs: number[] = [];
		for (let round = -1; round < 5; round++) {
			const decide = createDecide({ strategy: semanticStrategy(size) });
			const began = performance.now();
			await decide(requestOf('Say in one sentence what this is about.'));
			if (round >= 0) costs.push(performance.now() - began);
		}
		points.push({ size, cost: median(costs) });
	}
	return { what: 'semantic against examples, the first request of a run: decision time', unit: 'ms', most: MOST, ...fitExponent(points) };
}

/** What a decision has allocated, whether it is kept or not. */
async function memory(chars: readonly number[]): Promise<Growth> {
	const points = [];
	for (const size of chars) {
		const requests = Array.from({ length: 16 }, (_, seed) => requestOf(textOf('English', size, seed)));
		const decide = createDecide({ strategy: STRATEGIES.classifier() });
		for (const request of requests) await decide(request);
		const costs: number[] = [];
		for (const request of requests) {
			collectGarbage();
			const before = process.memoryUsage().heapUsed;
			await decide(request);
			costs.push((process.memoryUsage().heapUsed - before) / 1_024);
		}
		points.push({ size, cost: Math.max(0.1, median(costs)) });
	}
	return { what: 'classifier against prompt length: memory allocated by a decision', unit: 'KB', most: MOST, ...fitExponent(points) };
}

const ABOUT = `Least squares through the logarithms of size and cost: 1 is linear, 0 is "the size does not matter". A decision does not wait, so its time
is also how long the event loop is held.`;
