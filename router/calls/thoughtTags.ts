/** A pair of tags between which a model thinks aloud. */
export interface ThoughtTag {
	/** At the start of a text. */
	readonly opening: RegExp;
	/** Anywhere. */
	readonly closing: RegExp;
	/** Whether the text may be the beginning of an opening tag. */
	mayOpen(text: string): boolean;
	/** Where a closing tag may begin that is not whole yet; the text's end: nowhere. */
	closesFrom(text: string): number;
}

/** As DeepSeek and Qwen, Amazon, Google, ByteDance, Mistral and Moonshot write them. */
export const THOUGHT_TAGS: readonly ThoughtTag[] = [
	...['think', 'thinking', 'thought', 'seed:think'].map(element),
	literal('[think]', '[/think]'),
	literal('◁think▷', '◁/think▷'),
];

export const ANY_OPENING = anyOf(THOUGHT_TAGS.map(({ opening }) => opening));
export const ANY_CLOSING = anyOf(THOUGHT_TAGS.map(({ closing }) => closing));

function element(name: string): ThoughtTag {
	const withAttributes = new RegExp(`^<${name}\\s[^<>]{0,100}$`, 'i');
	const spaced = new RegExp(`^</${name}\\s{0,10}$`, 'i');
	return {
		opening: new RegExp(`^<${name}(?:\\s[^<>]{0,100})?>`, 'i'),
		closing: new RegExp(`</${name}\\s{0,10}>`, 'i'),
		mayOpen: (text) => begins(`<${name}>`, text) || withAttributes.test(text),
		closesFrom: (text) => tailFrom(text, '<', (tail) => begins(`</${name}>`, tail) || spaced.test(tail)),
	};
}

function literal(opening: string, closing: string): ThoughtTag {
	return {
		opening: new RegExp(`^${escaped(opening)}`, 'i'),
		closing: new RegExp(escaped(closing), 'i'),
		mayOpen: (text) => begins(opening, text),
		closesFrom: (text) => tailFrom(text, closing.charAt(0), (tail) => begins(closing, tail)),
	};
}

function begins(tag: string, text: string): boolean {
	return text.length < tag.length && tag.startsWith(text.toLowerCase());
}

/** No closing tag is longer. */
const LONGEST_CLOSING = 40;

function tailFrom(text: string, mark: string, isOpen: (tail: string) => boolean): number {
	const at = text.slice(-LONGEST_CLOSING).lastIndexOf(mark);
	const from = at + Math.max(0, text.length - LONGEST_CLOSING);
	return at >= 0 && isOpen(text.slice(from)) ? from : text.length;
}

function escaped(text: string): string {
	return text.replace(/[[\]]/g, '\\$&');
}

function anyOf(tags: readonly RegExp[]): RegExp {
	return new RegExp(tags.map(({ source }) => source.replace(/^\^/, '')).join('|'), 'i');
}
