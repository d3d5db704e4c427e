import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { boundaryStream, type BoundaryFigures, lookOften } from './autotune/boundary';
import { ALWAYS, BIASED, LENIENT, NOISY, SOUND } from './autotune/judges';
import { type Figures, measure, type Setting } from './autotune/promise';
import { type Stream, readStreams } from './autotune/streams';
import { renderBoundaries, renderCosts, renderPromises } from './autotune/tables';
import { targetsOf } from './autotune/targets';

/**
 * `npm run bench:autotune -- --data DIR [--orders N] [--only SECTION] [--items N] [--short] [--json FILE]`: what Auto-Tune saves and how
 * often its promise is broken, on benchmark answers. Ends with 1 where a target is missed. `--short`: few orders, one in
 * eight streams.
 */
function main(): void {
	const { values } = parseArgs({
		options: {
			data: { type: 'string' },
			orders: { type: 'string' },
			only: { type: 'string' },
			items: { type: 'string' },
			json: { type: 'string' },
			short: { type: 'boolean', default: false },
		},
	});
	const { data, short, only } = values;
	if (data === undefined) {
		process.stderr.write('--data DIR is missing: the folder with the benchmark rows.\n');
		process.exitCode = 1;
		return;
	}
	const orders = Number(values.orders ?? (short ? SHORT_ORDERS : ORDERS));
	const streamsOf = (weaker: 1 | 2) => readStreams(data, weaker).filter((_, i) => !short || i % SHORT_EVERY === 0);
	const items = values.items === undefined ? (short ? [2_000] : [2_000, 10_000]) : [Number(values.items)];
	const names = SECTION_NAMES.filter((name) => only === undefined || name === only);
	const sections = names.map((name) => ({ name, ...SECTIONS[name]({ streamsOf, orders, short, items }) }));
	for (const { name, figures, boundaries } of sections) {
		const tables = [...(figures.length === 0 ? [] : [renderCosts(figures), renderPromises(figures)]), ...boundaries.map(renderBoundaries)];
		process.stdout.write(`\n## ${name}\n\n${tables.join('\n\n')}\n`);
	}
	const targets = targetsOf(sections);
	for (const { what, measured, holds } of targets) process.stdout.write(`\n${holds ? 'holds' : 'MISSED'}: ${what}: ${measured}`);
	process.stdout.write('\n');
	if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ orders, short, sections, targets }, null, '\t')}\n`);
	if (!short && targets.some(({ holds }) => !holds)) process.exitCode = 1;
}

const ORDERS = 400;
const SHORT_ORDERS = 2;
const SHORT_EVERY = 8;

interface SectionOptions {
	readonly streamsOf: (weaker: 1 | 2) => Stream[];
	readonly orders: number;
	readonly short: boolean;
	/** Requests that come, each a setting of its own. */
	readonly items: readonly number[];
}

interface Section {
	readonly figures: readonly Figures[];
	readonly boundaries: readonly (readonly BoundaryFigures[])[];
}

const SECTIONS = {
	'two models': ({ streamsOf, orders, items }) => {
		const streams = streamsOf(1);
		const settings = costSettings(orders, items).flatMap((setting) => [
			setting,
			{ ...setting, name: `${setting.name}, equal answers not judged`, equalUnjudged: true },
		]);
		return { figures: settings.map((setting) => measure(streams, setting)), boundaries: [] };
	},
	'three models': ({ streamsOf, orders, items }) => {
		const streams = streamsOf(2);
		return { figures: costSettings(orders, items).map((setting) => measure(streams, setting)), boundaries: [] };
	},
	judges: ({ streamsOf, orders }) => {
		const streams = streamsOf(1);
		const base = { target: 0.95, items: 2_000, orders } as const;
		const judges = { noisy: NOISY, biased: BIASED, lenient: LENIENT, 'always as good': ALWAYS };
		const figures = Object.entries(judges).flatMap(([name, judge]) => [
			measure(streams, { ...base, name, judge }),
			measure(streams, { ...base, name: `${name}, no controls`, judge, controls: false }),
		]);
		return { figures, boundaries: [] };
	},
	drift: ({ streamsOf, orders }) => {
		const streams = streamsOf(1).filter(({ worse }) => worse <= 0.1);
		const base = { target: 0.95, items: 10_000, orders, judge: SOUND, drift: { from: 4_000, more: 0.15 } } as const;
		const figures = [
			measure(streams, { ...base, name: 'a jump of 15 % more losses' }),
			measure(streams, { ...base, name: 'the same, not watched', watching: false }),
		];
		return { figures, boundaries: [] };
	},
	boundary: ({ orders, short }) => ({
		figures: [],
		boundaries: [
			lookOften({ runs: short ? 50 : 2_000, looks: 2_000, seed: 1 }),
			boundaryRuns(short ? 20 : 5 * orders),
			// So late that as many wait as may.
			boundaryRuns(short ? 20 : 5 * orders, 100),
		],
	}),
} satisfies Record<string, (options: SectionOptions) => Section>;

const SECTION_NAMES = ['two models', 'three models', 'judges', 'drift', 'boundary'] as const;

function costSettings(orders: number, all: readonly number[]): Setting[] {
	return ([0.95, 0.9] as const).flatMap((target) =>
		all.map((items) => ({
			name: `${String(target * 100)} %, ${items.toLocaleString('en')} items`,
			target,
			items,
			orders,
			judge: SOUND,
		})),
	);
}

/** The whole machine where each rung above one breaks the promise by a hair. */
function boundaryRuns(runs: number, late = 0): BoundaryFigures[] {
	return ([1, 2] as const).flatMap((weaker) =>
		[8, 20, 40, 60].map((percent) => {
			const stream = boundaryStream({ percent, tolerance: 0.05, weaker });
			const { broken } = measure([stream], { name: '', target: 0.95, items: 10_000, orders: runs, judge: SOUND, late });
			return { name: late === 0 ? stream.name : `${stream.name}, audits come ${String(late)} items late`, runs, broken };
		}),
	);
}

main();
