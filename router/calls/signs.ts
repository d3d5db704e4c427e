/**
 * How providers say what is wrong, where a status alone does not. Codes are compared without `_`, `-`, spaces and dots,
 * in lower case; words are looked for in the first 4,000 characters. What no sign knows is `refused`, and other models
 * are asked: a sign only says how long to leave whom alone, and what to tell people.
 */
export interface Signs {
	readonly codes: RegExp;
	readonly words: RegExp;
}

/** Matches nothing: some kinds have no codes of their own. */
const NONE = /(?!)/;

/** Money that is used up, whoever set the limit: it comes back by a person's hand or with the next month. */
export const MONEY: Signs = {
	codes:
		/insufficient(quota|balance|credits?|funds)|billing|creditlimit|(spend|spending|usage|budget)limit|budgetexceeded|balancedepleted|arrear|overdue|outofcredits|paymentrequired|freetieronly/,
	words:
		/\b(spend(ing)?|usage|budget|credit|billing)[- ]?(hard |soft )?(limits?|caps?)\b|\bbudget\b.{0,40}(exceed|reached|exhaust|used up)|(exceed\w*|used up|exhausted|spent|over)\b.{0,30}\bbudget\b|(insufficient|not enough|out of|no remaining|no more|used all|exhausted|depleted|requires? more).{0,20}\b(credits?|balance|funds|prepayment)\b|\b(credits?|balance|funds|prepayment)\b.{0,40}(too low|exhaust|deplet|insufficient|used up|run out|expired|negative|not enough|is empty)|payment required|unpaid|past due|overdue|arrear|top[- ]?up\b|\brecharge\b|key limit exceeded/i,
};

/** A quota that is used up; beside 429 it may as well be one for each minute. */
export const QUOTA: Signs = {
	codes: /quotaexceeded|exceededquota|quotaexhausted|usagelimit/,
	words:
		/\bquota\b.{0,40}(exceed|exhaust|used up|reached)|(exceed|exhaust|reached|used).{0,40}\bquota\b|(reached|exceeded).{0,30}\b(plan|trial|subscription) limit/i,
};

export const CONTENT: Signs = {
	codes:
		/contentfilter|contentpolicy|contentmoderation|contentblocked|moderation|responsibleai|datainspection|sensitive(content|words?)|safetyblock|safetycheck|guardrail(intervened|blocked)|prohibitedcontent|cyberpolicy/,
	words:
		/content exists risk|content (management|filter(ing)?|moderation|safety|usage) (policy|policies|system)|content[ _-]filter|\b(violat\w*|against|breach\w*)\b.{0,60}\b(polic(y|ies)|guidelines|practices)\b|\bflagged\b|blocked by.{0,40}\b(polic(y|ies)|filters?|safety|guardrails?|moderation)\b|\b(inappropriate|sensitive|harmful|unsafe|prohibited|disallowed|high[- ]risk)\b.{0,20}\b(content|words?|text)\b|considered high risk|for safety reasons|safety (system|filter|check|guidelines)|responsible ai/i,
};

/** The model is gone, was never there, or is closed to this key. */
export const MODEL: Signs = {
	codes:
		/modelnotfound|modelnotavailable|invalidmodel|modelinvalid|deploymentnotfound|modelnotexist|model(is)?(decommissioned|deprecated|gone|retired|removed)|modeltermsrequired|modelnotsupported|unknownmodel|unsupportedmodel|nosuchmodel|modelnotopen|modelaccess/,
	words:
		/\b(model|deployment|engine)\b.{0,120}\b(not exist|doesn.?t exist|not found|decommissioned|deprecated|retired|end[- ]of[- ]life|no longer (available|supported|offered|served)|not (available|accessible|activated|opened)|discontinued|sunset|shut ?down|removed|requires? (terms|acceptance))|(unknown|invalid|no such|unrecognized|unavailable) model\b|not a valid model|\bmodel\b.{0,40}\b(identifier|id|name)\b.{0,20}\binvalid|access to (the |this )?model|accept the (model.{0,10})?(terms|licen[cs]e)|no (allowed |available )?(endpoints?|providers?) (are )?(found|available)|failed to load model|no models? (are |is )?loaded|requested model\b.{0,80}not supported/i,
};

export const KEY: Signs = {
	codes:
		/apikeyinvalid|invalidapikey|apikeyexpired|authenticationerror|unauthenticated|permissiondenied|accessdenied|expiredtoken|unrecognizedclient|unsupportedcountry|account(deactivated|suspended|disabled)/,
	words:
		/api[ _-]?key (is )?(not (valid|found)|invalid|missing|expired)|(incorrect|invalid|expired|missing|no|wrong) (api[ _-]?key|access token|credentials)|api[ _-]?key expired|\b(account|organi[sz]ation|project|workspace|team|api[ _-]?key)\b.{0,60}\b(suspended|disabled|deactivated|banned|terminated|revoked)\b|\b(country|region|location|territory)\b.{0,60}\bnot (supported|available|allowed)|not (available|supported|allowed) in your (country|region|location)/i,
};

