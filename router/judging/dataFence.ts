import type { AnalyzedRequest, Message } from '../request/request';
import { analyzedText, imagesOf, lastUserTurn, proposalOf, textOf } from '../request/userText';

/** Characters of request, and of answer, that a judge is shown; of longer ones it sees head and tail. */
export const MAX_SHOWN_CHARS = 12_000;

/** User turns before the last one that are shown: a bare "and why?" says little by itself. */
const EARLIER_USER_TURNS = 3;
/** Turns of both sides that the judge of an answer is shown. */
const SHOWN_TURNS = 8;
const MAX_SYSTEM_CHARS = 4_000;

const OPENING = '<<<DATA';
const CLOSING = 'DATA>>>';

/** How system prompts name the marks. */
export const MARKS = `${OPENING} and ${CLOSING}`;

/**
 * The data on a line of its own between two marks. It is JSON without a line break and without a "less than" or
 * "greater than" sign, so nothing inside can end the string it stands in, the line, or the data.
 */
export function fence(data: string, question: string): string {
	return `${OPENING}\n${data}\n${CLOSING}\n${question}`;
}

/**
 * What a judge of difficulty sees: the last user turn, the end of the assistant's turn that a short one answers, and up
 * to three user turns before, never the system message.
 */
export function requestAsData({ request }: AnalyzedRequest): string {
	const last = lastUserTurn(request.messages);
	const turns = request.messages
		.slice(0, last + 1)
		.filter(({ role }) => role === 'user')
		.slice(-1 - EARLIER_USER_TURNS);
	const read = turns.map((turn, index) => (index === turns.length - 1 ? { ...turn, content: analyzedText(request, last) } : turn));
	const proposal = proposalOf(request);
	return asData({
		userTurns: shown(read, MAX_SHOWN_CHARS).map(({ text }) => text),
		...(proposal !== '' && { assistantBeforeLastTurn: proposal }),
		images: countImages(turns),
	});
}

/** What a judge of answers sees: the conversation with its system message, and the answer. */
export function answerAsData(request: AnalyzedRequest, answer: string): string {
	return asData({ ...conversationOf(request), answer: sampled(answer, MAX_SHOWN_CHARS) });
}

/** What a judge between two answers sees: the conversation with its system message, and both answers. */
export function comparisonAsData(
	request: AnalyzedRequest,
	{ answerA, answerB }: { readonly answerA: string; readonly answerB: string },
): string {
	return asData({ ...conversationOf(request), answerA: sampled(answerA, MAX_SHOWN_CHARS), answerB: sampled(answerB, MAX_SHOWN_CHARS) });
}

function conversationOf({ request }: AnalyzedRequest): object {
	const system = request.messages.filter(({ role }) => role === 'system');
	const turns = lastTurns(request.messages.filter(({ role }) => role !== 'system'));
	return {
		systemMessage: shown(system, MAX_SYSTEM_CHARS).map(({ text }) => text),
		conversation: shown(turns, MAX_SHOWN_CHARS),
		images: countImages(turns),
	};
}

/** The last ones, and what was asked: many tool steps may lie between that and the answer. */
function lastTurns(turns: readonly Message[]): readonly Message[] {
	const asked = turns[lastUserTurn(turns)];
	const last = turns.slice(-SHOWN_TURNS);
	return asked === undefined || last.includes(asked) ? last : [asked, ...last.slice(1)];
}

interface ShownTurn {
	readonly role: Message['role'];
	readonly text: Sampled;
	/** The tools an assistant's turn called; their results are turns of their own. */
	readonly calls?: readonly { readonly tool: string; readonly arguments: Sampled }[];
}

/** Oldest first; the last user turn has the first claim on half of the room, the last turn on the rest. */
function shown(messages: readonly Message[], maxChars: number): ShownTurn[] {
	const asked = messages.length - 1 === lastUserTurn(messages) ? undefined : messages[lastUserTurn(messages)];
	const kept = Math.min(textOf(asked).length, Math.floor(maxChars / 2));
	let room = maxChars - kept;
	const turns: ShownTurn[] = [];
	for (const message of messages.toReversed()) {
		const text = textOf(message);
		const own = message === asked ? Math.max(kept, kept + room) : room;
		if (own > 0) turns.unshift({ role: message.role, text: sampled(text, own), ...callsOf(message) });
		room -= message === asked ? text.length - kept : text.length;
	}
	return turns;
}

const CALL_CHARS = 1_000;
const SHOWN_CALLS = 8;

function callsOf({ toolCalls = [] }: Message): Pick<ShownTurn, 'calls'> {
	if (toolCalls.length === 0) return {};
	return { calls: toolCalls.slice(0, SHOWN_CALLS).map((call) => ({ tool: call.name, arguments: sampled(call.arguments, CALL_CHARS) })) };
}

function countImages(messages: readonly Message[]): number {
	return messages.reduce((sum, message) => sum + imagesOf(message), 0);
}

/** Told by its shape, so that no text can pretend to have been cut, or not to have been. */
type Sampled = string | { readonly start: string; readonly charactersLeftOut: number; readonly end: string };

/** Characters that have to be escaped grow sixfold; a text made of them is cut further, or it would cost as much. */
const MOST_GROWTH = 2;

function sampled(text: string, maxChars: number): Sampled {
	for (let room = maxChars; ; room = Math.floor(room / 2)) {
		const sample = ends(text, room);
		if (room <= 1 || asData(sample).length <= Math.max(MOST_GROWTH * maxChars, SMALL_CHARS)) return sample;
	}
}

const SMALL_CHARS = 200;

function ends(text: string, room: number): Sampled {
	if (text.length <= room) return text;
	const half = Math.floor(room / 2);
	return { start: text.slice(0, half), charactersLeftOut: text.length - 2 * half, end: text.slice(text.length - half) };
}

/**
 * JSON on one line. Marks and chat templates are made of angle brackets, and invisible characters hide words from
 * people while models read them: both are written as escapes.
 */
function asData(value: unknown): string {
	return JSON.stringify(value).replace(/[<>\p{Cc}\p{Cf}\u2028\u2029\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, escaped);
}

function escaped(character: string): string {
	let codes = '';
	for (let i = 0; i < character.length; i++) codes += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
	return codes;
}
