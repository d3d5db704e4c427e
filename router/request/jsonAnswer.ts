import { splitFences } from './fences';

export type JsonAnswer =
	/** `text`: the JSON as it is written, without a fence around it. */
	{ readonly ok: true; readonly value: unknown; readonly text: string } | { readonly ok: false };

/** The JSON value an answer is, as its whole text or as the one fenced block it consists of. */
export function readJsonAnswer(text: string): JsonAnswer {
	const bare = parse(text.trim());
	if (bare.ok) return bare;
	const { prose, blocks } = splitFences(text);
	const [block, ...others] = blocks;
	const isWhole = prose.trim() === '' && others.length === 0 && block?.closed === true;
	return isWhole && (block.tag === '' || block.tag === 'json') ? parse(block.code) : { ok: false };
}

function parse(text: string): JsonAnswer {
	try {
		const value: unknown = JSON.parse(text);
		return { ok: true, value, text };
	} catch {
		return { ok: false };
	}
}
