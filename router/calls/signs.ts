/**
 * How providers say what is wrong, where a status alone does not. What no sign knows is `refused`, and other models are
 * asked: a sign only says how long to leave whom alone, and what to tell people.
 */
export interface Signs {
	/** Looked for in each code, in lower case and without `_`, `-`, spaces and dots. */
	readonly codes: RegExp;
	/** Looked for in the first 4,000 characters of codes and words together. */
	readonly words: RegExp;
}

interface Written {
	readonly codes?: readonly string[];
	/** Each begins where a word does; `…` is anything, a few words long. */
	readonly words?: readonly string[];
}

function signs({ codes = [], words = [] }: Written): Signs {
	return { codes: anyOf(codes), words: anyWords(words) };
}

function anyWords(phrases: readonly string[]): RegExp {
	return anyOf(phrases.map((phrase) => `\\b(?:${phrase.replaceAll('…', '.{0,60}')})`));
}

/** Of nothing: nothing. */
function anyOf(sources: readonly string[]): RegExp {
	return new RegExp(sources.length === 0 ? '(?!)' : sources.join('|'), 'i');
}

const CREDIT = '(credits?|balance|funds|prepayment)\\b';
const IS_OVER = '(exceed|exhaust|used up|reached|deplet|run out)';

/** Money that is used up, whoever set the limit: it comes back by a person's hand or with the next month. */
export const MONEY = signs({
	codes: [
		'insufficient(quota|balance|credit|funds)',
		'billing',
		'creditlimit',
		'(spend|spending|usage|budget)limit',
		'budgetexceeded',
		'balancedepleted',
		'arrear',
		'overdue',
		'outofcredits',
		'paymentrequired',
		'freetieronly',
	],
	words: [
		'(spend(ing)?|usage|budget|credit|billing)[- ]?(hard |soft )?(limits?|caps?)\\b',
		`budget\\b…${IS_OVER}`,
		'(exceed\\w*|used up|exhausted|spent|over)\\b…\\bbudget\\b',
		`(insufficient|not enough|out of|no remaining|no more|used all|exhausted|depleted|requires? more).{0,20}\\b${CREDIT}`,
		`${CREDIT}.{0,40}(too low|insufficient|expired|negative|not enough|is empty|${IS_OVER})`,
		'payment required',
		'unpaid',
		'past due',
		'overdue',
		'arrear',
		'top[- ]?up\\b',
		'recharge\\b',
		'key limit exceeded',
	],
});

/** A quota that is used up; beside 429 it may as well be one for each minute. */
export const QUOTA = signs({
	codes: ['quotaexceeded', 'exceededquota', 'quotaexhausted', 'usagelimit'],
	words: [`quota\\b…${IS_OVER}`, `${IS_OVER}…\\bquota\\b`, `${IS_OVER}…\\b(plan|trial|subscription) limit`],
});

export const CONTENT = signs({
	codes: [
		'content(filter|policy|moderation|blocked)',
		'moderation',
		'responsibleai',
		'datainspection',
		'sensitive(content|word)',
		'safety(block|check)',
		'guardrail(intervened|blocked)',
		'prohibitedcontent',
		'cyberpolicy',
	],
	words: [
		'content exists risk',
		'content (management|filter(ing)?|moderation|safety|usage) (policy|policies|system)',
		'content[ _-]filter',
		'(violat\\w*|against|breach\\w*)\\b…\\b(polic(y|ies)|guidelines|practices)\\b',
		'(prompt|input|output|content|request|messages?|text|image|response|answer)\\b.{0,40}\\bflagged\\b',
		'flagged (as|by|for)\\b',
		'blocked by…\\b(polic(y|ies)|filters?|safety|guardrails?|moderation)\\b',
		'(inappropriate|sensitive|harmful|unsafe|prohibited|disallowed|high[- ]risk)\\b.{0,20}\\b(content|words?|text)\\b',
		'considered high risk',
		'new_sensitive',
		'for safety reasons',
		'safety (system|filter|check|guidelines)',
		'responsible ai',
	],
});

