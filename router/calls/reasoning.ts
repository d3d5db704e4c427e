import type { Answer } from './client';
import { ANY_CLOSING, ANY_OPENING, THOUGHT_TAGS } from './thoughtTags';

type WithThoughts = Pick<Answer, 'text' | 'reasoning' | 'written'>;

/**
 * The answer without what the model thought aloud.
 * @param aside what the provider gave beside the message as thoughts; '' for none.
 * @param isTold it has been told in pieces, see `partReasoning`.
 */
export function withReasoningApart<Said extends WithThoughts>(answer: Said, aside: string, isTold = false): Said & WithThoughts {
	const { answer: text, reasoning } = partReasoning(answer.text, isTold);
	const thoughts = [aside.trim(), reasoning ?? ''].filter((thought) => thought !== '').join('\n\n');
	const apart = { ...answer, text, ...(thoughts !== '' && { reasoning: thoughts }) };
	return reasoning === null ? apart : { ...apart, written: answer.text };
}

/** A model's message, parted. */
export interface Spoken {
	readonly answer: string;
	/** What it thought before it answered; `null`: the message holds no thoughts. */
	readonly reasoning: string | null;
}

/**
 * Parts what a model thought aloud from its answer. Thoughts are at the start, between tags. Where the closing tag is
 * missing the model never came to its answer; where the opening one is, its template had written it already. A tag
 * further on, or in code, is something the answer speaks of. Linear in the text's length.
 * @param isTold it has been told in pieces: what came before a closing tag without an opening one was told as answer.
 */
export function partReasoning(message: string, isTold = false): Spoken {
	const thoughts: string[] = [];
	let rest = message;
	for (let part = opened(rest); part !== null; part = opened(rest)) {
		thoughts.push(part.thought);
		rest = part.rest;
	}
	const last = isTold ? null : unopened(rest);
	if (last !== null) thoughts.push(last.thought);
	else if (thoughts.length === 0) return { answer: message, reasoning: null };
	const reasoning = thoughts.map((thought) => thought.trim()).filter((thought) => thought !== '');
	return { answer: (last?.rest ?? rest).trimStart(), reasoning: reasoning.join('\n\n') };
}

interface Part {
	readonly thought: string;
	readonly rest: string;
}

function opened(message: string): Part | null {
	const text = message.trimStart();
	for (const { opening, closing } of THOUGHT_TAGS) {
		const tag = opening.exec(text)?.[0];
		if (tag !== undefined) return partAt(text.slice(tag.length), closing) ?? { thought: text.slice(tag.length), rest: '' };
	}
	return null;
}

function unopened(message: string): Part | null {
	const part = partAt(message, ANY_CLOSING);
	return part === null || ANY_OPENING.test(part.thought) || isQuoted(part) ? null : part;
}

function partAt(text: string, closing: RegExp): Part | null {
	const tag = closing.exec(text);
	return tag === null ? null : { thought: text.slice(0, tag.index), rest: text.slice(tag.index + tag[0].length) };
}

/** Whether the tag between is quoted, or in a block of code. */
function isQuoted({ thought, rest }: Part): boolean {
	const mark = thought.at(-1);
	return (mark !== undefined && '`\'"'.includes(mark) && rest.startsWith(mark)) || thought.split('```').length % 2 === 0;
}
