import type { ModelId, ModelSpec } from '../../registry/model';
import { strongestOf } from '../../registry/rank';

import type { StrongestShare } from './periodSpending';

/** The way of one request to the strongest model. */
export interface StrongestQuota {
	/** Whether the strongest model is out of reach. */
	closed(): boolean;
	/** Takes one of the places that the share leaves, once a request; `false`: there is none. */
	reach(): Promise<boolean>;
}

interface StrongestQuotaOptions {
	readonly share: StrongestShare;
	readonly models: readonly ModelSpec[];
	/** A request that must go to the strongest is only counted. */
	readonly exempt: boolean;
	/** Models this item has been at before it came back. */
	readonly failedBefore: readonly ModelId[];
}

/** A request that has its place keeps it, however long its call has to wait for money or for the model. */
export function createStrongestQuota({ share, models, exempt, failedBefore }: StrongestQuotaOptions): StrongestQuota {
	// With one model there is nothing to choose, so there is no share either.
	let reached = models.length < 2 || failedBefore.includes(strongestOf(models).id);
	return {
		closed: () => !reached && !exempt && share.closed(),
		async reach() {
			if (!reached) reached = await share.reach(exempt);
			return reached;
		},
	};
}
