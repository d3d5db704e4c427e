const GONE = '[key removed]';

/** How the keys of known providers begin; providers that quote a key mask its middle with stars. */
const PREFIXED = /\b(?:(?:sk|pk|rk|gsk|xai|nvapi|pplx|hf|r8|csk)[-_]|AIza|ya29\.|AKIA|ASIA|eyJ)[A-Za-z0-9_.*~+/=-]{6,}/g;

/** `Authorization: Bearer …`, `x-api-key: …`, `api_key=…`: the name stays, the value goes. */
const NAMED =
	/\b(bearer\s|(?:authorization|x-(?:goog-)?api-key|api[-_ ]?key)["']?\s{0,3}[:=])\s{0,3}["']?(?:bearer\s{1,3})?[^\s"',;)}\]]{8,}/gi;

/** Letters and digits in one go, as no word, model or date has them. */
const LONG = /[A-Za-z0-9]{20,}/g;

/**
 * Takes what looks like a key out of a text. For connected models, whose credentials are not ours to read: what
 * their objects show is removed by value, and this is for the rest. Linear in the text's length.
 */
export function withoutKeyShapes(text: string): string {
	return text
		.replace(PREFIXED, GONE)
		.replace(NAMED, (_, name: string) => `${name.trim()} ${GONE}`)
		.replace(LONG, (run) => (/\d/.test(run) && /[A-Za-z]/.test(run) ? GONE : run));
}
