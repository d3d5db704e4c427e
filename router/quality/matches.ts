import { RE2JS } from '../../vendor/regex';

import type { Check } from './check';
import { freeCheck, type FreeCheckOptions, passes, rejects } from './freeCheck';

interface MatchesOptions extends FreeCheckOptions {
	/** In RE2's syntax, found anywhere in the answer unless anchored; `(?i)` at its start ignores case. */
	readonly pattern: string;
	readonly must: 'match' | 'not_match';
}

/**
 * Rejects an answer that does not match a pattern, or that does. All of it is searched: RE2 runs in time linear in it.
 * A pattern that `compileRegex` refuses throws here: read it with that first.
 */
export function createMatchesCheck(options: MatchesOptions): Check {
	const { pattern, must } = options;
	const compiled = compileRegex(pattern);
	if (!compiled.ok) throw new Error(`The pattern ${compiled.why}`);
	return freeCheck('Matches', options, { pattern, must }, ({ answer }) => {
		const found = compiled.regex.test(answer.text);
		if (found === (must === 'match')) return passes(found ? 'matches the pattern' : 'does not match the pattern');
		return rejects(found ? 'the answer matches the forbidden pattern' : 'the answer does not match the pattern');
	});
}

type CompiledRegex =
	| { readonly ok: true; readonly regex: { test(text: string): boolean } }
	/** Goes on from "The pattern …". */
	| { readonly ok: false; readonly why: string };

/** The time of a match grows with the pattern's length too. */
const MAX_PATTERN_CHARS = 1_000;

/** Compiles a user's pattern for the linear-time engine, which knows no lookaround and no back-references. */
export function compileRegex(pattern: string): CompiledRegex {
	if (pattern === '') return { ok: false, why: 'is empty' };
	if (pattern.length > MAX_PATTERN_CHARS) return { ok: false, why: `is longer than ${MAX_PATTERN_CHARS} characters` };
	try {
		const regex = RE2JS.compile(pattern);
		return { ok: true, regex: { test: (text) => regex.matcher(text).find() } };
	} catch (error) {
		const why = error instanceof Error ? error.message : 'it was refused';
		return { ok: false, why: `cannot be used: ${why}. Lookaround and back-references are not supported` };
	}
}
