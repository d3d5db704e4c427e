/** Text that is HTML already. Made by `html` alone, so whatever came from outside is escaped in it. */
export class Html {
	constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Html[] | null;

/** HTML with values in it: a string is text, never markup; `null` is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
	return new Html(strings.reduce((text, string, index) => text + partOf(values[index - 1] ?? null) + string));
}

function partOf(value: Part): string {
	if (value === null) return '';
	if (value instanceof Html) return value.text;
	if (typeof value === 'object') return value.map(({ text }) => text).join('');
	return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
// Control characters are not allowed in HTML, and marks that turn the direction of writing could disguise a name.
const UNWANTED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

function escaped(text: string): string {
	return text.replace(UNWANTED, '\ufffd').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
