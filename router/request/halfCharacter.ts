/**
 * Where a text holds half a character: one beyond U+FFFF is two units, and a text cut between them ends, or begins, with
 * a unit that means nothing. Providers refuse it as invalid JSON or invalid UTF-8. `null`: nowhere.
 */
export function halfCharacterAt(text: string): number | null {
	const at = text.search(/\p{Cs}/u);
	return at === -1 ? null : at;
}
