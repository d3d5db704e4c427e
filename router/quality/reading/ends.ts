/**
 * The start and the end of a text that is too long to be read whole, cut at lines where there are any, so that no
 * number or word is halved; lengths in characters (UTF-16 code units).
 */
export function ends(text: string, head: number, tail: number): string {
	if (text.length <= head + tail) return text;
	return `${startOf(text, head)}\n${endOf(text, tail)}`;
}

/** Whole lines of the start only; nothing of a text that starts with a longer line. */
export function startLines(text: string, chars: number): string {
	return text.length <= chars ? text : text.slice(0, text.lastIndexOf('\n', chars) + 1);
}

function startOf(text: string, chars: number): string {
	const whole = startLines(text, chars);
	return whole === '' ? text.slice(0, chars) : whole;
}

function endOf(text: string, chars: number): string {
	const from = text.length - chars;
	const line = text.indexOf('\n', from);
	return text.slice(line === -1 ? from : line + 1);
}
