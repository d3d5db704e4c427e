export type ScriptTag = 'jsx' | 'ts' | 'tsx' | 'python';

/**
 * Whether code, or a fragment of it that stands well in a larger whole, parses; what takes too many steps counts
 * as parsed. It stops at the first error, since recovering from many takes long. The grammars are loaded on first use.
 */
export async function parsesAsScript(code: string, tag: ScriptTag): Promise<boolean> {
	const { javascript, python } = await import('../../vendor/grammars');
	if (tag === 'python') return pythonForms(code).some((form) => parsesWith(python.configure({ strict: true }), form));
	const parser = javascript.configure({ strict: true, dialect: tag === 'jsx' ? 'jsx' : tag === 'ts' ? 'ts' : 'ts jsx' });
	return scriptForms(code).some((form) => parsesWith(parser, form));
}

/** As a program; as an object or expression; as members of a class; as the rest of a chain of calls. */
function scriptForms(code: string): string[] {
	const chain = code.trimStart().startsWith('.') ? [`x${code.trimStart()}`] : [];
	return [code, `(${code.trimEnd().replace(/;$/, '')}\n)`, `class A {\n${code}\n}`, ...chain];
}

/** As it stands; moved to the margin; as the other half of an `if` or a `try`. */
function pythonForms(code: string): string[] {
	const flush = atMargin(code);
	const half = /^(?:else|elif)\b/.test(flush) ? [`if x:\n    pass\n${flush}`] : /^(?:except|finally)\b/.test(flush) ? [`try:\n    pass\n${flush}`] : [];
	return [code, flush, ...half].map((form) => `${form}\n`);
}

function atMargin(code: string): string {
	const lines = code.split('\n').filter((line, at, all) => line.trim() !== '' || (at > 0 && at < all.length - 1));
	const [first = ''] = lines;
	const indent = first.length - first.trimStart().length;
	return lines.map((line) => (line.slice(0, indent).trim() === '' ? line.slice(indent) : line)).join('\n');
}

interface StrictParser {
	startParse(input: string): { advance(): unknown };
}

/** Steps of one parse at most: some texts keep many readings open at once. */
const MAX_STEPS = 200_000;

function parsesWith(parser: StrictParser, code: string): boolean {
	try {
		const parse = parser.startParse(code);
		for (let step = 0; step < MAX_STEPS; step++) if (parse.advance() !== null) return true;
		return true;
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}
