/** A fenced code block of an answer in Markdown. */
export interface CodeBlock {
	/** First word after the opening fence, in lower case; empty where there is none. */
	readonly tag: string;
	readonly code: string;
	/** Whether a closing fence was found. */
	readonly closed: boolean;
}

interface Fenced {
	/** What stands outside the blocks; an empty line stands for each block. */
	readonly prose: string;
	readonly blocks: readonly CodeBlock[];
}

/** Splits an answer in prose and fenced code blocks, in one pass over its lines. */
export function splitFences(text: string): Fenced {
	if (!text.includes('```') && !text.includes('~~~')) return { prose: text.replace(/\r\n?/g, '\n'), blocks: [] };
	const prose: string[] = [];
	const blocks: CodeBlock[] = [];
	let open: { fence: Fence; lines: string[] } | null = null;
	for (const line of text.split(/\r\n|\n|\r/)) {
		const fence = fenceOf(line);
		if (open === null) {
			if (fence === null) prose.push(line);
			else open = { fence, lines: [] };
		} else if (fence !== null && closes(fence, open.fence)) {
			blocks.push(blockOf(open.fence, open.lines, true));
			prose.push('');
			open = null;
		} else {
			open.lines.push(unindent(line, open.fence.indent));
		}
	}
	if (open !== null) blocks.push(blockOf(open.fence, open.lines, false));
	return { prose: prose.join('\n'), blocks };
}

interface Fence {
	readonly mark: string;
	readonly length: number;
	readonly indent: number;
	readonly info: string;
}

function fenceOf(line: string): Fence | null {
	const start = line.trimStart();
	const mark = start.charAt(0);
	if (mark !== '`' && mark !== '~') return null;
	let length = 1;
	while (start.charAt(length) === mark) length++;
	const info = start.slice(length).trim();
	// A backtick after the fence makes it inline code.
	if (length < 3 || (mark === '`' && info.includes('`'))) return null;
	return { mark, length, indent: line.length - start.length, info };
}

function closes(fence: Fence, open: Fence): boolean {
	return fence.mark === open.mark && fence.length >= open.length && fence.info === '';
}

function blockOf({ info }: Fence, lines: readonly string[], closed: boolean): CodeBlock {
	const tag = info.split(/[\s,{:]/, 1)[0] ?? '';
	return { tag: tag.toLowerCase(), code: lines.join('\n'), closed };
}

function unindent(line: string, indent: number): string {
	let from = 0;
	while (from < indent && (line[from] === ' ' || line[from] === '\t')) from++;
	return line.slice(from);
}