/** The model is gone, was never there, or is closed to this key. */
export const MODEL = signs({
	codes: [
		'model(not(found|available|exist|supported|open)|isnotfound)',
		'(invalid|unknown|unsupported|nosuch)model',
		'modelinvalid',
		'deploymentnotfound',
		'model(is)?(decommissioned|deprecated|gone|retired|removed)',
		'modeltermsrequired',
		'modelaccess',
	],
	words: [
		'(model|deployment|engine)\\b.{0,120}\\b(not exist|doesn.?t exist|not found|not (available|accessible|activated|opened))',
		'(model|deployment|engine)\\b.{0,120}\\b(decommissioned|deprecated|retired|discontinued|sunset|shut ?down|removed)',
		'(model|deployment|engine)\\b.{0,120}\\b(end[- ]of[- ]life|no longer (available|supported|offered|served)|requires? (terms|acceptance))',
		'(unknown|invalid|no such|unrecognized|unavailable) model\\b',
		'not a valid model',
		'model\\b…\\b(identifier|id|name)\\b.{0,20}\\binvalid',
		'access to (the |this )?model',
		'accept the (model.{0,10})?(terms|licen[cs]e)',
		'no (allowed |available )?(endpoints?|providers?) (are )?(found|available)',
		'failed to load model',
		'no models? (are |is )?loaded',
		'requested model\\b…not supported',
	],
});

export const KEY = signs({
	codes: [
		'(invalidapikey|apikey(invalid|expired))',
		'authenticationerror',
		'unauthenticated',
		'permissiondenied',
		'accessdenied',
		'expiredtoken',
		'unrecognizedclient',
		'unsupportedcountry',
		'account(deactivated|suspended|disabled)',
	],
	words: [
		'api[ _-]?key (is )?(not (valid|found)|invalid|missing|expired)',
		'(incorrect|invalid|expired|missing|no|wrong) (api[ _-]?key|access token|credentials)',
		'(account|organi[sz]ation|project|workspace|team|api[ _-]?key)\\b…\\b(suspended|disabled|deactivated|banned|terminated|revoked)\\b',
		'(country|region|location|territory)\\b…\\bnot (supported|available|allowed)',
		'not (available|supported|allowed) in your (country|region|location)',
	],
});

/** More than a model's window holds. */
export const LENGTH = signs({
	codes: [
		'context(length|window|size|overflow)',
		'exceedcontext',
		'stringabovemaxlength',
		'(prompt|input)toolong',
		'maxprompttokens',
		'tokenlimitexceeded',
		'maxlengthexceeded',
	],
	words: [
		'context\\b.{0,10}\\b(length|window|size|limit)\\b',
		'maximum context',
		'context the overflows',
		'(prompt|input|messages?|request|conversation|content|string)\\b.{0,40}\\btoo long\\b',
		'(prompt|input|messages?|request|conversation)\\b.{0,80}\\b(exceed(s|ed|ing)?|(longer|larger|greater) than|over)\\b…\\b(tokens?|length)\\b',
		'(tokens?|length)\\b…\\b(exceed(s|ed)?|(longer|larger) than|over) (the )?.{0,30}\\b(limit|maximum|max|allowed)',
		'exceed(s|ed)?\\b…\\b(number of (input )?tokens|token limit|model maximum\\b(?! (output|completion)))',
		'too many (input |prompt )?tokens',
		'maximum (prompt|input|model) length',
		'max_model_len',
		'n_ctx\\b',
		'reduce the length',
		'too large for model',
		'inputs`? tokens \\+',
	],
});

/** More than the tokens per minute let through at once. */
export const TOO_LARGE_FOR_RATE = anyWords([
	'(?<!would )exceeds?\\b…\\btokens?[ -]per[ -]min',
	'too large\\b.{0,200}\\b(tokens?[ -]per[ -]min|TPM\\b)',
]);

const IMAGES = '(images?|vision|multi-?modal|image_url)\\b';

