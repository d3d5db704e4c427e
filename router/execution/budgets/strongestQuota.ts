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
	// Without Redis a worker has a part of the share, and may be refused while all together still have places: asked again
	// and again, it would be refused for ever.
	let refused = false;
	return {
		closed: () => !reached && !exempt && (refused || share.closed()),
		async reach() {
			if (!reached && !refused) reached = await share.reach(exempt);
			refused = !reached;
			return reached;
		},
	};
}
