import { compile } from '../../../vendor/htmlToText';

/** Longer documents are cut. Converting takes about a second for each million characters. */
export const MAX_HTML_CHARS = 2_000_000;

/** What a reader of the page would see, as plain text; links keep their address. Time grows linearly, whatever is inside. */
export function htmlText(html: string): string {
	const lines = convert(flattened(html.slice(0, MAX_HTML_CHARS))).split('\n');
	return lines
		.map((line) => line.replaceAll('\u00a0', ' ').trimEnd())
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** Whether a text is HTML from its first character to its last, and not a sentence about HTML. */
export function isHtml(text: string): boolean {
	return OPENS.test(text) && text.trimEnd().endsWith('>');
}

const OPENS = /^\s*<(!doctype\s+html|html|head|body|div|p|span|table|h[1-6]|ul|ol|br|b|strong|em|font|a|blockquote|section|article)\b/i;

const heading = { uppercase: false };

const convert = compile({
	wordwrap: false,
	selectors: [
		...['img', 'head', 'title', '[style*="display:none"]', '[style*="display: none"]'].map((selector) => ({ selector, format: 'skip' })),
		...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: heading })),
		{ selector: 'a', options: { linkBrackets: ['(', ')'], hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
		{ selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
		...['td', 'th'].map((selector) => ({ selector, format: 'inlineSurround', options: { suffix: ' ' } })),
	],
});

/** Far deeper than any page or mail; the parser takes time by depth × tags, and the converter a stack frame each. */
const MAX_DEPTH = 200;
const TAG = /<(\/?)([a-z][^\s<>/]*)(?:[^<>]*>)?/gi;
const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr']);
/** Opening one closes the last of its kind, which is often left open. */
const CLOSES_ITSELF = new Set(['p', 'option', 'dt', 'dd']);

/** Leaves out the tags that are nested too deep, and keeps their words. */
function flattened(html: string): string {
	const open = new Map<string, number>();
	let depth = 0;
	return html.replace(TAG, (tag, closing: string, name: string) => {
		const kind = name.toLowerCase();
		const count = open.get(kind) ?? 0;
		if (VOID.has(kind) || (closing === '' && count > 0 && CLOSES_ITSELF.has(kind))) return tag;
		if (closing === '') {
			open.set(kind, count + 1);
			depth += 1;
			return depth > MAX_DEPTH ? ' ' : tag;
		}
		if (count === 0) return depth > MAX_DEPTH ? ' ' : tag;
		open.set(kind, count - 1);
		depth -= 1;
		return depth >= MAX_DEPTH ? ' ' : tag;
	});
}
