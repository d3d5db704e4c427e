import type { IExecuteFunctions, INode, NodeExecutionHint } from 'n8n-workflow';

import { NANO_USD_PER_USD } from '../../router/registry/cost';

import type { Finished } from './finished';
import type { PreparedRun } from './prepare';

/** Examples in a message; more would bury the counts. */
const MAX_EXAMPLES = 5;

interface RunHintsOptions {
	readonly ctx: IExecuteFunctions;
	readonly node: INode;
	readonly prepared: PreparedRun;
	readonly finished: readonly Finished[];
	/** Of the run as a whole. */
	readonly notices: readonly string[];
	/** Fallback items that leave nowhere. */
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

function runHints({ node, prepared, finished, notices, dropped }: RunHintsOptions): NodeExecutionHint[] {
	const { models, hints } = prepared.resolved;
	const collected: NodeExecutionHint[] = [];
	const say = (type: 'info' | 'warning', message: string) => collected.push({ type, message, location: 'outputPane' });
	if (models.length === 1) say('info', 'Only one model is enabled, so there is nothing to choose between.');
	const hint = prepared.settings.strategy.hint?.(models) ?? null;
	if (hint !== null) say('info', hint);
	const judging = judgeCost(finished);
	if (judging !== null) say('info', judging);
	if (node.alwaysOutputData === true) say('warning', ALWAYS_OUTPUT_DATA);
	for (const hint of new Set(hints)) say('warning', hint);
	for (const notice of new Set([...prepared.notices(), ...notices])) say('warning', notice);
	const waited = waiting(finished);
	if (waited !== null) say('info', waited);
	const lost = lostToCapacity(finished, prepared);
	if (lost !== null) say('warning', lost);
	for (const hint of new Set(finished.flatMap((one) => one.hints))) say('warning', hint);
	const unrecorded = finished.flatMap((one) => (one.unrecorded === null ? [] : [one.unrecorded]));
	if (unrecorded.length > 0) {
		say('warning', `${items(unrecorded.length)} could not be recorded: ${[...new Set(unrecorded)].slice(0, MAX_EXAMPLES).join('; ')}`);
	}
	const waits = finished.flatMap((one) => (one.recordWaits === null ? [] : [one.recordWaits]));
	if (waits.length > 0) {
		say(
			'warning',
			`The records of ${items(waits.length)} wait on this machine's disk and follow by themselves: ${[...new Set(waits)].slice(0, MAX_EXAMPLES).join('; ')}`,
		);
	}
	if (dropped.length > 0) {
		say(
			'warning',
			`${items(dropped.length)} left nowhere, because Fallback is not connected: ${countsOf(dropped)}. ${examplesOf(dropped)}`,
		);
	}
	return collected;
}

const MS_PER_SECOND = 1_000;

/** Waiting that nobody would notice is not told. */
const WORTH_TELLING_MS = 1_000;

/** What the rate limits cost in time, and what would help. */
function waiting(finished: readonly Finished[]): string | null {
	const waits = finished.map(({ queuedMs }) => queuedMs).filter((ms) => ms >= WORTH_TELLING_MS);
	if (waits.length === 0) return null;
	const longest = (Math.max(...waits) / MS_PER_SECOND).toFixed(1);
	return `${items(waits.length)} waited for a place within the rate limits of the models, the longest ${longest} s. Add a model of another provider, or raise the limits in Overrides if your plan allows more.`;
}

/** How many items found no model in time, and the setting that would have let them wait. */
function lostToCapacity(finished: readonly Finished[], prepared: PreparedRun): string | null {
	const lost = finished.flatMap(({ failure }, index) => (failure === 'capacity' ? [index] : []));
	if (lost.length === 0) return null;
	const settings = [...new Set(lost.map((index) => maxWaitOf(prepared.items[index]?.settings ?? prepared.settings)))];
	const [setting] = settings;
	const which = settings.length === 1 && setting !== undefined ? ` (${setting})` : '';
	return `${items(lost.length)} went to Fallback with "capacity": every model that could answer was full, down or on cooldown for longer than Max Wait Time${which} allows. Set a longer Max Wait Time, raise the rate limits of the models if your plan allows more, or add a model of another provider.`;
}

function maxWaitOf({ policy: { patienceMs, limitWaitMs }, waitsAutomatically }: PreparedRun['settings']): string {
	const seconds = (ms: number) => `${String(Math.round(ms / MS_PER_SECOND))} s`;
	if (!waitsAutomatically) return seconds(patienceMs);
	return `Automatic: ${seconds(patienceMs)}, for rate limits ${seconds(patienceMs + limitWaitMs)}`;
}

/** What choosing costs, in the unit people compare by. The same request asked again in a run is free. */
function judgeCost(finished: readonly Finished[]): string | null {
	const judged = finished.flatMap((one) => (one.judged === null ? [] : [one.judged.nanoUsd]));
	if (judged.length === 0) return null;
	const cost = judged.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
	const times = `${String(judged.length)} judge ${judged.length === 1 ? 'call' : 'calls'} for ${items(finished.length)}`;
	if (cost === null) return `${times}; what they cost is unknown, because no price of the judge is known.`;
	const usd = cost / NANO_USD_PER_USD;
	return `${times} cost ${usd.toFixed(6)} USD, that is ${((usd / finished.length) * 1_000).toFixed(4)} USD per 1,000 items.`;
}

const ALWAYS_OUTPUT_DATA =
	'Always Output Data is on: whenever Fallback would be empty, n8n puts an empty item on it. Turn it off in the Settings of this node if nothing should leave by Fallback without a failure.';

/** `2 × quality, 1 × no_prompt` */
export function countsOf(fallen: readonly Finished[]): string {
	const counts = new Map<string, number>();
	for (const { failure } of fallen) counts.set(failure ?? 'unknown', (counts.get(failure ?? 'unknown') ?? 0) + 1);
	return [...counts].map(([failure, count]) => `${String(count)} × ${failure}`).join(', ');
}

/** One message per different cause, the first few. */
export function examplesOf(fallen: readonly Finished[]): string {
	const messages = [...new Set(fallen.map(({ message }) => message).filter((message) => message !== ''))];
	const more = messages.length - MAX_EXAMPLES;
	return messages.slice(0, MAX_EXAMPLES).join('\n') + (more > 0 ? `\nand ${String(more)} more` : '');
}

export function items(count: number): string {
	return count === 1 ? '1 item' : `${String(count)} items`;
}
