import { shownBelow, type SeenLoss } from '../statistics/bettingTest';
import { certifiedPercent, frontierOf, rungTolerance } from './ladder';
import { FEW_ITEMS, LEAST_ITEMS, LEAST_PRICE_RATIO, MOST_AUDITS } from './numbers';
import type { AutoTuneState, Basis, Ladder, Phase, Plan } from './state';

type Refusal = Extract<Phase, { kind: 'not_started' }>['why'];

/** Why comparing cannot pay; `null`: it may. */
export function whyNotStart({ target }: Pick<Basis, 'target'>, { expectedItems, nanoUsd }: Plan): Refusal | null {
	if (nanoUsd === null || nanoUsd.strongest <= 0) return 'unknown_prices';
	if (expectedItems < LEAST_ITEMS[target]) return 'too_few_items';
	const cheapest = Math.min(...nanoUsd.weaker);
	return expectedItems < FEW_ITEMS && nanoUsd.strongest < LEAST_PRICE_RATIO * cheapest ? 'price_ratio' : null;
}

/** Requests still expected. */
export function remainingItems({ plan, plannedAt, seen }: Pick<AutoTuneState, 'plan' | 'plannedAt' | 'seen'>): number {
	return Math.max(0, plan.expectedItems - (seen - plannedAt));
}

/** What one more audit costs: as until now, or before there were ten, a cheap answer and a judge's. `null`: not known. */
export function auditNanoUsd({ plan, audits, basis }: AutoTuneState, modelId: string): number | null {
	if (audits.done >= 10) return audits.spentNanoUsd / audits.done;
	const cheap = plan.nanoUsd?.weaker[basis.weaker.indexOf(modelId)];
	return plan.nanoUsd === null || cheap === undefined ? null : cheap + plan.nanoUsd.judge;
}

/** Whether there is money for one more, those that are drawn and not yet paid set aside. */
export function canPayAudit(state: AutoTuneState, modelId: string): boolean {
	const { audits, plan } = state;
	const each = auditNanoUsd(state, modelId);
	const unpaid = audits.pending.filter(({ result }) => result === null).length;
	return each !== null && audits.spentNanoUsd + (unpaid + 1) * each <= plan.mostNanoUsd;
}

/** Spend at Most is spent: no audit is awaited and there is no money for another, though comparing had begun. */
export function isSpent(state: AutoTuneState): boolean {
	const { phase, audits, basis } = state;
	if (!('ladders' in phase) || audits.pending.some(({ result }) => result === null)) return false;
	return state.plan.nanoUsd !== null && !basis.weaker.some((modelId) => canPayAudit(state, modelId));
}

/**
 * Whether climbing on is expected to save more than its audits cost. How often the rungs lose is not known, only guessed
 * by their audits so far: five guesses, each with a fifth of the chance. Never part of the promise.
 */
export function mayPay(state: AutoTuneState, ladder: Ladder): boolean {
	const { plan, basis } = state;
	const cheap = plan.nanoUsd?.weaker[basis.weaker.indexOf(ladder.modelId)];
	const auditCost = auditNanoUsd(state, ladder.modelId);
	if (plan.nanoUsd === null || cheap === undefined || auditCost === null) return false;
	const perItem = plan.nanoUsd.strongest - cheap;
	const climb = { ladder, perItem, auditCost, remaining: remainingItems(state), left: MOST_AUDITS - state.audits.drawn };
	return GUESSES.reduce((sum, guess) => sum + worthOf(guess, climb), 0) > 0;
}

interface Climb {
	readonly ladder: Ladder;
	readonly perItem: number;
	readonly auditCost: number;
	readonly remaining: number;
	readonly left: number;
}

/** Normal quantiles in the middle of five equal parts. */
const GUESSES = [-1.28, -0.52, 0, 0.52, 1.28];

/** As many audits go on before it is seen that a guess was wrong. */
const LOST_AUDITS = 20;

/** What the best rung brings if all rungs lose as guessed: the one below must be certified first, so what it takes counts too. */
function worthOf(guess: number, { ladder, perItem, auditCost, remaining, left }: Climb): number {
	const overall = rateOf(mostAudited(ladder), 0.5, 1);
	let best = -Math.min(left, LOST_AUDITS) * auditCost;
	let [audits, items] = [0, 0];
	for (let i = ladder.certified; i < ladder.rungs.length; i++) {
		const rung = ladder.rungs[i];
		const top = ladder.rungs[Math.max(i, frontierOf(ladder))];
		if (rung === undefined || top === undefined) break;
		const each = (top.upTo - ladder.foot) / (rung.upTo - ladder.foot);
		const rate = guessed(rung.losses, overall, guess);
		const more = moreOf({ losses: rung.losses, rate, tolerance: rungTolerance(ladder, rung), error: ladder.error, most: left / each });
		if (more === null) break;
		audits = Math.max(audits, more * each);
		items = Math.max(items, (more * 100) / (rung.upTo - ladder.foot));
		const gained = (rung.upTo - ladder.foot - certifiedPercent(ladder)) / 100;
		best = Math.max(best, Math.max(0, remaining - items) * gained * perItem - audits * auditCost);
	}
	return best;
}

/** The frontier's own rung may be new and empty. */
export function mostAudited({ rungs }: Ladder): readonly SeenLoss[] {
	return rungs.reduce<readonly SeenLoss[]>((most, { losses }) => (countOf(losses) > countOf(most) ? losses : most), []);
}

/** As many audits of all rungs' mean are added to a rung's own: the order of requests inside one task says little. */
const SHRINKING = 20;

function guessed(losses: readonly SeenLoss[], overall: number, guess: number): number {
	const mean = rateOf(losses, overall * SHRINKING, SHRINKING);
	const deviation = Math.sqrt((mean * (1 - mean)) / (countOf(losses) + SHRINKING + 1));
	return Math.min(1, Math.max(0, mean + guess * deviation));
}

function rateOf(losses: readonly SeenLoss[], addedLost: number, added: number): number {
	return (losses.reduce((sum, { loss, times }) => sum + loss * times, 0) + addedLost) / (countOf(losses) + added);
}

export function countOf(losses: readonly SeenLoss[]): number {
	return losses.reduce((sum, { times }) => sum + times, 0);
}

interface Certifying {
	readonly losses: readonly SeenLoss[];
	readonly rate: number;
	readonly tolerance: number;
	readonly error: number;
	readonly most: number;
}

/** How many audits more would certify a rung if it lost at this rate; `null`: more than there may be. */
function moreOf({ losses, rate, tolerance, error, most }: Certifying): number | null {
	const suffice = (more: number) =>
		shownBelow({ losses: [...losses, { loss: 1, times: more * rate }, { loss: 0, times: more * (1 - rate) }], tolerance, error });
	if (rate >= tolerance || !suffice(most)) return null;
	let [low, high] = [0, most];
	while (high - low > 2) {
		const middle = (low + high) / 2;
		if (suffice(middle)) high = middle;
		else low = middle;
	}
	return high;
}
