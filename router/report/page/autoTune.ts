import type { AutoTuneView } from '../autoTune';
import { percent, usd, whole } from '../format';
import { calledRouter } from '../routerNames';

import { html, type Html } from './html';
import { ladderPicture, STEPS } from './ladder';
import { table } from './tables';

/** Auto-Tune of each router: what it says of itself, how far it has got, and the picture of it. */
export function autoTuneSections(views: readonly AutoTuneView[]): Html[] {
	const names = new Map(views.flatMap(({ router, routerName }) => (routerName === null ? [] : [[router, routerName] as const])));
	return views.map(
		(view) => html`<section><h2>Auto-Tune: ${calledRouter(names, view.router)}</h2><p class="says">${view.says}</p>
${facts(view)}${view.ladders.length === 0 ? null : html`${ladderPicture(view)}${steps(view)}${HOW_TO_READ}`}</section>`,
	);
}

const HOW_TO_READ = html`<p class="soft">Each step holds the requests left of it, too: the easiest 10 %, then the easiest 15 %, and so on. A step is certified once its comparisons show that the promise holds with it, over all answers. The shaded part of a step is how far its evidence is; steps are certified in order, from the lowest.</p>`;

function facts(view: AutoTuneView): Html {
	const { comparisons, controls, target, confidence, judge, requests } = view;
	const tile = (name: string, value: string, small = '') => html`<div><dt>${name}</dt><dd>${value} <small>${small}</small></dd></div>`;
	return html`<dl class="tiles">
${tile('Target', percent(target, 0), `of all answers, with ${percent(confidence, 0)} confidence, judged by ${judge}`)}
${tile('Comparisons', whole(comparisons.done), comparisonsLeft(comparisons))}
${tile('Spent on comparisons', usd(view.spentUsd), `of ${usd(view.spendAtMostUsd)} at most`)}
${tile('Checks of the judge', `${whole(controls.done)} of ${whole(controls.of)}`, `${whole(controls.passed)} wrong; refused from ${whole(controls.refusedFrom)} on`)}
${tile('Drift watch', ...driftWatch(view))}
${tile('Requests that count', whole(requests), view.start === 1 ? '' : `start ${whole(view.start)}`)}
</dl>`;
}

/** How many there will be is said only while there are more to come. */
function comparisonsLeft({ done, about, waiting, most }: AutoTuneView['comparisons']): string {
	const expected = about === null || about <= done ? '' : `of about ${whole(about)} for the next step; `;
	return `${expected}${whole(waiting)} waiting; at most ${whole(most)} to climb`;
}

/** From half of the way to the alarm on, on the scale on which evidence adds up. */
const NEAR_ALARM = 0.5;

function driftWatch({ phase, paused, ladders }: AutoTuneView): [string, string] {
	if (paused || phase !== 'certified') return ['Off', 'begins once climbing has ended'];
	const nearest = Math.max(0, ...ladders.map(({ alarm }) => alarm));
	return [nearest < NEAR_ALARM ? 'Quiet' : 'More worse answers', `${percent(nearest, 0)} of the way to an alarm`];
}

function steps({ ladders }: AutoTuneView): Html {
	const rows = ladders.flatMap(({ model, rungs }) => rungs.map((rung) => ({ model, ...rung })));
	return table(rows, [
		{ head: 'Model', cell: ({ model }) => model, text: true },
		{ head: 'The easiest', cell: ({ upTo }) => percent(upTo, 0) },
		{ head: 'Step', cell: ({ state }) => STEPS[state], text: true },
		{ head: 'Comparisons', cell: ({ comparisons }) => whole(comparisons) },
		{ head: 'Worse', cell: ({ worse }) => String(worse) },
		{ head: 'Evidence', cell: ({ evidence }) => percent(evidence, 0) },
	]);
}
