import { createHash } from 'node:crypto';

import type { AutoTuneView } from './autoTune';
import { duration, percent, percentRange, usd, whole } from './format';
import { autoTuneSections } from './page/autoTune';
import { barChart, columnChart } from './page/charts';
import { html, type Html } from './page/html';
import { STYLE } from './page/style';
import {
	budgetKeysTable,
	costsTable,
	fallbackTable,
	figuresTable,
	measuredCell,
	qualityTable,
	ratingsTable,
	savingCell,
	singlesTable,
} from './page/tables';
import { calledRouter, type RouterNames } from './routerNames';
import type { Report } from './rows';
import type { Measured } from './weightedSums';

export interface PageOptions {
	readonly report: Report;
	/** Of what the report is, for people: a node's name, or that of all. */
	readonly title: string;
	/** `1 to 30 September 2026`. */
	readonly period: string;
	/** When it was made, for people. */
	readonly madeAt: string;
	/** What must be known before the figures are believed, above all of them. */
	readonly notes?: readonly string[];
	/** Default: routers go by their ids. */
	readonly names?: RouterNames;
	/** Of the routers that have Auto-Tune. Default: none. */
	readonly autoTune?: readonly AutoTuneView[];
}

/** The report as one HTML page: it loads nothing, runs nothing, and shows whatever came from outside as text. */
export function renderPage({ report: measured, title, period, madeAt, notes = [], names = new Map(), autoTune = [] }: PageOptions): string {
	const report = { ...measured, routers: measured.routers.map((row) => ({ ...row, name: calledRouter(names, row.name) })) };
	const sections = [
		tiles(report),
		...autoTuneSections(autoTune),
		byRoute(report),
		quality(report),
		singles(report),
		byDay(report),
		latency(report),
		costs(report),
		budgetKeys(report),
		fallbacks(report),
		others(report),
		ratings(report),
		howToRead(report),
	];
	return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>LLM routing report: ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header><p class="soft">LLM routing report</p><h1>${title}</h1><p class="soft">${period} · made ${madeAt}</p></header>
<main>
${notes.map((note) => html`<p class="note" role="note">${note}</p>`)}
<section class="verdict ${report.verdict.kind}">${report.verdict.sentences.map((sentence) => html`<p>${sentence}</p>`)}${pays(report)}</section>
${sections.filter((section) => section !== null)}
</main>
</body>
</html>
`.text;
}

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE.text).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The answer as a picture: what the same answers cost one way and the other. */
function pays({ total: { savingToStrongest: strongest, savingToSingle: single }, bestSingle }: Report): Html | null {
	if (strongest === null) return null;
	const another = bestSingle === null || single === null || single.baselineUsd === strongest.baselineUsd ? null : single;
	const bars = [
		{ name: 'Routing', values: [strongest.spentUsd] },
		...(another === null ? [] : [{ name: `Always ${String(bestSingle)}`, values: [another.baselineUsd] }]),
		{ name: 'Always the strongest', values: [strongest.baselineUsd] },
	];
	const said = bars.map(({ name, values: [value = 0] }) => `${name} ${usd(value)}`).join(', ');
	return barChart({ title: `Cost of the same answers: ${said}`, series: ['Cost'], bars, written: usd });
}

function tiles({ total, bestSingle, byAutoTune }: Report): Html {
	const tile = (name: string, value: string | Html) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
	const audited = (measured: Measured | null) => (measured === null && byAutoTune ? 'See Auto-Tune' : measuredCell(measured));
	return html`<dl class="tiles">
${tile('Requests', whole(total.requests))}
${tile('Cost', html`${usd(total.costUsd.total)} <small>${usd(total.costPerRequestUsd)} a request</small>`)}
${tile('Saved against the strongest', savingCell(total.savingToStrongest))}
${bestSingle === null ? null : tile('Saved against the best single model', html`${savingCell(total.savingToSingle)} <small>${bestSingle}</small>`)}
${tile('Quality compared with the strongest', audited(total.relative))}
${tile('Routing accuracy', audited(total.accuracy))}
${tile('False-cheap rate', audited(total.falseCheap))}
${tile('Latency p50 / p95', total.latency === null ? '–' : `${duration(total.latency.p50Ms)} / ${duration(total.latency.p95Ms)}`)}
${tile('Escalated', percent(total.escalated.share))}
${tile('Fallback', percent(total.fallback.share))}
${tile('Degraded', percent(total.degraded.share))}
</dl>`;
}

function byDay({ days }: Report): Html {
	const bars = days.map(({ name, savingToStrongest }) => ({
		name,
		values: [savingToStrongest?.spentUsd ?? null, savingToStrongest?.baselineUsd ?? null],
	}));
	return html`<section><h2>Days</h2><p class="soft">Total of the requests with a known cost, compared with the same answers at the price of the strongest model.</p>
${columnChart({ title: 'Cost by day: spent, and always the strongest', series: ['Spent', 'Always the strongest'], bars, written: usd })}
${figuresTable('Day', days)}${qualityTable(
	'Day',
	days.filter(({ answered }) => answered > 0),
)}</section>`;
}

function byRoute({ routes }: Report): Html {
	const bars = routes.map(({ name, requests }) => ({ name, values: [requests] }));
	return html`<section><h2>Routes</h2>${barChart({ title: 'Requests by route', series: ['Requests'], bars, written: whole })}${figuresTable('Route', routes)}</section>`;
}

function quality({ routes, audits }: Report): Html {
	const rows = routes.filter(({ answered }) => answered > 0);
	const bars = rows.map(({ name, relative }) => ({
		name,
		values: [relative?.value ?? null],
		ranges: [relative === null || relative.audits === 0 ? null : relative.interval],
	}));
	const by = audits.judge === null ? '' : ` by ${audits.judge}`;
	return html`<section><h2>Quality</h2><p class="soft">From ${whole(audits.count)} audits chosen by chance${by}, each weighted by the inverse of its chance: 100 % is as good as the strongest model. The strongest model's own answers count as 100 %.</p>
${barChart({ title: 'Quality by route, with 95 % intervals', series: ['Quality'], bars, written: (value) => percent(value), max: 1 })}${qualityTable('Route', rows)}</section>`;
}

function singles({ singles: models }: Report): Html | null {
	if (models.length === 0) return null;
	const bars = models.map(({ modelId, saving }) => ({ name: modelId, values: [saving?.baselineUsd ?? null] }));
	const spent = models.find(({ saving }) => saving !== null)?.saving?.spentUsd ?? null;
	return html`<section><h2>One model for everything</h2><p class="soft">What each model alone would have cost for the same answers, and how good it is on all requests. Intervals allow for judging several models at once.</p>
${barChart({ title: 'Cost with one model for everything, compared with routing', series: ['Cost'], bars: [{ name: 'Routing', values: [spent] }, ...bars], written: usd })}${singlesTable(models)}</section>`;
}

function latency({ routes }: Report): Html | null {
	const rows = routes.filter((row) => row.latency !== null);
	if (rows.length === 0) return null;
	const bars = rows.map((row) => ({ name: row.name, values: [row.latency?.p50Ms ?? null, row.latency?.p95Ms ?? null] }));
	return html`<section><h2>Latency of answers</h2><p class="soft">From the first call to the last one's end. The figures are in the table of routes.</p>${barChart({ title: 'Latency by route', series: ['Half are faster than', '95 % are faster than'], bars, written: duration })}</section>`;
}