/** More than a model's window holds. */
export const LENGTH: Signs = {
	codes:
		/context(length|window|size)|contextoverflow|exceedcontext|stringabovemaxlength|prompttoolong|inputtoolong|maxprompttokens|tokenlimitexceeded|maxlengthexceeded/,
	words:
		/\bcontext\b.{0,10}\b(length|window|size|limit)\b|maximum context|context the overflows|\b(prompt|input|messages?|request|conversation|content|string)\b.{0,40}\b(is |are |was )?too long\b|\b(prompt|input|messages?|request|conversation)\b.{0,80}\b(exceed(s|ed|ing)?|longer than|larger than|over|greater than)\b.{0,60}\b(tokens?|length)\b|\b(tokens?|length)\b.{0,60}\b(exceed(s|ed)?|longer than|larger than|over) (the )?.{0,30}\b(limit|maximum|max|allowed)|exceed(s|ed)?\b.{0,40}\b(number of (input )?tokens|token limit|model maximum\b(?! (output|completion)))|too many (input |prompt )?tokens|maximum (prompt|input|model) length|max_model_len|\bn_ctx\b|reduce the length|too large for model|`?inputs`? tokens \+/i,
};

/** More than the tokens per minute let through at once. */
export const TOO_LARGE_FOR_RATE =
	/(?<!would )\bexceeds?\b.{0,60}\btokens?[ -]per[ -]min|too large\b.{0,200}\b(tokens?[ -]per[ -]min|TPM\b)/is;

export const NO_IMAGES =
	/\b(images?|vision|multi-?modal|image_url)\b.{0,80}\b(not (support|enabl|allow|accept|permit)|unsupported|only supported|doesn.?t support|expected .?(text|string)|at most)|\b(not support|unsupported|doesn.?t support|doesn.?t (accept|have)|does not (accept|have)|no endpoints found that support|cannot (read|process|handle|see)|can.?t (read|process|handle)|unknown variant|not an?|at most \d+|missing data required for)\b.{0,60}\b(images?|vision|multi-?modal|image_url)\b|text[- ]only model/is;

/** A parameter or feature this model or provider does not have. */
export const UNSUPPORTED: Signs = {
	codes:
		/unsupportedparam|unsupportedvalue|unsupportedfeature|unknownparam|unrecognizedparam|extraforbidden|invalidparametererror|featurenotsupported/,
	words:
		/unsupported (parameter|value|feature|argument|field)|not supported|not (enabled|allowed|permitted|available)|(does|do) not support|doesn.?t support|unrecognized (request )?(argument|parameter|field)|unknown (parameter|argument|field|name)\b|extra (inputs|fields)|unexpected (keyword|field|parameter)|is deprecated for this model|no endpoints found that (support|can handle)|max_(completion_)?tokens.{0,40}(too large|maximum allowed)/i,
};

/** Nobody answers to that: what is wrong is the request, at whatever provider. */
export const OWN_FAULT: Signs = {
	codes: /^emptyarray$|emptymessages|invalidbase64|imageparseerror/,
	words:
		/\bmessages?\b.{0,30}\b(must not be|cannot be|can.?t be|should not be|may not be|is|are) empty\b|\bat least one message\b|\bempty (array|messages)\b|invalid base64|not (a )?valid base64/i,
};

/** The endpoint's version of its API is too old for the model, or unknown. */
export const API_VERSION: Signs = { codes: /apiversion/, words: /\bapi[ -_]?versions?\b|anthropic-version/i };

/** Something answered, but not a chat endpoint. */
export const WRONG_ADDRESS: Signs = {
	codes: /unknownurl|routenotfound|notfoundroute/,
	words:
		/unexpected endpoint|unknown (url|endpoint|path|route)|invalid url\b|unrecognized request url|\bno (such )?route\b|\broute\b.{0,60}\bnot found|cannot (post|get) \/|page not found|method not allowed|endpoint\b.{0,40}\bnot (found|supported)/i,
};

export const OVERLOADED: Signs = {
	codes: /overloaded|capacityexceeded|serviceunavailable|engineoverloaded|servicetiercapacity/,
	words: /\boverloaded\b|\b(at|over|no|insufficient) capacity\b|capacity (is )?exceeded/i,
};

export const RATE: Signs = {
	codes: /ratelimit|toomanyrequests|throttl|requestlimitexceeded/,
	words: /\brate[- ]?limit(s|ed)?\b.{0,30}\b(exceed|reach|hit)|\b(exceed|reach|hit)\w*.{0,30}\brate[- ]?limit|too many requests|\bthrottl/i,
};

export const SERVER: Signs = { codes: /^(internal)?servererror$|^internalerror$|^apierror$|^badgateway$|^upstreamerror$/, words: NONE };

/** A window so short that it is a rate, and no quota. */
export const PER_MINUTE = /\bper[- _]?(min(ute)?|sec(ond)?|hour)s?\b|perminute|persecond|\b([RT]P[MS]|[IO]TPM)\b/i;
/** A window so long that no item waits for it. */
export const PER_DAY = /\bper[- _]?(day|week|month)\b|perday|permonth|\b(daily|weekly|monthly)\b|\b[RT]PD\b|\/ ?(day|month)\b/i;
/** Whose quota it is: each model has its own, or all share the key's. */
export const PER_MODEL = /permodel|\bfor (the )?model\b|\bmodel `/i;
