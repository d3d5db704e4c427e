/**
 * What an English word may be an ending of, likeliest first: "invoices" → "invoice", "planned" → "plan". Not all
 * of them are words.
 */
export function baseForms(word: string): readonly string[] {
	for (const [ending, replacements] of ENDINGS) {
		if (!word.endsWith(ending) || word.length - ending.length < SHORTEST) continue;
		const head = word.slice(0, -ending.length);
		const forms = replacements.map((replacement) => head + replacement);
		return DOUBLED.test(head) && replacements.length > 1 ? [...forms, head.slice(0, -1)] : forms;
	}
	return [];
}

const SHORTEST = 2;
const DOUBLED = /([bdglmnprt])\1$/;

/** The first that fits counts. */
const ENDINGS: readonly (readonly [ending: string, replacements: readonly string[]])[] = [
	['ies', ['y', 'ie']],
	['ied', ['y', 'ie']],
	['ing', ['', 'e']],
	['ed', ['e', '']],
	['es', ['e', '']],
	['ly', ['']],
	['s', ['']],
];
