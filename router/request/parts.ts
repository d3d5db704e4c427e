import { askedOf, askedSpan } from './asked';
import { readSignals } from './readSignals';
import type { LlmRequest, Part, Parts, Signals, Span } from './request';
import { MAX_COUNTED_CHARS, type TokenCounter, type TokenEstimate } from './tokens';
import { lastUserTurn, MAX_TEXT_CHARS, readUserText, sampleEnds, textOf } from './userText';

/** Reads what all items are asked alike. */
export type TaskReader = (text: string, count: TokenCounter) => Part;

interface PartsOptions {
	readonly request: LlmRequest;
	/** What the request was read as without telling its parts apart. */
	readonly whole: Part;
	readonly count: TokenCounter;
	readonly readTask: TaskReader;
}

/** Tells what every item is asked alike from what is this item's alone. */
export function readParts({ request, whole, count, readTask }: PartsOptions): Parts {
	const fixed = request.fixed ?? [];
	const prompt = fixed.length === 0 ? '' : textOf(request.messages[lastUserTurn(request.messages)]);
	const words = fixedWords(prompt, fixed);
	const text = [...systemTexts(request), words].filter((part) => part !== '').join('\n\n');
	const task = text === '' ? null : readTask(text, count);
	const { requestTokens, lastTurnTokens } = whole.signals;
	return {
		task: task === null ? null : { text: task.text, signals: { ...task.signals, requestTokens, ...formatOf(request) } },
		item:
			fixed.length === 0
				? whole
				: readItem(request, outside(prompt, fixed), {
						request: requestTokens,
						// Counting takes longer than all the rest, and the words are the same each time.
						lastTurn: Math.max(0, lastTurnTokens - count(words, MAX_COUNTED_CHARS)),
					}),
	};
}

/** A task is the same for all items of a run, so it is read once. One per run. */
export function createRememberingTaskReader(): TaskReader {
	const seen = new Map<string, Part>();
	return (text, count) => {
		const part = seen.get(text) ?? readTask(text, count);
		if (seen.size >= REMEMBERED_TASKS && !seen.has(text)) seen.clear();
		seen.set(text, part);
		return part;
	};
}

const REMEMBERED_TASKS = 32;

export function readTask(whole: string, count: TokenCounter): Part {
	const text = sampleEnds(whole, MAX_TEXT_CHARS);
	const tokens = count(whole, MAX_COUNTED_CHARS);
	const read = { text, lastTurnStart: 0, images: 0, priorTurns: 0 };
	return { text, signals: readSignals(read, false, { request: tokens, lastTurn: tokens }) };
}

function readItem(request: LlmRequest, lastTurn: string, tokens: TokenEstimate): Part {
	const read = readUserText(request, lastTurn);
	return { text: read.text, signals: readSignals(read, request.wantsJsonSchema, tokens) };
}

function systemTexts({ messages }: LlmRequest): string[] {
	return messages.filter(({ role }) => role === 'system').map(textOf);
}

/** What these stretches ask, without the politeness at both ends of the prompt. */
function fixedWords(prompt: string, fixed: readonly Span[]): string {
	if (fixed.length === 0) return '';
	const asked = askedSpan(prompt) ?? { from: 0, to: prompt.length };
	const pieces = fixed.map(({ from, to }) => prompt.slice(Math.max(from, asked.from), Math.min(to, asked.to)));
	return pieces.filter((piece) => piece !== '').join(' ');
}

/** What all that is not in these stretches asks. What stood apart stays apart. */
function outside(text: string, spans: readonly Span[]): string {
	const starts = [0, ...spans.map(({ to }) => to)];
	return starts
		.map((start, index) => text.slice(start, spans[index]?.from))
		.filter((piece) => piece !== '')
		.map(askedOf)
		.join('\n');
}

/** Whatever asks for JSON asks the task for it, too. */
function formatOf({ wantsJsonSchema }: LlmRequest): Partial<Signals> {
	return wantsJsonSchema ? { format: 'json' } : {};
}
