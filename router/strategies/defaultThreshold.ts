/** Threshold of the shipped classifier weights, written by `npm run train`; see docs/classifier-card.md. */
export const DEFAULT_THRESHOLD = 0.82;
