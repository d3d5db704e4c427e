/** What the test of one server of the store found. Texts hold no secret. */
export type StoreCheck =
	| { readonly kind: 'works'; readonly version: string }
	/** `problem`: the one thing to change, as `the password was refused`. */
	| { readonly kind: 'broken'; readonly problem: string };
