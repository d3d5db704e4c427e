/** What a provider kind's address is as a rule. */
export interface StandardBase {
	/** `null`: only the user knows it. */
	readonly baseUrl: string | null;
	/** Every server of this kind answers below this path, wherever it is. */
	readonly alwaysEndsIn: string | null;
}

/**
 * The base URL that a pasted address means: a bare host gets the path of its kind, the address of one endpoint loses
 * its end, and the short forms that providers' pages show are completed. What is not known is left as it is.
 * @param typed an http(s) URL, as `parseHttpUrl` takes it.
 */
export function completeBaseUrl(typed: string, { baseUrl, alwaysEndsIn }: StandardBase): string {
	const url = parseHttpUrl(typed);
	const standard = new URL(baseUrl ?? `${url.origin}${DEFAULT_PATH}`);
	const written = trimSlashes(url.pathname.replace(/\/{2,8}/g, '/'));
	const called = written.replace(ENDPOINT, '');
	const path = called.replace(OF_A_VERSION, '$1');
	if (alwaysEndsIn !== null) return url.origin + path.replace(NATIVE_OLLAMA, '').replace(/\/v1$/i, '') + alwaysEndsIn;
	const isOwnHost = baseUrl !== null && url.host === standard.host;
	// Whoever writes the whole address has said that there is nothing more before its end.
	const isWhole = path === '' && called !== written && !isOwnHost;
	if (isWhole || (path === '' && AT_THE_ROOT.has(url.host))) return url.origin;
	return url.origin + (isShortFor(path, standard.pathname, isOwnHost) ? standard.pathname : path);
}

/** Where servers that speak as OpenAI does have it, LM Studio, vLLM, llama.cpp and LiteLLM among them. */
const DEFAULT_PATH = '/v1';

/** Hosts that have no path before their endpoints. */
const AT_THE_ROOT: ReadonlySet<string> = new Set(['api.perplexity.ai']);

/** What is called below a base URL. */
const ENDPOINT = /\/(?:chat\/completions|completions|embeddings|responses)$/i;
/** The same where the name alone could be a path of a gateway. */
const OF_A_VERSION = /(\/v\d[a-z\d]{0,10})\/(?:models(?:\/.*)?|messages|chat)$/i;
const NATIVE_OLLAMA = /\/api(?:\/(?:chat|generate|tags|embed|embeddings|show|ps|version))?$/i;

/** `/openai` for `/openai/v1`, `/v1` at a host that has `/api/v1`, `/v1beta/openai/v1`, or nothing at all. */
function isShortFor(path: string, standard: string, isOwnHost: boolean): boolean {
	if (path === '' || standard.startsWith(`${path}/`)) return true;
	if (path.startsWith(`${standard}/`) && VERSION.test(path.slice(standard.length))) return true;
	return isOwnHost && VERSION.test(path);
}

const VERSION = /^\/v\d{1,2}(?:beta|alpha)?\d?$/i;

/** @throws TypeError where it is no http(s) URL, or carries a user name or password. */
export function parseHttpUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		throw new TypeError('The base URL must start with http:// or https://');
	}
	if (url.username !== '' || url.password !== '') {
		throw new TypeError('The base URL must not contain a user name or password');
	}
	return url;
}

export function trimSlashes(path: string): string {
	let end = path.length;
	while (end > 0 && path[end - 1] === '/') end -= 1;
	return path.slice(0, end);
}
