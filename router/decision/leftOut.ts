import type { RequestTrace } from '../routeTypes';
import type { ModelId } from '../registry/model';
import { strongestOf } from '../registry/rank';
import type { Eligibility } from '../selection/eligibility';
import type { Exclusion } from '../selection/plan';
import { isResting } from '../selection/rests';

import { firstChoiceOf } from './firstChoice';
import { keyTrouble } from './keyTrouble';

type Routed = Extract<RequestTrace, { kind: 'routed' }>;

/** What follows a model's name. */
const EXCLUDED: Readonly<Record<Exclusion, string>> = {
	not_allowed: 'is not in Allowed Models',
	rule: 'is not a model its rule allows',
	window: 'has too small a context window',
	output_limit: 'has an output limit below Reserved Output Tokens',
	vision: 'cannot read images',
	tools: 'cannot call tools',
	json_schema: 'cannot follow a JSON schema',
	cooling_down: 'is on cooldown',
	breaker_open: 'is paused after five failures in a row at its provider',
	full: 'is at its rate limit',
	never_fits: 'has a rate limit smaller than this request',
	budget: 'costs more than the budget has left',
	strongest_share: 'has used up its share of requests',
	too_slow: 'is slower than the latency target',
	dearer: 'costs more than the first choice',
	below_floor: 'is weaker than Never Below allows',
	same_key: 'uses the key that was refused',
	failed: 'failed before',
};

const MS_PER_SECOND = 1_000;

/** How people know a model of this request: its branch. */
export function nameIn({ plan }: Routed, modelId: ModelId): string {
	return plan.models.find(({ id }) => id === modelId)?.branch ?? modelId;
}

/** Why a model could not be asked at once, as a clause that begins with its name; `null`: it could. */
export function whyNot(routed: Routed, modelId: ModelId): string | null {
	const state = routed.eligibility.get(modelId);
	const first = firstChoiceOf(routed);
	const name = nameIn(routed, modelId);
	if (state === undefined) return null;
	if (state.kind === 'now') {
		if (modelId !== first && isClosedSince(routed, modelId)) return `${name} ${EXCLUDED.strongest_share}`;
		return state.slow && modelId !== first ? `${name} ${EXCLUDED.too_slow}` : null;
	}
	return `${name} ${EXCLUDED[state.because]}${forHowLong(routed, state)}${keyTroubleOf(routed, modelId, state)}${askedAnyway(modelId === first, state)}`;
}

/** The models that could not be the first choice, and those that had to be waited for, one clause each. */
export function leftOut(routed: Routed): { readonly modelId: ModelId; readonly clause: string }[] {
	const { floor, ranking } = routed.plan;
	// Where the floor itself was chosen, as a bypass does, nothing below it was ever in question.
	const choseFloor = ranking.kind === 'choice' && ranking.modelId === floor;
	return [...routed.eligibility].flatMap(([modelId, state]) => {
		if (state.kind === 'never' && state.because === 'rule') return [];
		if (choseFloor && state.kind !== 'now' && state.because === 'below_floor') return [];
		const clause = whyNot(routed, modelId);
		return clause === null ? [] : [{ modelId, clause }];
	});
}

/** Requests that began together may have taken the last places of the strongest model's share meanwhile. */
function isClosedSince({ plan }: Routed, modelId: ModelId): boolean {
	return plan.strongestClosed && strongestOf(plan.models).id === modelId;
}

/** Of the share that is used up, said by whoever gives up for it. */
export const STRONGEST_SHARE_USED = 'the strongest model has used up its share of requests';

function forHowLong({ decidedAtMs }: Routed, state: Eligibility): string {
	if (state.kind !== 'later') return '';
	const seconds = Math.max(1, Math.ceil((state.atMs - decidedAtMs) / MS_PER_SECOND));
	return ` for ${String(seconds)} more ${seconds === 1 ? 'second' : 'seconds'}`;
}

function askedAnyway(isFirst: boolean, state: Eligibility): string {
	if (!isFirst || state.kind !== 'later') return '';
	return isResting(state) ? ' but was asked because no other model can serve' : ' and was waited for';
}

function keyTroubleOf({ plan }: Routed, modelId: ModelId, state: Eligibility): string {
	if (state.kind !== 'later' || state.because !== 'cooling_down' || state.coolingFor === null) return '';
	const model = plan.models.find(({ id }) => id === modelId);
	const trouble = model === undefined ? null : keyTrouble(model, state.coolingFor);
	return trouble === null ? '' : ` (${trouble})`;
}