export const NO_IMAGES = anyWords([
	`${IMAGES}.{0,80}\\b(not (support|enabl|allow|accept|permit)|unsupported|only supported|doesn.?t support|expected .?(text|string)|at most)`,
	`(not support|unsupported|doesn.?t (support|accept|have)|does not (accept|have))\\b…\\b${IMAGES}`,
	`(no endpoints found that support|(cannot|can.?t) (read|process|handle|see)|unknown variant)\\b…\\b${IMAGES}`,
	`(not an?|at most \\d+|missing data required for)\\b…\\b${IMAGES}`,
	'text[- ]only model',
]);

/** A parameter or feature this model or provider does not have. */
export const UNSUPPORTED = signs({
	codes: [
		'(unsupported|unknown|unrecognized)param',
		'unsupported(value|feature)',
		'extraforbidden',
		'invalidparametererror',
		'featurenotsupported',
	],
	words: [
		'unsupported (parameter|value|feature|argument|field)',
		'not (supported|enabled|allowed|permitted|available)',
		'(does|do) not support',
		'doesn.?t support',
		'unrecognized (request )?(argument|parameter|field)',
		'unknown (parameter|argument|field|name)\\b',
		'extra (inputs|fields)',
		'unexpected (keyword|field|parameter)',
		'is deprecated for this model',
		'max_(completion_)?tokens.{0,40}(too large|maximum allowed)',
	],
});

/** Nobody serves what the request asks for: OpenRouter, of its providers. */
export const NO_ENDPOINT_THAT = anyWords(['no endpoints found that']);

/** Nobody answers to that: what is wrong is the request, at whatever provider. */
export const OWN_FAULT = signs({
	codes: ['^emptyarray$', 'emptymessages', 'invalidbase64', 'imageparseerror'],
	words: [
		'messages?\\b.{0,30}\\b(must not be|cannot be|can.?t be|should not be|may not be|is|are) empty\\b',
		'at least one message\\b',
		'empty (array|messages)\\b',
		'invalid base64',
		'not (a )?valid base64',
	],
});

/** The endpoint's version of its API is too old for the model, or unknown. */
export const API_VERSION = signs({ codes: ['apiversion'], words: ['api[ -_]?versions?\\b', 'anthropic-version'] });

/** Something answered, but not a chat endpoint. */
export const WRONG_ADDRESS = signs({
	codes: ['unknownurl', 'routenotfound'],
	words: [
		'unexpected endpoint',
		'unknown (url|endpoint|path|route)',
		'invalid url\\b',
		'unrecognized request url',
		'no (such )?route\\b',
		'route\\b…\\bnot found',
		'cannot (post|get) /',
		'page not found',
		'method not allowed',
		'endpoint\\b…\\bnot (found|supported)',
	],
});

export const OVERLOADED = signs({
	codes: ['overloaded', 'capacityexceeded', 'serviceunavailable', 'servicetiercapacity'],
	words: ['overloaded\\b', '(at|over|no|insufficient) capacity\\b', 'capacity (is )?exceeded'],
});

export const RATE = signs({
	codes: ['ratelimit', 'toomanyrequests', 'throttl', 'requestlimitexceeded'],
	words: [
		'rate[- ]?limit(s|ed)?\\b.{0,30}\\b(exceed|reach|hit)',
		'(exceed|reach|hit)\\w*.{0,30}\\brate[- ]?limit',
		'too many requests',
		'throttl',
	],
});

export const SERVER = signs({ codes: ['^(internal)?servererror$', '^internalerror$', '^apierror$', '^badgateway$', '^upstreamerror$'] });

/** A window so short that it is a rate, and no quota. */
export const PER_MINUTE = anyOf(['\\bper[- _]?(min(ute)?|sec(ond)?|hour)s?\\b', 'perminute', 'persecond', '\\b([RT]P[MS]|[IO]TPM)\\b']);
/** A window so long that no item waits for it. */
export const PER_DAY = anyOf([
	'\\bper[- _]?(day|week|month)\\b',
	'perday',
	'permonth',
	'\\b(dai|week|month)ly\\b',
	'\\b[RT]PD\\b',
	'/ ?(day|month)\\b',
]);
/** Whose quota it is: each model has its own, or all share the key's. */
export const PER_MODEL = anyOf(['permodel', '\\bfor (the )?model\\b', '\\bmodel `']);
