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

/**
 * What the settings of a row become on the wire, beside temperature and output limit, and marks of what to keep; answers
 * can do without any of it.
 */
export const SETTING_PARAMETERS = [
	'top_p',
	'stop',
	'stop_sequences',
	'reasoning_effort',
	'reasoning',
	'thinking',
	'cache_control',
] as const;

/** Other names that providers give what we send. */
const ALIASES: Readonly<Record<string, RegExp>> = {
	max_tokens: /\bmax[_ ]?(output|completion|new)?[_ ]?tokens\b/i,
	max_completion_tokens: /\bmax[_ ]?(output|completion|new)?[_ ]?tokens\b/i,
	response_format: /\bresponse[_ ]?(format|schema|mime[_ ]?type)\b|\bjson[_ ](schema|mode|object)\b|structured outputs?\b/i,
	top_p: /\btop[_ -]?p\b/i,
	stop: /\bstop[_ ]?sequences?\b/i,
	reasoning_effort: /\breasoning(\b|[_. ])|\bthinking\b|\bthinking[_ ]?(level|budget|config)/i,
	reasoning: /\breasoning[_. ](effort|config)|\bthinking\b/i,
	thinking: /\bthinking\.\w|\bbudget[_ ]tokens\b|\breasoning\b/i,
	stream: /\bstreaming\b/i,
	tool_choice: /\btool[_ -]?choice\b/i,
	tools: /\btool[_ -]?(use|calling|choice)\b|\bfunction[_ -]?call(s|ing)?\b|\bsupport(s|ed|ing)? tools\b/i,
	logprobs: /\b(response|top)?[_ ]?log[_ ]?prob(s|abilities)\b/i,
};

/**
 * The parameter a refusal is about, of those that were sent: the one it names as such, else the first its words name
 * (a message that names two, "use 'max_completion_tokens' instead", refuses the first). `null`: none of them.
 */
export function namedParameter({ param, text }: ErrorWords, sent: Sent | null): string | null {
	if (param !== null && (sent === null || sent.parameters.includes(param))) return param;
	// `reasoning.effort` is a part of `reasoning`.
	const whole = param?.split(/[.[]/)[0];
	if (whole !== undefined && sent?.parameters.includes(whole)) return whole;
	const places = (sent?.parameters ?? ALL)
		.map((name) => ({ name, at: placeOf(name, text, sent !== null) }))
		.filter(({ at }) => at >= 0)
		.sort((a, b) => a.at - b.at);
	return places[0]?.name ?? null;
}

function placeOf(name: string, text: string, withAliases: boolean): number {
	const own = text.search(new RegExp(isPlainWord(name) ? namedAsSuch(name) : `\\b${escaped(name)}\\b`, 'i'));
	const alias = withAliases ? ALIASES[name] : undefined;
	return own >= 0 || alias === undefined ? own : text.search(alias);
}

/** `stop`, or `user` in somebody's extra body: a message has such words for much else. */
function isPlainWord(name: string): boolean {
	return /^[a-z]+$/i.test(name) && !ALL.some((known) => known === name);
}

function namedAsSuch(name: string): string {
	return `["'\`]${name}["'\`]|\\b(parameter|argument|field|property)s?:? ${name}\\b|\\b${name} (parameter|argument|field|is not|are not)\\b`;
}

function escaped(name: string): string {
	return name.replace(/[^\w]/g, '\\$&');
}
