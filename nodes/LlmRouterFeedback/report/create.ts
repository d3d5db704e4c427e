import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { autoTuneView, type AutoTuneView } from '../../../router/report/autoTune';
import { flatReportRows, reportJson } from '../../../router/report/json';
import { renderPage } from '../../../router/report/page';
import { calledRouter, routerNames, type RouterNames } from '../../../router/report/routerNames';
import { DEFAULT_GOOD_FROM, DEFAULT_TOLERANCE, reportSteps, type Report } from '../../../router/report/rows';
import { z } from '../../../vendor/zod';
import { daysBetween } from '../../shared/period';
import { inTurns } from '../../shared/inTurns';
import { shownIn, timeZoneOf } from '../../shared/timeZone';
import { readBoolean, readChoice, readKey, readNumber } from '../../shared/values';
import { readAllTuned } from '../autoTune/document';
import { itemOf, madeOfEach } from '../items';
import { readRouterField } from '../loggedRouter';
import type { Operation, OperationOptions } from '../operation';
import { PARTIAL_LOG } from '../partial';

import { readPeriod, type Period } from './period';

/** One report for each item of the input. All of them are read before the first is made. */
export const createReports: Operation = async (ask) => {
	const { ctx, nowMs } = ask;
	return [
		await madeOfEach({ ctx, read: (index) => readSettings(ctx, index, nowMs), make: (settings, index) => made(ask, settings, index) }),
	];
};

interface Settings extends Period {
	readonly title: string;
	/** `null`: all of them. */
	readonly routerId: string | null;
	readonly tolerance: number;
	readonly timeZone: string;
	/** Output binary field of the page; `null`: no page. */
	readonly pageField: string | null;
	readonly asRows: boolean;
}

const optionsSchema = z.record(z.unknown()).catch({});

function readSettings(ctx: IExecuteFunctions, index: number, nowMs: number): Settings {
	const timeZone = timeZoneOf(ctx);
	const key = (label: string, name: string, otherwise = '') => readKey(label, ctx.getNodeParameter(name, index, otherwise));
	const { tolerance = DEFAULT_TOLERANCE * 100 } = optionsSchema.parse(ctx.getNodeParameter('options', index, {}));
	const asRows = readChoice('Output', ['report', 'rows'] as const, ctx.getNodeParameter('output', index, 'report')) === 'rows';
	const withPage = !asRows && readBoolean('HTML Page', ctx.getNodeParameter('htmlPage', index, true));
	return {
		...readPeriod({ ctx, index, nowMs, timeZone }),
		title: key('Title', 'title') || 'LLM Router',
		routerId: readRouterField(ctx.getNodeParameter('routerId', index, '')),
		tolerance: readNumber({ label: 'Options, Tolerance', min: 0, max: 99, whole: false }, tolerance) / 100,
		timeZone,
		pageField: withPage ? key('Put Output File in Field', 'binaryField', 'data') || 'data' : null,
		asRows,
	};
}

async function made(options: OperationOptions, settings: Settings, index: number): Promise<INodeExecutionData[]> {
	const { fromMs, toMs, routerId, timeZone, tolerance, title, asRows } = settings;
	const facts = await options.reports.report({
		routerId,
		days: daysBetween({ timeZone, fromMs, toMs }),
		toMs,
		goodFrom: DEFAULT_GOOD_FROM,
	});
	const tuned = await readAllTuned(options.ledger, routerId);
	const report = await inTurns(reportSteps(facts, { tolerance, tuned: tuned.map(({ routerId: id }) => id) }));
	const names = routerNames(await options.ledger.routers());
	const notes = options.partial ? [PARTIAL_LOG] : [];
	const period = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), timeZone };
	if (asRows)
		return flatReportRows(report, names).map((row) =>
			itemOf({ ...row, period_from: period.from, period_to: period.to, partial: options.partial }, index),
		);
	const routerName = routerId === null ? null : (names.get(routerId) ?? null);
	const autoTune = tuned.map(({ routerId: id, document }) => autoTuneView(document, id, names));
	const json = reportJson({
		report,
		names,
		autoTune,
		head: {
			title,
			router: routerId,
			routerName,
			period: { ...period, text: shownPeriod(settings) },
			tolerance,
			partial: options.partial,
			notes,
		},
	});
	const page = settings.pageField === null ? {} : await pageOf(options, settings, { report, names, notes, autoTune });
	return [{ ...itemOf({ ...json }, index), ...page }];
}

interface PageParts {
	readonly report: Report;
	readonly names: RouterNames;
	readonly notes: readonly string[];
	readonly autoTune: readonly AutoTuneView[];
}

async function pageOf({ ctx, nowMs }: OperationOptions, settings: Settings, parts: PageParts): Promise<Pick<INodeExecutionData, 'binary'>> {
	const { title, timeZone, routerId, pageField } = settings;
	const router = routerId === null ? '' : ` · ${calledRouter(parts.names, routerId)}`;
	const html = renderPage({ ...parts, title, period: `${shownPeriod(settings)}${router}`, madeAt: shownIn(timeZone, nowMs) });
	const file = await ctx.helpers.prepareBinaryData(Buffer.from(html), 'report.html', 'text/html');
	return { binary: { [pageField ?? 'data']: file } };
}

function shownPeriod({ fromMs, toMs, timeZone }: Settings): string {
	return `${shownIn(timeZone, fromMs)} to ${shownIn(timeZone, toMs)} (${timeZone})`;
}
