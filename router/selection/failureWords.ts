import type { GiveUpReason } from './plan';

/** What each failure is called where people read it; codes are for workflows. */
const WORDS: Readonly<Record<GiveUpReason, string>> = {
	rate_limited: 'rate limit reached',
	quota_exhausted: 'quota used up',
	overloaded: 'provider overloaded',
	server_error: 'provider error',
	timeout: 'timeout',
	connection: 'no connection',
	auth: 'key refused',
	model_not_found: 'model not found',
	unsupported: 'unsupported parameter',
	context_too_long: 'prompt longer than every context window',
	content_policy: 'content refused',
	bad_request: 'invalid request',
	refused: 'request refused',
	too_large_for_limit: 'request larger than the rate limit',
	interrupted: 'answer interrupted',
	misconfigured: 'wrong settings in the credential',
	invalid_response: 'invalid response',
	truncated: 'answer cut off',
	downstream: 'failed after this node',
	cancelled: 'execution stopped',
	no_prompt: 'no prompt',
	bad_input: 'unreadable input',
	quality: 'no answer good enough',
	capacity: 'no model available in time',
	never_fits: 'request larger than every rate limit',
	budget: 'budget used up',
	deadline: 'deadline passed',
	no_model: 'no suitable model',
};

/** A failure's code in words; a code nobody knows, as an older record may hold, as it is. */
export function failureInWords(code: string): string {
	return isKnown(code) ? WORDS[code] : code.replaceAll('_', ' ');
}

function isKnown(code: string): code is GiveUpReason {
	return Object.hasOwn(WORDS, code);
}
