export type ScriptTag = 'jsx' | 'ts' | 'tsx' | 'python';

/** Whether code, or a fragment of it that stands well in a larger whole, parses. The grammars are loaded on first use. */
export async function parsesAsScript(code: string, tag: ScriptTag): Promise<boolean> {
	const { javascript, python } = await import('../../vendor/grammars');
	if (tag === 'python') return pythonForms(code).some((form) => hasNoError(python.parse(form)));
	const parser = javascript.configure({ dialect: tag === 'jsx' ? 'jsx' : tag === 'ts' ? 'ts' : 'ts jsx' });
	return scriptForms(code).some((form) => hasNoError(parser.parse(form)));
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

interface ParsedTree {
	iterate(spec: { enter(node: { readonly type: { readonly isError: boolean } }): boolean | undefined }): void;
}

function hasNoError(tree: ParsedTree): boolean {
	let clean = true;
	tree.iterate({
		enter({ type }) {
			if (type.isError) clean = false;
			return clean ? undefined : false;
		},
	});
	return clean;
}
