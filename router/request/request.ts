/** One message as the field has it. Content parts carry images and files as data or links. */
export interface Message {
	readonly role: 'system' | 'user' | 'assistant' | 'tool';
	readonly content: string | readonly ContentPart[];
	/** Of an assistant's turn: the tools it called. */
	readonly toolCalls?: readonly ToolCall[];
	/** Of a tool's turn: the id of the call it answers. */
	readonly toolCallId?: string;
	/** Of a tool's turn: the tool's name, where it is known. */
	readonly toolName?: string;
	/** Of a tool's turn: the tool failed, as whoever ran it says. Default: it does not say so. */
	readonly isError?: true;
	/** Of an assistant's turn; absent: nothing. */
	readonly carried?: Carried | undefined;
}

export type ContentPart =
	| { readonly kind: 'text'; readonly text: string }
	/** `url`: `https:` or `data:`. */
	| { readonly kind: 'image'; readonly url: string }
	/** Such as a PDF or a sound. `url`: `https:` or `data:`. */
	| { readonly kind: 'file'; readonly url: string; readonly mediaType: string; readonly name: string | null };

/** A tool that the model may call. `parameters`: a JSON Schema of an object. */
export interface ToolSpec {
	readonly name: string;
	readonly description: string | null;
	readonly parameters: object;
	readonly strict?: boolean;
}

export type ToolChoice = { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'tool'; readonly name: string };

/** A call a model made. */
export interface ToolCall {
	/** `null`: its provider gave none. */
	readonly id: string | null;
	readonly name: string;
	/** JSON text of an object, as the model wrote it. */
	readonly arguments: string;
	/** What its provider wants back with the call, by wire name, such as Gemini's thought signature; absent: nothing. */
	readonly carried?: Carried | undefined;
}

/**
 * What a provider gave with a turn and wants back with it at the next step: reasoning, thinking blocks, signatures.
 * Opaque but to the client that made it, and to be sent back to the model that gave it alone: no other can read it.
 */
export interface Carried {
	/** Whose it is: `providerId` and `apiModel` of the model that gave it. */
	readonly providerId: string;
	readonly apiModel: string;
	/** By wire name, as plain JSON. */
	readonly fields: Readonly<Record<string, unknown>>;
}

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
	/** The tools a model may call. Default: none. */
	readonly tools?: readonly ToolSpec[];
	/** Default: the provider's own, which is `auto`. */
	readonly toolChoice?: ToolChoice | undefined;
	/** Texts at which the answer ends, beside those of the model's row. Default: none. */
	readonly stop?: readonly string[];
	/** What whoever asked has put it in words with, untouched, for a client that can hand it on as it is. Default: nothing. */
	readonly original?: unknown;
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
