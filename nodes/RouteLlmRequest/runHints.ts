import type { IExecuteFunctions, INode, NodeExecutionHint } from 'n8n-workflow';

import { NANO_USD_PER_USD } from '../../router/registry/cost';

import { countOf as items, countsOf, examplesOf, firstFix, MAX_EXAMPLES } from './fallen';
import type { Finished } from './finished';
import { fixedTextHint } from './fixedText';
import type { PreparedRun } from './prepare';
import type { Summary } from './summary';

interface RunHintsOptions {
	readonly ctx: IExecuteFunctions;
	readonly node: INode;
	readonly prepared: PreparedRun;
	readonly summary: Summary;
	/** Of the run as a whole. */
	readonly notices: readonly string[];
	/** How far Auto-Tune is; `null`: nothing is tuned. */
	readonly status: string | null;
	/** What comes of the items behind this node. */
	readonly wiring: readonly string[];
	/** Fallback items that are dropped. */
	readonly dropped: readonly Finished[];
}

/** Shows what the user should know of the run as a whole, free of keys. */
export function addRunHints(options: RunHintsOptions): void {
	const { ctx, prepared } = options;
	// Older n8n versions have no run-level messages.
	if (!('addExecutionHints' in ctx) || typeof ctx.addExecutionHints !== 'function') return;
	const hints = runHints(options).map((hint) => ({ ...hint, message: prepared.redactor.message(hint.message) }));
	if (hints.length > 0) ctx.addExecutionHints(...hints);
}

function runHints({ node, prepared, summary, notices, status, wiring, dropped }: RunHintsOptions): NodeExecutionHint[] {
	const { models, hints } = prepared.resolved;
	const collected: NodeExecutionHint[] = [];
	const say = (type: 'info' | 'warning', message: string) => collected.push({ type, message, location: 'outputPane' });
	if (models.length === 1) say('info', 'Only one model is enabled, so there is nothing to choose between.');
	const hint = prepared.settings.strategy.hint?.(models) ?? null;
	if (hint !== null) say('info', hint);
	if (status !== null) say('info', status);
	const fixed = fixedTextHint(prepared.items, prepared.settings.operation);
	if (fixed !== null) say('info', fixed);
	const judging = judgeCost(summary);
	if (judging !== null) say('info', judging);
	if (summary.items > 0 && summary.promptless === summary.items) say('warning', noPrompts(summary));
	for (const hint of wiring) say('warning', hint);
	if (node.alwaysOutputData === true) say('warning', ALWAYS_OUTPUT_DATA);
	for (const hint of new Set(hints)) say('warning', hint);
	for (const notice of new Set([...prepared.notices(), ...notices])) say('warning', notice);
	const waited = waiting(summary);
	if (waited !== null) say('info', waited);
	const lost = lostToCapacity(summary, prepared);
	if (lost !== null) say('warning', lost);
	for (const hint of summary.hints) say('warning', hint);
	const { unrecorded, recordWaits } = summary;
	if (unrecorded.count > 0) say('warning', `${items(unrecorded.count)} could not be recorded: ${someOf(unrecorded.reasons)}`);
	if (recordWaits.count > 0) {
		say(
			'warning',
			`The records of ${items(recordWaits.count)} are kept on this machine's disk and will be sent automatically: ${someOf(recordWaits.reasons)}`,
		);
	}
	if (dropped.length > 0) say('warning', droppedItems(dropped));
	return collected;
}

function droppedItems(dropped: readonly Finished[]): string {
	const why = 'because the Fallback output is not connected';
	return `${items(dropped.length)} failed and ${wasOrWere(dropped.length)} dropped, ${why}. ${countsOf(dropped)}. ${firstFix(dropped)}\n${examplesOf(dropped)}`;
}

function someOf(reasons: ReadonlySet<string>): string {
	return [...reasons].slice(0, MAX_EXAMPLES).join('; ');
}

function noPrompts({ fallen }: Summary): string {
	const [first] = fallen;
	return `No item has a prompt${first === undefined ? '' : `: ${first.message}`}.`;
}

function wasOrWere(count: number): string {
	return count === 1 ? 'was' : 'were';
}

const MS_PER_SECOND = 1_000;

/** What the rate limits cost in time, and what would help. */
function waiting({ waited: { count, longestMs } }: Summary): string | null {
	if (count === 0) return null;
	const longest = (longestMs / MS_PER_SECOND).toFixed(1);
	return `${items(count)} waited for the rate limits of the models, at most ${longest} s. Add a model of another provider, or raise the limits in the settings of a model if your plan allows more.`;
}

/** How many items found no model in time, and the setting that would have let them wait. */
function lostToCapacity({ lost }: Summary, prepared: PreparedRun): string | null {
	if (lost.length === 0) return null;
	const settings = [...new Set(lost.map((index) => maxWaitOf(prepared.items[index]?.settings ?? prepared.settings)))];
	const [setting] = settings;
	const which = settings.length === 1 && setting !== undefined ? ` (${setting})` : '';
	return `${items(lost.length)} went to Fallback because every model that could answer was at its rate limit, down or on cooldown for longer than Max Wait Time${which}. Raise Max Wait Time under If a Model Fails, raise the rate limits of the models if your plan allows more, or add a model of another provider.`;
}

function maxWaitOf({ policy: { patienceMs, limitWaitMs }, waitsAutomatically }: PreparedRun['settings']): string {
	const seconds = (ms: number) => `${String(Math.round(ms / MS_PER_SECOND))} s`;
	if (!waitsAutomatically) return seconds(patienceMs);
	return `Automatic: ${seconds(patienceMs)}, for rate limits ${seconds(patienceMs + limitWaitMs)}`;
}

/** What choosing costs, in the unit people compare by. The same request asked again in a run is free. */
function judgeCost({ judged: { count, nanoUsd: cost }, items: all }: Summary): string | null {
	if (count === 0) return null;
	const times = `${String(count)} judge ${count === 1 ? 'call' : 'calls'} for ${items(all)}`;
	if (cost === null) return `${times}. Their cost is unknown, because the judge has no known price.`;
	const usd = cost / NANO_USD_PER_USD;
	return `${times} cost ${usd.toFixed(6)} USD, that is ${((usd / all) * 1_000).toFixed(4)} USD per 1,000 items.`;
}

const ALWAYS_OUTPUT_DATA =
	'Always Output Data is on: n8n adds an empty item to Fallback when no item failed. Turn it off in the Settings of this node if you do not want that.';
