/** One message as the field has it. Content parts carry images as data or links. */
export interface Message {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string | readonly ContentPart[];
}

export type ContentPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'image'; readonly url: string };

/** What an answer has to be beside text. Each provider is asked for it in its own way, and in words where it has none. */
export type ResponseFormat =
	| { readonly kind: 'json_object' }
	/** `name`: letters, digits, `_` and `-`, as providers want it. */
	| { readonly kind: 'json_schema'; readonly name: string; readonly schema: object };

/** What is to be answered. */
export interface LlmRequest {
	readonly messages: readonly Message[];
	/** What is read of the last user turn in place of all its text, such as a mail without what it quotes. All of it is sent. */
	readonly analyzed?: string;
	/**
	 * Where the text of the last user turn holds words that are the same for every item, in order: instructions around
	 * the item's own data. Default: all of it is the item's.
	 */
	readonly fixed?: readonly Span[];
	/** What the answer has to be; absent: text. */
	readonly responseFormat?: ResponseFormat;
	/** Only models that follow a JSON schema may serve it. */
	readonly wantsJsonSchema: boolean;
	readonly wantsTools: boolean;
	/** Tokens of the model's window kept free for the answer. */
	readonly roomTokens: number;
}

/** A stretch of a text, in UTF-16 units: from the first to behind the last. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

export const WANTED_FORMATS = ['json', 'table', 'list', 'code', 'text'] as const;
export type WantedFormat = (typeof WANTED_FORMATS)[number];

/**
 * What was read from the last user turn and up to three user turns before it, never from the system
 * prompt (which is the same for every request and would drown it). What `askedOf` sets aside is not read.
 */
export interface Signals {
	/** Estimated tokens of the whole request, system prompt included: what windows and bills count. */
	readonly requestTokens: number;
	/** Estimated tokens of the last user turn. */
	readonly lastTurnTokens: number;
	readonly chars: number;
	readonly words: number;
	readonly sentences: number;
	readonly hasCode: boolean;
	readonly hasMath: boolean;
	readonly hasTable: boolean;
	readonly urls: number;
	readonly images: number;
	readonly questions: number;
	/** Words that bind the answer: must, exactly, at most, without … */
	readonly constraints: number;
	/** Numbered or sequenced steps asked for. */
	readonly steps: number;
	/** Words that ask for reasoning: prove, why, derive, compare … */
	readonly reasoningWords: number;
	/**
	 * Words of fields where a short, plain question still needs an expert: proofs, medicine, law, tax,
	 * natural science. Without them such prompts look simple.
	 */
	readonly domainWords: number;
	/** Words of everyday work in the first words of the last turn: hello, translate, rewrite, extract, sort … */
	readonly routineWords: number;
	/** ISO 639-1 code, or `null` where the text is too short or unclear to say. */
	readonly language: string | null;
	readonly format: WantedFormat;
	/** User and assistant turns before the last user turn. */
	readonly priorTurns: number;
	/** `null`: it was not read, as in rows from before it was. */
	readonly hardness: Hardness | null;
}

/** How hard a request looks; see `hardnessOf`. The higher, the more it needs the strongest model. */
export interface Hardness {
	/** Of the tables that say so: scores of another version are on another scale. */
	readonly version: string;
	/** What is asked for, from -6 to 6: log odds of written requests that need the strongest model. */
	readonly demand: number;
	/** How it is put, in standard deviations of benchmark questions: where the strongest gains more than it does there on average. */
	readonly difficulty: number;
}

/** What a model must be able to do to serve the request. */
export interface Needs {
	readonly inputTokens: number;
	readonly roomTokens: number;
	/** What answers of some models are taken to have, in tokens, by id; else `roomTokens`. For comparing costs, not for limits. */
	readonly answerTokens?: ReadonlyMap<string, number>;
	readonly vision: boolean;
	readonly tools: boolean;
	readonly jsonSchema: boolean;
}

export interface AnalyzedRequest {
	readonly request: LlmRequest;
	/** The text the signals were read from: what is asked, at most 64 KB (head and tail where longer). */
	readonly text: string;
	readonly signals: Signals;
	readonly parts: Parts;
	readonly needs: Needs;
}

/** The request read in two parts. Both count `requestTokens` of it all. */
export interface Parts {
	/** What every item is asked alike: the system prompt and the fixed words of the prompt. `null`: there is neither. */
	readonly task: Part | null;
	/** What is this item's alone: the user turns without those fixed words. Without such words, what `signals` were read from. */
	readonly item: Part;
}

export interface Part {
	/** At most 64 KB (head and tail where longer). */
	readonly text: string;
	/** `lastTurnTokens` are those of the part: all of a task, the last turn of an item. */
	readonly signals: Signals;
}
