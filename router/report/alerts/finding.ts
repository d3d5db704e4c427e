/** What a check found out about one thing that is watched. */
export interface Finding {
	/** What watches: the same for the same settings. With them changed it is another rule. */
	readonly rule: string;
	/** What an incident hangs on: the rule, and behind a colon, where it watches several things (routers), which of them. */
	readonly key: string;
	/**
	 * `breached`: an incident begins or goes on. `fine`: one would be over. `unclear`: too little is known, or chance
	 * alone could have brought it back, so nothing begins and nothing ends.
	 */
	readonly state: 'breached' | 'fine' | 'unclear';
	/** What is watched, in a few words. */
	readonly name: string;
	/** What was found, as a sentence. */
	readonly sentence: string;
	/** The same as plain JSON, for whoever goes on computing with it. */
	readonly facts: Readonly<Record<string, unknown>>;
}

/** The rule that a finding's key belongs to. */
export function ruleOf(key: string): string {
	const colon = key.indexOf(':');
	return colon === -1 ? key : key.slice(0, colon);
}
