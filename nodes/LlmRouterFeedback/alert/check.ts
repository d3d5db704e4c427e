import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { driftKey } from '../../../router/report/alerts/drift';
import type { Finding } from '../../../router/report/alerts/finding';
import type { AlertEvent, Checked, News } from '../../../router/report/alerts/incidents';
import { MEASURE_NAMES, readingOf } from '../../../router/report/alerts/measures';
import { checkRule } from '../../../router/report/alerts/rules';
import { alertText } from '../../../router/report/alerts/text';
import { routerNames, type RouterNames } from '../../../router/report/routerNames';
import type { ReportRow } from '../../../router/report/reportRow';
import { shownIn, timeZoneOf } from '../../shared/timeZone';
import { itemOf } from '../items';
import type { Operation, OperationOptions } from '../operation';
import { PARTIAL_LOG } from '../partial';

import { autoTuneNews } from './autoTune';
import { findDrift } from './drift';
import { readAlertSettings, type AlertSettings } from './settings';
import { remember } from './state';
import { Windows } from './windows';

/**
 * One check for each item of the input. Output 0 has an item for each check with all figures, output 1 one for each
 * incident that begins or ends with it, and one for each thing that Auto-Tune has to say and was not told yet.
 *
 * Incidents are written before the items leave, as n8n hands items over only when a node is done: should n8n die in
 * between, an alert is lost, and never said twice. `open` on output 0 lists what goes on, said or not.
 */
export const checkAlerts: Operation = async (ask) => {
	const settings = ask.input.map((_, index) => readAlertSettings(ask.ctx, index));
	const windows = new Windows(ask);
	const names = routerNames(await ask.ledger.routers());
	const looked: Look[] = [];
	for (const one of settings) looked.push(await look({ ask, windows, names }, one));
	const findings = eachOnce(looked.flatMap((one) => one.findings));
	const news = eachOnce(looked.flatMap((one) => one.news));
	const rules = new Set([...findings.map(({ rule }) => rule), ...settings.flatMap(({ drift }) => drift.map(driftKey))]);
	const checked = await remember({ ledger: ask.ledger, name: stateName(ask.ctx), findings, news, rules, nowMs: ask.nowMs });
	const alerts = checked.events.map((event) =>
		itemOf(
			alertJson({ ask, names }, event),
			looked.findIndex((one) => [...one.findings, ...one.news].some(({ key }) => key === event.finding.key)),
		),
	);
	return [looked.map((one, index) => itemOf(checkedJson({ ask, names }, one, checked), index)), alerts];
};

function eachOnce<T extends { readonly key: string }>(found: readonly T[]): T[] {
	return [...new Map(found.map((one) => [one.key, one])).values()];
}

interface Telling {
	readonly ask: OperationOptions;
	readonly names: RouterNames;
}

interface Look {
	readonly settings: AlertSettings;
	readonly findings: readonly Finding[];
	readonly news: readonly News[];
	readonly figures: readonly { readonly windowHours: number; readonly row: ReportRow }[];
}

async function look({ ask, windows, names }: Telling & { readonly windows: Windows }, settings: AlertSettings): Promise<Look> {
	const { rules, drift, autoTune, routerId } = settings;
	const findings: Finding[] = [];
	for (const rule of rules) findings.push(checkRule(rule, (await windows.of(routerId, rule.windowHours)).total));
	findings.push(...(await findDrift({ ask, rules: drift, windows, names })));
	const lengths = [...new Set([...rules, ...drift].map(({ windowHours }) => windowHours))].sort((a, b) => a - b);
	const figures = [];
	for (const windowHours of lengths) figures.push({ windowHours, row: (await windows.of(routerId, windowHours)).total });
	const news = autoTune ? await autoTuneNews(ask, names, routerId) : [];
	return { settings, findings, news, figures };
}

function stateName(ctx: IExecuteFunctions): string {
	return `${ctx.getWorkflow().id ?? ''}:${ctx.getNode().id}`;
}

function alertJson({ ask, names }: Telling, event: AlertEvent): INodeExecutionData['json'] {
	const { kind, finding, sinceMs } = event;
	const timeZone = timeZoneOf(ask.ctx);
	const text = alertText({ event, nowMs: ask.nowMs, shown: (atMs) => shownIn(timeZone, atMs) });
	return {
		event: kind,
		text: ask.partial ? `${text} ${PARTIAL_LOG}` : text,
		name: finding.name,
		...finding.facts,
		routerName: nameOf(names, finding.facts.router),
		since: iso(sinceMs),
		at: iso(ask.nowMs),
		partial: ask.partial,
	};
}

function checkedJson(
	{ ask, names }: Telling,
	{ settings, findings, figures }: Look,
	{ state, events }: Checked,
): INodeExecutionData['json'] {
	const rules = findings.map(({ key, name, state: found, sentence, facts }) => {
		const open = state.incidents[key];
		return {
			name,
			state: found,
			text: sentence,
			...facts,
			event: events.find(({ finding }) => finding.key === key)?.kind ?? null,
			since: open === undefined ? null : iso(open.sinceMs),
		};
	});
	return {
		at: iso(ask.nowMs),
		router: settings.routerId,
		routerName: nameOf(names, settings.routerId),
		open: rules.filter(({ since }) => since !== null).map(({ name, text, since }) => ({ name, text, since })),
		rules,
		figures: figures.map(({ windowHours, row }) => ({
			windowHours,
			...Object.fromEntries(MEASURE_NAMES.map((measure) => [measure, readingOf(measure, row)])),
		})),
		partial: ask.partial,
		notes: ask.partial ? [PARTIAL_LOG] : [],
	};
}

function nameOf(names: RouterNames, routerId: unknown): string | null {
	return typeof routerId === 'string' ? (names.get(routerId) ?? null) : null;
}

function iso(atMs: number): string {
	return new Date(atMs).toISOString();
}
