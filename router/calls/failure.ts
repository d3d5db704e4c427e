/** What a failure takes out together. */
export const FAILURE_SCOPES = ['request', 'model', 'request+model', 'key', 'provider'] as const;
type FailureScope = (typeof FAILURE_SCOPES)[number];

export interface Failure {
	readonly kind: FailureKind;
	readonly scope: FailureScope;
	readonly httpStatus: number | null;
	/** The parameter an `unsupported` failure names, by its wire name. */
	readonly parameter: string | null;
	/** What Retry-After asked for, in ms, clamped to [0, 10 min]. */
	readonly retryAfterMs: number | null;
	/** Whether the provider may have charged for it. Unknown counts as yes: a bill is never understated. */
	readonly billed: boolean;
	/** Why the call did not leave at all; absent where it left. */
	readonly notSent?: NotSentReason;
	/** `false` where even the same kind is not worth another try (a redirect, an oversized body). */
	readonly retryable: boolean;
	/** The most output tokens this model takes, where the refusal says so and more were asked for. */
	readonly outputLimit?: OutputLimit;
	/** The tokens per minute that a request was larger than, where the refusal names them. */
	readonly tokenLimit?: number;
	/** Worth telling the user in the run although its kind mostly is not: a wrong address needs their hand. */
	readonly hint?: true;
	/** For people, the provider's own words included; free of keys. */
	readonly message: string;
	/** The same in our words alone: what may be kept, since providers quote prompts and answers. */
	readonly summary: string;
}

export interface OutputLimit {
	readonly tokens: number;
	/** It is the model's own; else what this one request leaves of the window. */
	readonly lasting: boolean;
}

export type NotSentReason = 'over_budget' | 'full' | 'never_fits' | 'too_late' | 'kept_back' | 'not_allowed' | 'cancelled';

/** Which other models may be asked after a failure of this kind. */
export type Others = 'any' | 'none' | 'other_keys' | 'larger_window' | 'larger_output' | 'if_allowed';

/** Whether and how the same model is asked again. */
export type Again =
	| { readonly kind: 'no' }
	/** If Retry-After is given and fits the patience; without it, after the cooldown, where nobody else may serve. */
	| { readonly kind: 'retry_after' }
	| { readonly kind: 'once' }
	/** Up to Max Retries. */
	| { readonly kind: 'max_retries' }
	/** Once, without the parameter the model refused. */
	| { readonly kind: 'without_parameter' };

/** How long the model, key or provider is left alone once the request has given it up. */
type CooldownRule =
	| { readonly kind: 'none' }
	| { readonly kind: 'fixed'; readonly ms: number }
	/** Retry-After, else `elseMs`. */
	| { readonly kind: 'stated'; readonly elseMs: number }
	/** Retry-After, else `firstMs`, longer with each give-up in a row: see `pausesFor`. */
	| { readonly kind: 'doubling'; readonly firstMs: number }
	/** Once so many different items in a row have failed so, without a success between; `router`: for their router alone. */
	| { readonly kind: 'in_a_row'; readonly items: number; readonly ms: number; readonly of: 'router' | 'everybody' }
	| { readonly kind: 'breaker' };

export interface FailureRule {
	readonly scope: FailureScope;
	readonly again: Again;
	readonly others: Others;
	readonly cooldown: CooldownRule;
	/** The model is likely free again when its cooldown ends, so it is worth waiting for; else that only means another try. */
	readonly passes: boolean;
	/** On cooldown the model is still asked where nobody else may serve: what it refused says little of the next request. */
	readonly lastChoice: boolean;
	/** Worth telling the user in the run: a key, model name or quota needs their hand. */
	readonly hint: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const NO_COOLDOWN: CooldownRule = { kind: 'none' };
const BREAKER: CooldownRule = { kind: 'breaker' };

function rule(scope: FailureScope, again: Again['kind'], others: Others, cooldown: CooldownRule, hint = false): FailureRule {
	return { scope, again: { kind: again }, others, cooldown, passes: false, lastChoice: false, hint };
}

function cool(ms: number): CooldownRule {
	return { kind: 'fixed', ms };
}

/** The failure table. `npm test -- test/docs --update` writes it into docs/architecture.md. */
const RULES = {
	rate_limited: { ...rule('model', 'retry_after', 'any', { kind: 'doubling', firstMs: 10 * SECOND }), passes: true },
	quota_exhausted: rule('key', 'no', 'other_keys', cool(10 * MINUTE), true),
	overloaded: { ...rule('model', 'once', 'any', { kind: 'stated', elseMs: 15 * SECOND }), passes: true },
	server_error: rule('provider', 'max_retries', 'any', BREAKER),
	timeout: rule('provider', 'once', 'any', BREAKER),
	connection: rule('provider', 'once', 'any', BREAKER),
	auth: rule('key', 'no', 'other_keys', cool(5 * MINUTE), true),
	model_not_found: rule('model', 'no', 'any', cool(5 * MINUTE), true),
	unsupported: rule('model', 'without_parameter', 'any', NO_COOLDOWN),
	context_too_long: rule('request+model', 'no', 'larger_window', NO_COOLDOWN),
	content_policy: rule('request', 'no', 'if_allowed', NO_COOLDOWN),
	/** Positively the request's own fault, or refused by two providers. */
	bad_request: rule('request', 'no', 'none', NO_COOLDOWN),
	/** Any refusal nobody recognized: another model may well take the request. */
	refused: { ...rule('request+model', 'no', 'any', { kind: 'in_a_row', items: 3, ms: MINUTE, of: 'everybody' }), lastChoice: true },
	/** One request over the tokens per minute, or over what the server takes at once; smaller ones are fine. */
	too_large_for_limit: rule('request+model', 'no', 'any', NO_COOLDOWN),
	/** An answer that was broken off; its text is a draft. */
	interrupted: rule('provider', 'once', 'any', BREAKER),
	/** The credential's settings do not fit this model: its API version. */
	misconfigured: rule('key', 'no', 'any', cool(5 * MINUTE), true),
	invalid_response: rule('provider', 'once', 'any', BREAKER),
	truncated: rule('request+model', 'no', 'larger_output', NO_COOLDOWN),
	downstream: { ...rule('model', 'no', 'any', { kind: 'in_a_row', items: 3, ms: 15 * SECOND, of: 'router' }), passes: true },
	cancelled: rule('request', 'no', 'none', NO_COOLDOWN),
} satisfies Readonly<Record<string, FailureRule>>;

/** Every way a call can fail: a line of the table. Decided once, where the call failed; never derived again. */
export type FailureKind = keyof typeof RULES;

/** What each kind of failure means for this model, for others and for how long. The kinds are defined here and nowhere else. */
export const FAILURE_RULES: Readonly<Record<FailureKind, FailureRule>> = RULES;