function budgetKeys({ budgetKeys: rows }: Report): Html | null {
	return rows.length === 0
		? null
		: html`<section><h2>Budget keys</h2><p class="soft">What was counted in the budget of each key, audits apart. Keys are hashes unless the router shows them in reports.</p>${budgetKeysTable(rows)}</section>`;
}

function costs({ total, routers }: Report): Html {
	const parts = [
		['Answers', total.costUsd.answer],
		['Rejected drafts', total.costUsd.draft],
		['Failed calls', total.costUsd.failed],
		['Judge', total.costUsd.judge],
		['Checks', total.costUsd.check],
		['Embeddings', total.costUsd.embedding],
		['Audits', total.costUsd.shadow],
	] as const;
	const bars = parts.map(([name, value]) => ({ name, values: [value] }));
	return html`<section><h2>What was paid for</h2>${barChart({ title: 'Cost by purpose', series: ['Cost'], bars, written: usd })}${costsTable('Router', [...routers, total])}</section>`;
}

function fallbacks({ total }: Report): Html | null {
	if (total.fallbackKinds.length === 0) return null;
	const bars = total.fallbackKinds.map(({ failure, count }) => ({ name: failure, values: [count] }));
	return html`<section><h2>Why requests went to Fallback</h2>${barChart({ title: 'Fallback by reason', series: ['Requests'], bars, written: whole })}${fallbackTable(total)}</section>`;
}

function others({ routers, strategies }: Report): Html {
	return html`<section><h2>Routers</h2>${figuresTable('Router', routers)}${qualityTable('Router', routers)}</section><section><h2>Strategies</h2>${figuresTable('Strategy', strategies)}${qualityTable('Strategy', strategies)}</section>`;
}

function ratings({ ratings: rows }: Report): Html | null {
	if (rows.length === 0) return null;
	return html`<section><h2>Ratings, not chosen by chance</h2><p class="soft">People rate what strikes them, so these say nothing of all requests, and no figure above uses them.</p>${ratingsTable(rows)}</section>`;
}

function howToRead({ total, waiting }: Report): Html {
	const { fallback } = total;
	return html`<section><h2>How to read this</h2>
<p>Small figures are 95 % intervals: where the truth lies unless chance was unusually unkind. Routing accuracy is the share of cheap answers that were good enough; the false-cheap rate is the share of all answers that were cheap and not good enough. ${percentRange(fallback.interval)} of requests like these go to Fallback.</p>
<p>Savings compare the same answers' tokens at another model's price; models differ in how they count and how long they answer. What was spent on requests without an answer counts against routing; audits do not. Cache hits are the share of the answers' input tokens that providers read from their caches, as they say.</p>
${total.unknownCosts === 0 ? null : html`<p>${whole(total.unknownCosts)} calls have no known cost. Their requests are left out of the savings, and costs are higher than shown.</p>`}
${total.routedOnly === 0 ? null : html`<p>${whole(total.routedOnly)} requests were sent on by Route Only: what their answers cost is not known here.</p>`}
${waiting === 0 ? null : html`<p>This log is partial: ${whole(waiting)} records wait on this machine until the store can be reached.</p>`}
</section>`;
}
