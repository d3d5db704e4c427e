import { z } from '../../vendor/zod';

import { type AdaptiveState, adaptiveStateSchema } from './corrections';

/** What the adaptive strategy has learned of one router, as it is kept in the ledger. */
export interface AdaptiveDocument {
	/** Whose predictions the state corrects: with others it would correct what is not wrong. */
	readonly weightsVersion: string;
	readonly state: AdaptiveState;
}

export const adaptiveDocumentSchema = z.object({
	weightsVersion: z.string(),
	state: adaptiveStateSchema,
}) satisfies z.ZodType<AdaptiveDocument>;
