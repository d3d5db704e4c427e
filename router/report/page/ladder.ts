import type { AutoTuneView, LadderView, RungView } from '../autoTune';
import { percent } from '../format';

import { round, shortened } from './charts';
import { html, type Html } from './html';

const WIDTH = 720;
const SIDE = 12;
const HEAD = 40;
const BAND = 24;
const STAIRS = 170;
const LOWEST = 34;
const FOOT = 34;
const COLORS = 3;
/** Per character of a label, roughly, in units of the picture. */
const CHAR = 6.6;

/**
 * The requests from the easiest (left) to the hardest (right): on top who answers them now, below a staircase for each
 * weaker model. A step is as wide as its share of the requests. Certified steps are full; the others are filled as far
 * as their evidence is.
 */
export function ladderPicture({ serves, ladders }: AutoTuneView): Html {
	const height = HEAD + BAND + ladders.length * (STAIRS + HEAD) + FOOT;
	const stairs = ladders.map((ladder, index) => staircase(ladder, index, HEAD + BAND + index * (STAIRS + HEAD)));
	const words = serves.map(({ model, share }) => `${percent(share, 0)} ${model}`).join(', ');
	return html`<figure><figcaption><span class="key full"></span>certified <span class="key part"></span>evidence so far <span class="key none"></span>not certified</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Requests from easy to hard, who answers them and what is certified. Now: ${words}">${band(serves, ladders)}${stairs}${hardness(height)}</svg></figure>`;
}

function band(serves: AutoTuneView['serves'], ladders: readonly LadderView[]): Html {
	let from = 0;
	const parts = serves.map(({ model, share }) => {
		const [left, width] = [x(from), x(from + share) - x(from)];
		from += share;
		const index = ladders.findIndex((ladder) => ladder.model === model);
		const label = share === 0 ? '' : fitting([`${model} ${percent(share, 0)}`, percent(share, 0)], width);
		return html`<g><title>${model}: ${percent(share, 0)}</title><rect class="${colorOf(index)}" x="${round(left)}" y="${HEAD - 16}" width="${round(width)}" height="${BAND}"/><text class="${index === -1 ? 'name' : 'on-full'}" x="${round(left + width / 2)}" y="${HEAD}" text-anchor="middle">${label}</text></g>`;
	});
	return html`<text class="figure" x="${SIDE}" y="14">Who answers now</text>${parts}`;
}

function staircase({ model, foot, rungs, climbing }: LadderView, index: number, top: number): Html {
	const floor = top + HEAD + STAIRS;
	const steps = rungs.map((rung, at) => {
		const height = LOWEST + ((STAIRS - LOWEST - 16) * (at + 1)) / rungs.length;
		return step(rung, { index, floor, height });
	});
	const below = foot === 0 ? '' : `, above the ${percent(foot, 0)} that cheaper models answer`;
	return html`<text class="name" x="${SIDE}" y="${top + 28}">${shortened(model, 60)}${below}: ${CLIMBING[climbing]}</text>${steps}<line class="axis" x1="${SIDE}" y1="${floor}" x2="${WIDTH - SIDE}" y2="${floor}"/>`;
}

const CLIMBING: Readonly<Record<LadderView['climbing'], string>> = {
	climbing: 'being compared',
	all_rungs: 'all steps certified',
	stopped: 'no longer compared: more would not pay',
	no_more_audits: 'all comparisons used',
};

interface Place {
	readonly index: number;
	readonly floor: number;
	readonly height: number;
}

function step(rung: RungView, { index, floor, height }: Place): Html {
	const [left, width] = [x(rung.from) + 1, x(rung.upTo) - x(rung.from) - 2];
	const filled = rung.state === 'certified' ? height : height * rung.evidence;
	const fill = rung.state === 'certified' ? colorOf(index) : `${colorOf(index)} part`;
	const middle = round(left + width / 2);
	return html`<g><title>${stepWords(rung)}</title><rect class="step ${rung.state}" x="${round(left)}" y="${round(floor - height)}" width="${round(width)}" height="${round(height)}"/><rect class="${fill}" x="${round(left)}" y="${round(floor - filled)}" width="${round(width)}" height="${round(filled)}"/><text class="figure" x="${middle}" y="${round(floor - height - 5)}" text-anchor="middle">${shareIn(rung.upTo, width + 6)}</text>${evidenceText(rung, { middle, floor, width })}</g>`;
}

function evidenceText(
	rung: RungView,
	{ middle, floor, width }: { readonly middle: number; readonly floor: number; readonly width: number },
): Html | null {
	if (rung.comparisons === 0) return null;
	const on = rung.state === 'certified' ? 'on-full' : 'name';
	const text = rung.state === 'certified' ? '✓' : shareIn(rung.evidence, width + 4);
	return html`<text class="${on}" x="${middle}" y="${floor - 8}" text-anchor="middle">${text}</text>`;
}

/** What one step is, in words. */
export function stepWords({ upTo, state, comparisons, worse, evidence }: RungView): string {
	const seen = `${String(comparisons)} comparisons, ${String(worse)} worse`;
	return `The easiest ${percent(upTo, 0)}: ${STEPS[state]}. ${seen}${state === 'certified' ? '' : `, evidence ${percent(evidence, 0)}`}.`;
}

export const STEPS: Readonly<Record<RungView['state'], string>> = {
	certified: 'certified',
	climbing: 'next to be certified',
	ahead: 'compared in advance',
	open: 'not certified',
};

function hardness(height: number): Html {
	const y = height - 12;
	return html`<text class="figure" x="${SIDE}" y="${y}">easy requests</text><text class="figure" x="${WIDTH / 2}" y="${y}" text-anchor="middle">share of all requests, the easiest first</text><text class="figure" x="${WIDTH - SIDE}" y="${y}" text-anchor="end">hard requests</text>`;
}

/** Without its sign where it does not fit otherwise. */
function shareIn(share: number, width: number): string {
	const text = percent(share, 0);
	return fitting([text, text.slice(0, -2)], width);
}

/** The first text that fits. */
function fitting(texts: readonly string[], width: number): string {
	return texts.find((text) => text.length * CHAR <= width) ?? '';
}

function colorOf(index: number): string {
	return index === -1 ? 'strong' : `t${String(index % COLORS)}`;
}

function x(share: number): number {
	return SIDE + share * (WIDTH - 2 * SIDE);
}
