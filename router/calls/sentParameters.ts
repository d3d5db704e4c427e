import type { ErrorWords } from './errorBody';

/** What a request held besides model and messages. */
export interface Sent {
	/** By wire name. */
	readonly parameters: readonly string[];
	/** The output limit among them; `null`: none was sent. */
	readonly outputLimit: { readonly name: string; readonly tokens: number } | null;
}

/** What we may send, where it is not known what was sent. */
const ALL = ['temperature', 'max_completion_tokens', 'max_tokens', 'response_format', 'encoding_format', 'logprobs'] as const;

/** Other names that providers give what we send. */
const ALIASES: Readonly<Record<string, RegExp>> = {
	max_tokens: /\bmax[_ ]?(output|completion|new)?[_ ]?tokens\b/i,
	max_completion_tokens: /\bmax[_ ]?(output|completion|new)?[_ ]?tokens\b/i,
	response_format: /\bresponse[_ ]?(format|schema|mime[_ ]?type)\b|\bjson[_ ](schema|mode|object)\b|structured outputs?\b/i,
	logprobs: /\b(response|top)?[_ ]?log[_ ]?prob(s|abilities)\b/i,
};

/**
 * The parameter a refusal is about, of those that were sent: the one it names as such, else the first its words name
 * (a message that names two, "use 'max_completion_tokens' instead", refuses the first). `null`: none of them.
 */
export function namedParameter({ param, text }: ErrorWords, sent: Sent | null): string | null {
	if (param !== null && (sent === null || sent.parameters.includes(param))) return param;
	const places = (sent?.parameters ?? ALL)
		.map((name) => ({ name, at: placeOf(name, text, sent !== null) }))
		.filter(({ at }) => at >= 0)
		.sort((a, b) => a.at - b.at);
	return places[0]?.name ?? null;
}

function placeOf(name: string, text: string, withAliases: boolean): number {
	const own = text.search(new RegExp(`\\b${name}\\b`, 'i'));
	const alias = withAliases ? ALIASES[name] : undefined;
	return own >= 0 || alias === undefined ? own : text.search(alias);
}
