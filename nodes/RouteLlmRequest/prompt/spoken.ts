import { at, isFields, listAt, said, type Fields } from './fields';

/**
 * The words of a value, as far as they are plainly words: text, a number, a list of texts, the parts of a message
 * (`{ type: 'text', text }`, as providers, Notion and Jira have them). `null` for everything else, objects above all.
 */
export function spoken(value: unknown): string | null {
	if (Array.isArray(value)) return fromList(value);
	return isDocument(value) ? said(documentText(value, 0)) : said(value);
}

function fromList(list: readonly unknown[]): string | null {
	if (list.length === 0 || list.length > MAX_PARTS) return null;
	const parts = list.map((part) => said(part) ?? partText(part));
	const words = parts.filter((part) => part !== null);
	// Pictures among the parts are no reason to miss the words, other objects are.
	if (words.length === 0 || parts.some((part, index) => part === null && !isPart(list[index]))) return null;
	// Notion cuts a sentence wherever its style changes.
	return said(words.join(list.some((part) => at(part, ['plain_text']) !== undefined) ? '' : '\n'));
}

const MAX_PARTS = 1_000;

function isPart(part: unknown): boolean {
	return isFields(part) && typeof part['type'] === 'string';
}

function partText(part: unknown): string | null {
	if (!isFields(part)) return null;
	const { type, text, plain_text } = part;
	if (typeof plain_text === 'string') return plain_text;
	const isText = type === undefined ? Object.keys(part).length === 1 : typeof type === 'string' && /text$/.test(type);
	return isText && typeof text === 'string' ? text : null;
}

/** Atlassian's document format. */
function isDocument(value: unknown): value is Fields {
	return isFields(value) && value['type'] === 'doc' && Array.isArray(value['content']);
}

const MAX_DEPTH = 50;
/** What stands on lines of its own. */
const BLOCK = /^(paragraph|heading|listItem|codeBlock|blockquote|tableRow|rule|panel)$/;

function documentText(node: Fields, depth: number): string {
	const { type, text } = node;
	if (typeof text === 'string') return text;
	if (type === 'hardBreak') return '\n';
	if (depth > MAX_DEPTH) return '';
	const inner = listAt(node, ['content'])
		.map((child) => (isFields(child) ? documentText(child, depth + 1) : ''))
		.join('');
	return typeof type === 'string' && BLOCK.test(type) ? `${inner.replace(/\n$/, '')}\n` : inner;
}
