import { nestingOf, type ParseBudget, type Parsed } from './parseBudget';

export type ScriptTag = 'jsx' | 'ts' | 'tsx' | 'python';

/**
 * Whether code, or a fragment of it that stands well in a larger whole, parses. It stops at the first error, since
 * recovering from many takes long. The grammars are loaded on first use.
 */
export async function parsesAsScript(code: string, tag: ScriptTag, budget: ParseBudget): Promise<Parsed> {
	if (nestingOf(code) > MAX_DEPTH) return 'unread';
	const { javascript, python } = await import('../../../vendor/grammars');
	const parser =
		tag === 'python'
			? python.configure({ strict: true })
			: javascript.configure({ strict: true, dialect: tag === 'jsx' ? 'jsx' : tag === 'ts' ? 'ts' : 'ts jsx' });
	for (const form of tag === 'python' ? pythonForms(code) : scriptForms(code)) {
		const verdict = parsesWith(parser, form, budget);
		if (verdict !== false) return verdict;
	}
	return false;
}

/** Brackets in brackets: these grammars keep several readings of each open, so that a step gets slow with depth. */
const MAX_DEPTH = 24;

/** As a program; as an object or expression; as members of a class; as the rest of a chain of calls. */
function scriptForms(code: string): string[] {
	const chain = code.trimStart().startsWith('.') ? [`x${code.trimStart()}`] : [];
	return [code, `(${code.trimEnd().replace(/;$/, '')}\n)`, `class A {\n${code}\n}`, ...chain];
}

/** As it stands; moved to the margin; as the other half of an `if` or a `try`; as a head whose body is left out. */
function pythonForms(code: string): string[] {
	const flush = atMargin(code);
	const half = /^(?:else|elif)\b/.test(flush)
		? [`if x:\n    pass\n${flush}`]
		: /^(?:except|finally)\b/.test(flush)
			? [`try:\n    pass\n${flush}`]
			: [];
	const last = flush.slice(flush.trimEnd().lastIndexOf('\n') + 1);
	const head = BLOCK_HEAD.test(last) ? [`${flush.trimEnd()}\n${last.slice(0, last.length - last.trimStart().length)}    pass`] : [];
	return [code, ...(flush === code ? [] : [flush]), ...half, ...head].map((form) => `${form}\n`);
}

const BLOCK_HEAD = /^\s*(?:async|class|def|elif|else|except|finally|for|if|match|case|try|while|with)\b/;

function atMargin(code: string): string {
	const lines = code.split('\n').filter((line, at, all) => line.trim() !== '' || (at > 0 && at < all.length - 1));
	const [first = ''] = lines;
	const indent = first.length - first.trimStart().length;
	return lines.map((line) => (line.slice(0, indent).trim() === '' ? line.slice(indent) : line)).join('\n');
}

interface StrictParser {
	startParse(input: string): { advance(): unknown };
}

/** What one step of these grammars takes, about one word or sign of the code, in the budget's reads. */
const READS_PER_STEP = 8;

function parsesWith(parser: StrictParser, code: string, budget: ParseBudget): Parsed {
	try {
		const parse = parser.startParse(code);
		while (budget.spend(READS_PER_STEP)) if (parse.advance() !== null) return true;
		return 'unread';
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}
