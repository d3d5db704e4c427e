import { html, type Html } from './html';

/** One thing that a chart compares, and how its values are written beside the marks. */
interface Bar {
	readonly name: string;
	/** One for each series; `null`: not known, so no mark. */
	readonly values: readonly (number | null)[];
	/** Where each value may lie by chance; `null`: nothing is known of it. */
	readonly ranges?: readonly ({ readonly from: number; readonly to: number } | null)[];
}

interface Chart {
	/** What it shows, for those who cannot see it. */
	readonly title: string;
	/** Names of the series, at most two; one needs no legend. */
	readonly series: readonly string[];
	readonly bars: readonly Bar[];
	readonly written: (value: number) => string;
	/** The end of the axis; the largest value unless given. */
	readonly max?: number;
}

const WIDTH = 720;
const NAMES = 190;
const FIGURES = 80;
const THICK = 14;
const GAP = 10;

/** Bars from left to right, one below the other: names of any length keep their place. */
export function barChart({ title, series, bars, written, max }: Chart): Html {
	const end = max ?? largest(bars);
	const room = WIDTH - NAMES - FIGURES;
	const x = (value: number) => NAMES + (end === 0 ? 0 : (Math.max(0, Math.min(value, end)) / end) * room);
	const each = series.length * THICK + GAP;
	const rows = bars.map((bar, row) => {
		const top = row * each + GAP / 2;
		const marks = bar.values.map((value, index) =>
			value === null ? html`` : markOf({ value, index, top: top + index * THICK, x, written, range: bar.ranges?.[index] ?? null }),
		);
		return html`<text class="name" x="${NAMES - 8}" y="${top + (series.length * THICK) / 2 + 4}" text-anchor="end">${shortened(bar.name, 28)}<title>${bar.name}</title></text>${marks}`;
	});
	return figure({
		title,
		series,
		height: bars.length * each + GAP / 2,
		content: html`${rows}<line class="axis" x1="${NAMES}" y1="0" x2="${NAMES}" y2="${bars.length * each}"/>`,
	});
}

interface Mark {
	readonly value: number;
	readonly index: number;
	readonly top: number;
	readonly x: (value: number) => number;
	readonly written: (value: number) => string;
	readonly range: { readonly from: number; readonly to: number } | null;
}

function markOf({ value, index, top, x, written, range }: Mark): Html {
	const [start, end, middle] = [x(0), x(value), top + THICK / 2];
	const whisker =
		range === null
			? null
			: html`<path class="whisker" d="M${round(x(range.from))} ${middle}H${round(x(range.to))}M${round(x(range.from))} ${middle - 4}v8M${round(x(range.to))} ${middle - 4}v8"/>`;
	const after = range === null ? end : Math.max(end, x(range.to));
	return html`<rect class="s${index}" x="${round(start)}" y="${top + 1}" width="${round(end - start)}" height="${THICK - 2}" rx="2"/>${whisker}<text class="figure" x="${round(after + 6)}" y="${middle + 4}">${written(value)}</text>`;
}

const HEIGHT = 200;
const LEFT = 64;
const RIGHT = 24;
const BOTTOM = 24;

/** Columns over time, side by side where there are two series. */
export function columnChart({ title, series, bars, written, max }: Chart): Html {
	const end = max ?? largest(bars);
	const [width, height] = [(WIDTH - LEFT - RIGHT) / Math.max(1, bars.length), HEIGHT - BOTTOM - 10];
	const y = (value: number) => 10 + height - (end === 0 ? 0 : (value / end) * height);
	const thick = Math.max(1, Math.min(24, (width * 0.8) / series.length));
	const every = Math.ceil(bars.length / 8);
	const columns = bars.map((bar, at) => {
		const left = LEFT + at * width + (width - thick * series.length) / 2;
		const marks = bar.values.map((value, index) =>
			value === null
				? html``
				: html`<rect class="s${index}" x="${round(left + index * thick)}" y="${round(y(value))}" width="${round(Math.max(0.5, thick - 0.5))}" height="${round(y(0) - y(value))}"><title>${bar.name}, ${series[index] ?? ''}: ${written(value)}</title></rect>`,
		);
		const name =
			at % every === 0
				? html`<text class="name" x="${round(LEFT + (at + 0.5) * width)}" y="${HEIGHT - 6}" text-anchor="middle">${shortened(bar.name, 12)}</text>`
				: null;
		return html`${marks}${name}`;
	});
	const lines = [0, 0.5, 1].map(
		(share) =>
			html`<line class="${share === 0 ? 'axis' : 'grid'}" x1="${LEFT}" y1="${round(y(end * share))}" x2="${WIDTH - RIGHT}" y2="${round(y(end * share))}"/><text class="figure" x="${LEFT - 6}" y="${round(y(end * share) + 4)}" text-anchor="end">${written(end * share)}</text>`,
	);
	return figure({ title, series, height: HEIGHT, content: html`${lines}${columns}` });
}

function figure({
	title,
	series,
	height,
	content,
}: {
	readonly title: string;
	readonly series: readonly string[];
	readonly height: number;
	readonly content: Html;
}): Html {
	const legend =
		series.length < 2
			? null
			: html`<figcaption>${series.map((name, index) => html`<span class="key k${index}"></span>${name} `)}</figcaption>`;
	return html`<figure>${legend}<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">${content}</svg></figure>`;
}

function largest(bars: readonly Bar[]): number {
	return Math.max(
		0,
		...bars.flatMap(({ values, ranges = [] }) => [...values.map((value) => value ?? 0), ...ranges.map((range) => range?.to ?? 0)]),
	);
}

/** At most so many characters. */
export function shortened(name: string, most: number): string {
	const signs = [...name];
	return signs.length <= most ? name : `${signs.slice(0, most - 1).join('')}…`;
}

export function round(value: number): number {
	return Math.round(value * 10) / 10;
}
