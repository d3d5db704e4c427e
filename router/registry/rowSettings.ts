/** How long a model thinks before it answers, from least to most. Each provider has its own words for it. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'maximum'] as const;
export type Effort = (typeof EFFORTS)[number];

/** What a row sends with each answer of its model, as plain data; absent: not set. */
export interface RowSettings {
	readonly temperature?: number;
	/** The output limit, in tokens. A smaller one that the policy asks for goes before it. */
	readonly maxOutputTokens?: number;
	readonly effort?: Effort;
	readonly topP?: number;
	readonly stop?: readonly string[];
	/** Fields of the request's body beyond those we send. */
	readonly extraBody?: Readonly<Record<string, unknown>>;
	/** By lower-case name. */
	readonly extraHeaders?: Readonly<Record<string, string>>;
}
