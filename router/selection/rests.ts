import { type FailureKind, FAILURE_RULES } from '../calls/failure';
import type { HealthView } from '../health/health';

/** What is known of the models, but for the cooldowns that give way where nobody else may serve. */
export function withoutRests(health: HealthView): HealthView {
	return {
		of(model, size) {
			const state = health.of(model, size);
			return isResting(state) ? { ...state, coolingUntilMs: null, coolingFor: null } : state;
		},
	};
}

/** On a cooldown that gives way where nobody else may serve. */
export function isResting({ coolingFor }: { readonly coolingFor: FailureKind | null }): boolean {
	return coolingFor !== null && FAILURE_RULES[coolingFor].lastChoice;
}
