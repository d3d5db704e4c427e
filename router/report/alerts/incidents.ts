import { DAY_MS } from '../../clock';
import { z } from '../../../vendor/zod';

import { ruleOf, type Finding } from './finding';

/**
 * The incidents of one node that go on, by what they hang on. Kept as a document of kind `alert`. `seenMs`: when their
 * rule was last known to watch, to a day.
 */
export const alertStateSchema = z.object({
	incidents: z.record(z.object({ sinceMs: z.number(), seenMs: z.number() })),
	/** News that were told, by key: when they happened. States from before there were any have none. */
	told: z.record(z.number()).default({}),
});
export type AlertState = z.infer<typeof alertStateSchema>;

export const NO_INCIDENTS: AlertState = { incidents: {}, told: {} };

/** Something that happened once, and neither lasts nor ends. */
export interface News extends Pick<Finding, 'key' | 'name' | 'sentence' | 'facts'> {
	/** Epoch ms. */
	readonly atMs: number;
}

/** What has just begun or ended, or happened and was not told before. */
export type AlertEvent =
	| {
			readonly kind: 'incident' | 'recovery';
			readonly finding: Finding;
			/** Epoch ms of the check that opened the incident. */
			readonly sinceMs: number;
	  }
	| { readonly kind: 'news'; readonly finding: News; readonly sinceMs: number };

export interface Checked {
	readonly state: AlertState;
	/** In the order of the findings, then the news. */
	readonly events: readonly AlertEvent[];
	readonly changed: boolean;
}

/** In a loop each turn has rules of its own, so one that does not watch now may do so in the next turn. */
const FORGOTTEN_AFTER_MS = 7 * DAY_MS;

/** News of longer ago are old, and told no more: a node that begins to check does not begin with them. */
const OLD_NEWS_MS = 30 * DAY_MS;

/**
 * One check: an incident begins once and ends once, and `unclear` changes nothing. The incident of a rule that was
 * changed or taken away is forgotten after a week without a word: whoever changed the rule knows.
 *
 * @param rules all that watch now, also where they found nothing to speak of.
 */
export function checkIncidents({
	state,
	findings,
	news,
	rules,
	nowMs,
}: {
	readonly state: AlertState;
	readonly findings: readonly Finding[];
	readonly news: readonly News[];
	readonly rules: ReadonlySet<string>;
	readonly nowMs: number;
}): Checked {
	const { incidents, changed } = seen(state, rules, nowMs);
	const events: AlertEvent[] = [];
	for (const finding of findings) {
		const open = incidents.get(finding.key);
		if (finding.state === 'breached' && open === undefined) {
			incidents.set(finding.key, { sinceMs: nowMs, seenMs: nowMs });
			events.push({ kind: 'incident', finding, sinceMs: nowMs });
		}
		if (finding.state === 'fine' && open !== undefined) {
			incidents.delete(finding.key);
			events.push({ kind: 'recovery', finding, sinceMs: open.sinceMs });
		}
	}
	const fresh = newsOf(state.told, news, nowMs);
	events.push(...fresh.events);
	return { state: { incidents: Object.fromEntries(incidents), told: fresh.told }, events, changed: changed || events.length > 0 };
}

function newsOf(told: AlertState['told'], news: readonly News[], nowMs: number): Pick<AlertState, 'told'> & Pick<Checked, 'events'> {
	const kept = Object.entries(told).filter(([, atMs]) => nowMs - atMs <= OLD_NEWS_MS);
	const known = new Map(kept);
	const events: AlertEvent[] = [];
	for (const finding of news) {
		if (nowMs - finding.atMs > OLD_NEWS_MS || known.has(finding.key)) continue;
		known.set(finding.key, finding.atMs);
		events.push({ kind: 'news', finding, sinceMs: finding.atMs });
	}
	return { told: Object.fromEntries(known), events };
}

type Incidents = Map<string, AlertState['incidents'][string]>;

/** Without those that nothing watches any more. Written once a day at most: most checks change nothing. */
function seen(
	{ incidents }: AlertState,
	rules: ReadonlySet<string>,
	nowMs: number,
): { readonly incidents: Incidents; readonly changed: boolean } {
	const kept: Incidents = new Map();
	let changed = false;
	for (const [key, incident] of Object.entries(incidents)) {
		const age = nowMs - incident.seenMs;
		const watched = rules.has(ruleOf(key));
		if (!watched && age > FORGOTTEN_AFTER_MS) changed = true;
		else if (watched && age > DAY_MS) kept.set(key, { ...incident, seenMs: nowMs });
		else kept.set(key, incident);
		changed ||= watched && age > DAY_MS;
	}
	return { incidents: kept, changed };
}
