import type { Fields, Place } from './fields';

/** What a family of triggers and nodes makes of an item that is one of its own. */
export interface Reading {
	/** `null`: it has no text here. */
	readonly place: Place | null;
	/** What of the text is analyzed. Default: all of it. */
	readonly analyzed?: string;
	/** Whether pictures of the item belong to what is asked. Default: they may be anything. */
	readonly pictures?: boolean;
	/** What people should know of the text. In our words alone. */
	readonly note?: string;
	/** Without text: what the item is, in our words alone. No other family, and no other field, is tried then. */
	readonly why?: string;
}

/** `null`: the item is of another family. */
export type Family = (json: Fields) => Reading | null;
