import { z } from 'zod';

/** A line is a JSON string or an object with a prompt; other fields of the object stay on the item. */
const line = z.union([z.string(), z.object({ prompt: z.string() }).passthrough()]);

/**
 * Prompts of a JSONL file, empty lines left out.
 * @throws naming the line that is neither a JSON string nor an object with a `prompt`.
 */
export function parsePrompts(text: string): Record<string, unknown>[] {
	const rows = text.split('\n').flatMap((raw, index) => (raw.trim() === '' ? [] : [{ raw, number: index + 1 }]));
	if (rows.length === 0) throw new Error('The input file holds no prompt: write one JSON string or {"prompt": "…"} per line.');
	return rows.map(({ raw, number }) => {
		const parsed = line.safeParse(parse(raw));
		if (!parsed.success) throw new Error(`Line ${number} of the input is neither a JSON string nor {"prompt": "…"}: ${raw.slice(0, 80)}`);
		return typeof parsed.data === 'string' ? { chatInput: parsed.data } : { ...parsed.data, chatInput: parsed.data.prompt };
	});
}

function parse(raw: string): unknown {
	try {
		return JSON.parse(raw);
	} catch {
		return undefined;
	}
}
