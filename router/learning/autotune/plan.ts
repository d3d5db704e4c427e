import { canonicalJson } from '../../canonicalJson';
import { DAY_MS } from '../../clock';
import { costNanoUsd } from '../../registry/cost';
import type { ModelSpec } from '../../registry/model';
import { RULES_TOKENS } from '../audit/estimate';
import type { ObservedCosts, TuningDocument } from './document';
import { EXPECTED_ITEMS } from './numbers';
import type { Plan } from './state';

type Priced = Pick<ModelSpec, 'id' | 'price'>;

/** What the node knows of a router when it plans. */
export interface PlanFacts {
	/** Cheapest first, as in the basis. */
	readonly weaker: readonly Priced[];
	readonly strongest: Priced;
	readonly judge: Priced;
	/** Spend at Most. */
	readonly mostNanoUsd: number;
}

/** What was seen; before anything was, empty. */
type Seen = Pick<TuningDocument, 'costs' | 'judge' | 'traffic'>;

/**
 * A workflow's item is mostly a few paragraphs with an answer of one or two; only the ratio of models' costs matters,
 * and only until there are OBSERVED_FROM answers.
 */
export const TYPICAL_INPUT_TOKENS = 500;
export const TYPICAL_OUTPUT_TOKENS = 300;
/** A verdict is one sentence and a letter. */
const VERDICT_OUTPUT_TOKENS = 60;

/** Fewer answers say less of the mean cost than a typical request. */
const OBSERVED_FROM = 20;

const MONTH_DAYS = 30;

/** What savings are reckoned with: by what was seen, else by list prices. `nanoUsd` is `null` where any price is unknown. */
export function planOf({ costs, judge, traffic }: Seen, facts: PlanFacts, nowMs: number): Plan {
	const listed = listedNanoUsd(facts);
	const mean = (id: string, list: number) => meanOf(costs[id], list);
	return {
		expectedItems: expectedItems(traffic, nowMs),
		nanoUsd: listed && {
			weaker: listed.weaker.map((list, i) => mean(facts.weaker[i]?.id ?? '', list)),
			strongest: mean(facts.strongest.id, listed.strongest),
			judge: meanOf({ answers: judge.calls, nanoUsd: judge.nanoUsd }, listed.judge),
		},
		mostNanoUsd: facts.mostNanoUsd,
	};
}

/** Changes when a list price or Spend at Most does. */
export function listedBy(facts: PlanFacts): string {
	return canonicalJson({ nanoUsd: listedNanoUsd(facts), most: facts.mostNanoUsd }, 'plan');
}

/** Of one typical request, by list price. */
function listedNanoUsd({ weaker, strongest, judge }: PlanFacts): Plan['nanoUsd'] {
	const answer = ({ price }: Priced) => priceOf(price, TYPICAL_INPUT_TOKENS, TYPICAL_OUTPUT_TOKENS);
	const read = RULES_TOKENS + TYPICAL_INPUT_TOKENS + 2 * TYPICAL_OUTPUT_TOKENS;
	const [weakers, top, verdict] = [weaker.map(answer), answer(strongest), priceOf(judge.price, read, VERDICT_OUTPUT_TOKENS)];
	const known = weakers.flatMap((cost) => cost ?? []);
	if (known.length < weakers.length || top === null || verdict === null) return null;
	return { weaker: known, strongest: top, judge: verdict };
}

function priceOf(price: Priced['price'], inputTokens: number, outputTokens: number): number | null {
	return costNanoUsd(price, { inputTokens, outputTokens, cachedInputTokens: 0 });
}

function meanOf(seen: ObservedCosts | undefined, list: number): number {
	return seen === undefined || seen.answers < OBSERVED_FROM ? list : seen.nanoUsd / seen.answers;
}

/** As many as in the last 30 days, once 30 days are known. */
function expectedItems({ sinceMs, days }: TuningDocument['traffic'], nowMs: number): number {
	if (nowMs - sinceMs < MONTH_DAYS * DAY_MS) return EXPECTED_ITEMS;
	const from = Math.floor(nowMs / DAY_MS) - MONTH_DAYS;
	return days.reduce((sum, { day, items }) => sum + (day >= from ? items : 0), 0);
}

/** With one request more on its day. */
export function withItem(traffic: TuningDocument['traffic'], atMs: number): TuningDocument['traffic'] {
	const today = Math.floor(atMs / DAY_MS);
	const newest = traffic.days.reduce((last, { day }) => Math.max(last, day), today);
	const had = traffic.days.find(({ day }) => day === today)?.items ?? 0;
	const days = [...traffic.days.filter(({ day }) => day !== today), { day: today, items: had + 1 }];
	return { ...traffic, days: days.filter(({ day }) => day >= newest - MONTH_DAYS).sort((a, b) => a.day - b.day) };
}
