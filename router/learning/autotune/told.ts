import { percent, usd } from '../../format';
import { NANO_USD_PER_USD } from '../../registry/cost';
import type { TuningDocument } from './document';
import { certifiedPercent } from './ladder';
import { ERROR, LEAST_ITEMS, LEAST_PRICE_RATIO, MOST_AUDITS, MOST_PENDING, WARMING } from './numbers';
import { comparisonsOf } from './needed';
import { laddersOf, percentOf } from './news';
import { countOf, isSpent, mostAudited } from './saving';
import type { Phase } from './state';
import { isFull, type Wish } from './wish';

/** How a model is called where people read, by its id. */
type NameOf = (modelId: string) => string;

/** What Auto-Tune says of itself once per run: one line, what is and what follows. */
export function hintOf(document: TuningDocument, nameOf: NameOf): string {
	const { paused, state, models } = document;
	const strong = nameOf(models.strongest);
	if (paused) return `Auto-Tune is paused; everything goes to ${strong}. Resume it to continue.`;
	switch (state.phase.kind) {
		case 'not_started':
			return `Auto-Tune has not started: ${whyNot(state.phase.why, document)} Everything goes to ${strong}.`;
		case 'judge_refused':
			return `Auto-Tune has stopped: ${nameOf(models.judge)}, the judge, accepted answers to other requests as good in ${controls(document)} test comparisons. Choose another judge, or reset Auto-Tune; everything goes to ${strong}.`;
		case 'does_not_pay':
			return doesNotPay(document, nameOf);
		default:
			return percentOf(document) > 0 ? certified(document, nameOf) : comparing(document, nameOf);
	}
}

function whyNot(why: Extract<Phase, { kind: 'not_started' }>['why'], { state: { basis, plan } }: TuningDocument): string {
	switch (why) {
		case 'unknown_prices':
			return 'the price of a model or of the judge is unknown. Enter it under Model Facts in the credential.';
		case 'too_few_items':
			return `it expects ${String(plan.expectedItems)} requests in 30 days, and comparisons pay from ${String(LEAST_ITEMS[basis.target])} on at this target. It starts by itself once more come, or with a lower target.`;
		case 'price_ratio':
			return `with few requests, comparisons pay only where the strongest model costs at least ${String(LEAST_PRICE_RATIO)} times the cheapest. Choose a cheaper model for the easy requests.`;
	}
}

function controls({ state }: TuningDocument): string {
	return `${String(state.controls.passed)} of ${String(state.controls.done)}`;
}

/** `31 of about 60 comparisons, $0.12; everything goes to Strong until then.` */
function comparing(document: TuningDocument, nameOf: NameOf): string {
	const { state, models } = document;
	const { done, about } = comparisonsOf(state);
	const until = `everything goes to ${nameOf(models.strongest)} until then`;
	if (state.phase.kind === 'warming') {
		const begun = state.start === 1 ? 'Auto-Tune' : 'Auto-Tune has begun again';
		return `${begun}: ${String(state.phase.seen.length)} of ${String(WARMING)} requests seen before comparing; ${until}.`;
	}
	const waits = isFull(state) ? ` ${String(MOST_PENDING)} comparisons wait for their judge, and no more are drawn until then.` : '';
	const of = about === null ? ' comparisons' : ` of about ${String(about)} comparisons`;
	return `Auto-Tune: ${String(done)}${of}, ${spent(document)}; ${until}.${waits}`;
}

/** The promise is over all answers, and in the judge's eyes. */
function certified(document: TuningDocument, nameOf: NameOf): string {
	const { state, models } = document;
	const { target } = state.basis;
	const shares = laddersOf(state).flatMap((ladder) =>
		ladder.certified === 0 ? [] : [`${String(certifiedPercent(ladder))} % go to ${nameOf(ladder.modelId)}`],
	);
	const promise = `Of all answers at least ${percent(target, 0)} are as good as ${possessive(nameOf(models.strongest))} (${percent(1 - ERROR, 0)} confidence, in your judge's eyes)`;
	const saving = savedShare(document);
	const money = `${saving === null ? '' : `about ${percent(saving, 0)} saved from now on, `}comparisons cost ${spent(document)}`;
	const also = isSpent(state)
		? ' Spend at Most is spent, so nothing is compared or watched any more: raise it to resume.'
		: goesOn(document);
	return `Auto-Tune: ${shares.join(', ')}. ${promise}; ${money}.${also}`;
}

function goesOn({ state: { phase } }: TuningDocument): string {
	return phase.kind === 'comparing' ? ' Comparing continues.' : '';
}

function doesNotPay(document: TuningDocument, nameOf: NameOf): string {
	const { state, models } = document;
	const all = `everything goes to ${nameOf(models.strongest)}`;
	if (isSpent(state)) {
		const most = money(state.plan.mostNanoUsd / NANO_USD_PER_USD);
		return `Auto-Tune has spent ${spent(document)} of the ${most} that Spend at Most allows, and another comparison costs more than the rest; ${all}. Raise Spend at Most to resume comparing.`;
	}
	return `Routing does not pay here: ${whyNoPay(document, nameOf)}; ${all}. Comparisons cost ${spent(document)}.`;
}

function whyNoPay({ state }: TuningDocument, nameOf: NameOf): string {
	if (state.audits.drawn >= MOST_AUDITS) return `${String(MOST_AUDITS)} comparisons did not show that enough answers are as good`;
	const lost = laddersOf(state).map((ladder) => {
		const losses = mostAudited(ladder);
		const worse = losses.reduce((sum, { loss, times }) => sum + loss * times, 0);
		return `${String(Math.round(worse))} of ${String(countOf(losses))} answers of ${nameOf(ladder.modelId)} were worse`;
	});
	return `${lost.join(' and ')}, so more comparisons would cost more than they are expected to save`;
}

/** One line for a request's own reason. */
export function reasonOf(document: Pick<TuningDocument, 'paused' | 'state'>, { serve }: Wish): string {
	const { paused, state } = document;
	if (paused) return 'Auto-Tune: paused';
	const share = percentOf(document);
	switch (state.phase.kind) {
		case 'not_started':
			return 'Auto-Tune: not started';
		case 'judge_refused':
			return 'Auto-Tune: the judge was refused';
		case 'does_not_pay':
			return isSpent(state) ? 'Auto-Tune: Spend at Most is spent' : 'Auto-Tune: routing does not pay here';
		default:
			if (share === 0) return 'Auto-Tune: comparing';
			return `Auto-Tune: ${String(share)} % certified${serve.kind === 'weaker' ? '' : ', this request not among them'}`;
	}
}

/** Against sending everything to the strongest, comparisons left out, in [0, 1]; `null`: a price is unknown. */
export function savedShare({ state }: Pick<TuningDocument, 'state'>): number | null {
	const { plan, basis } = state;
	if (plan.nanoUsd === null || plan.nanoUsd.strongest <= 0) return null;
	const { weaker, strongest } = plan.nanoUsd;
	return laddersOf(state).reduce((sum, ladder) => {
		const cost = weaker[basis.weaker.indexOf(ladder.modelId)] ?? strongest;
		return sum + (certifiedPercent(ladder) / 100) * (1 - cost / strongest);
	}, 0);
}

function spent({ state }: TuningDocument): string {
	return money(state.audits.spentNanoUsd / NANO_USD_PER_USD);
}

/** In cents where there are any. */
function money(value: number): string {
	return value >= 0.01 && value < 100 ? `$${value.toFixed(2)}` : usd(value);
}

function possessive(name: string): string {
	return /s$/i.test(name) ? `${name}'` : `${name}'s`;
}
