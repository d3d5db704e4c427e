/** One way a text reads, in lower case, and where each of its characters stands. */
export interface Reading {
	readonly text: string;
	/** Where in the original the character at `index` begins. */
	startOf(index: number): number;
	/** Where in the original the character before `index` ends; what is invisible behind it is not part of it. */
	endOf(index: number): number;
}

/**
 * The ways a text reads, first as it stands, then with what hides a word from a search and not from its reader undone:
 * characters that are not seen (zero-width ones, soft hyphens, marks, line breaks), full-width letters, and the escapes
 * of URLs, JSON, JavaScript and HTML, also inside each other. Linear in the text's length.
 */
export function readingsOf(original: string): Reading[] {
	const readings: Reading[] = [];
	let layer: Reading | null = { text: original, startOf: (index) => index, endOf: (index) => index };
	for (let depth = 0; depth <= DEEPEST && layer !== null; depth += 1) {
		readings.push({ ...layer, text: lowerCase(layer.text) });
		layer = unescaped(layer);
	}
	return readings;
}

/** How often one escape may be written in another: a URL in JSON in a URL. */
const DEEPEST = 4;

const [PLAIN, UNSEEN, WIDE, ESCAPE] = [0, 1, 2, 3];

/** `null`: there is nothing to undo. */
function unescaped(outer: Reading): Reading | null {
	const { text } = outer;
	const kinds = kindsOfUnits();
	if (isPlain(text, kinds)) return null;
	const read = new Copy(text.length);
	let undone = false;
	for (let at = 0, length = 1; at < text.length; at += length) {
		const unit = text.charCodeAt(at);
		length = 1;
		switch (kinds[unit]) {
			case PLAIN:
				read.add(unit, at, 1);
				break;
			case WIDE:
				read.add(unit - WIDE_OFFSET, at, 1);
				undone = true;
				break;
			case ESCAPE: {
				const escape = escapeAt(text, at);
				length = escape?.length ?? 1;
				read.addCode(escape === null ? unit : escape.code, at, length);
				undone ||= escape !== null;
				break;
			}
			default:
				undone = true;
		}
	}
	if (!undone) return null;
	return {
		text: read.text(),
		startOf: (index) => outer.startOf(read.startOf(index)),
		endOf: (index) => outer.endOf(read.endOf(index)),
	};
}

/** Most texts are, and need no copy. */
function isPlain(text: string, kinds: Uint8Array): boolean {
	for (let at = 0; at < text.length; at += 1) if (kinds[text.charCodeAt(at)] !== PLAIN) return false;
	return true;
}

/** What was read, and from where. In flat memory, because a text of megabytes may be nothing but escapes. */
class Copy {
	private size = 0;
	private readonly units: Uint16Array<ArrayBuffer>;
	private readonly from: Int32Array;
	private readonly length: Uint8Array;

	/** Nothing reads longer than it is written. */
	constructor(most: number) {
		this.units = new Uint16Array(most);
		this.from = new Int32Array(most);
		this.length = new Uint8Array(most);
	}

	add(unit: number, from: number, length: number): void {
		this.units[this.size] = unit;
		this.from[this.size] = from;
		this.length[this.size] = length;
		this.size += 1;
	}

	addCode(code: number | null, from: number, length: number): void {
		if (code !== null && code < FIRST_PAIR) this.add(code, from, length);
	}

	text(): string {
		return Buffer.from(this.units.buffer, 0, this.size * this.units.BYTES_PER_ELEMENT).toString('utf16le');
	}

	startOf(index: number): number {
		return this.from[index] ?? 0;
	}

	endOf(index: number): number {
		return index === 0 ? 0 : (this.from[index - 1] ?? 0) + (this.length[index - 1] ?? 0);
	}
}

/** Full-width letters stand in the order of ASCII. */
const WIDE_OFFSET = 0xff01 - 0x21;

/** Beyond are emoji, tags and selectors, each two units: no key has any, so both halves count as not seen. */
const FIRST_PAIR = 0x10000;

let kinds: Uint8Array | null = null;

/** By code unit. Made once, when it is first needed. */
function kindsOfUnits(): Uint8Array {
	kinds ??= Uint8Array.from({ length: 0x10000 }, (_, unit) => kindOf(unit));
	return kinds;
}

function kindOf(unit: number): number {
	const character = String.fromCharCode(unit);
	if ('%\\&'.includes(character)) return ESCAPE;
	if (unit >= 0xff01 && unit <= 0xff5e) return WIDE;
	return /[\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(character) ? UNSEEN : PLAIN;
}

/** A percent sign that is escaped itself is `%25`, a backslash in JSON two of them: such nests are one escape. */
const ESCAPED =
	/%(?:25){0,8}([\da-f]{2})|\\{1,32}(?:u([\da-f]{4})|u\{0{0,8}([\da-f]{1,6})\}|x([\da-f]{2})|[bfnrtv])?|&#x0{0,8}([\da-f]{1,6});|&#0{0,8}(\d{1,7});/iy;

interface Escape {
	/** What it stands for; `null`: nothing anybody sees, as of a line break, or of a backslash before a quotation mark. */
	readonly code: number | null;
	readonly length: number;
}

function escapeAt(text: string, at: number): Escape | null {
	ESCAPED.lastIndex = at;
	const match = ESCAPED.exec(text);
	if (match === null) return null;
	const [{ length }, url, unicode, braced, short, entity, decimal] = match;
	const hex = url ?? unicode ?? braced ?? short ?? entity;
	if (hex === undefined && decimal === undefined) return { code: null, length };
	return { code: hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), length };
}

/** `İ` alone grows by it, and places would shift. */
function lowerCase(text: string): string {
	return text.replaceAll('İ', 'i').toLowerCase();
}
