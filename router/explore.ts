import type { HealthView } from './health/health';
import type { ModelId } from './registry/model';
import type { Eligibility } from './selection/eligibility';
import { nextStep } from './selection/nextStep';
import type { Plan } from './selection/plan';
import type { Ranking } from './strategies/strategy';

export interface ExploreOptions {
	readonly plan: Plan;
	/** Who could be the first choice now and who could not. */
	readonly eligibility: ReadonlyMap<ModelId, Eligibility>;
	readonly view: HealthView;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

/**
 * The ranking after exploration: with probability ε the first choice is any model that may serve now, each as
 * likely, else the one selection takes anyway; with the propensity of each. A model below the floor, over the budget,
 * full, cooling down or too slow is never drawn.
 *
 * Nothing is sampled where only one may serve, or where selection would wait for its choice. What is drawn is a
 * choice like any other: if it fails all the same, or was filled meanwhile, a stronger one follows, and the
 * propensities are those of the draw. With Never Fall Back to a More Expensive Model its price is the limit.
 */
export function explore({ plan, eligibility, view, random }: ExploreOptions): Ranking {
	const { ranking } = plan;
	const { epsilon = 0 } = ranking;
	if (ranking.kind !== 'scored' || epsilon <= 0) return ranking;
	const step = nextStep(plan, [], view, plan.startMs);
	if (step.kind !== 'call' || step.waitMs > 0 || step.queueMs > 0) return ranking;
	const eligible = plan.models.filter(({ id }) => isReady(eligibility.get(id)));
	const greedy = step.modelId;
	if (eligible.length < 2 || !eligible.some(({ id }) => id === greedy)) return ranking;
	const propensity = new Map(eligible.map(({ id }) => [id, epsilon / eligible.length + (id === greedy ? 1 - epsilon : 0)]));
	const drawn = random() < epsilon ? eligible[Math.floor(random() * eligible.length)] : undefined;
	if (drawn === undefined || drawn.id === greedy) return { ...ranking, propensity };
	const reason = `${drawn.branch} was sampled at random to learn more about it; ${ranking.reason}`;
	return { ...ranking, kind: 'choice', modelId: drawn.id, confidence: null, reason, propensity, explored: true };
}

function isReady(state: Eligibility | undefined): boolean {
	return state?.kind === 'now' && !state.slow;
}
