/** Why a price changed more than fourfold: what it is now, and where that is said. By `provider/model`. */
export interface PriceNote {
	/** USD per million tokens, as the catalogue has them now. */
	readonly input: number;
	readonly output: number;
	/** The public page that says so. */
	readonly source: string;
}

/** Taken out again once the known prices hold the new one: `npm test -- test/adapters/catalogue --update`. */
export const PRICE_NOTES: Readonly<Record<string, PriceNote>> = {};
