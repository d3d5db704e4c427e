import type { Attempt } from '../calls/attempt';
import type { HealthView } from '../health/health';
import type { Plan } from './plan';

export interface Situation {
	readonly plan: Plan;
	readonly attempts: readonly Attempt[];
	readonly health: HealthView;
	readonly nowMs: number;
}
