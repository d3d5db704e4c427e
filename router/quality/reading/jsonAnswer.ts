import { splitFences } from './fences';

/** The JSON value an answer is, as its whole text or as the one fenced block it consists of. */
export function readJsonAnswer(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
	const bare = parse(text.trim());
	if (bare.ok) return bare;
	const { prose, blocks } = splitFences(text);
	const [block, ...others] = blocks;
	const isWhole = prose.trim() === '' && others.length === 0 && block?.closed === true;
	return isWhole && (block.tag === '' || block.tag === 'json') ? parse(block.code) : { ok: false };
}

function parse(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
	try {
		const value: unknown = JSON.parse(text);
		return { ok: true, value };
	} catch {
		return { ok: false };
	}
}
