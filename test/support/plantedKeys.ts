/** One way to write a secret so that a search for it finds nothing, while a person or a program still reads it. */
export interface Disguise {
	readonly name: string;
	/** As text. */
	readonly text: (secret: string) => string;
	/** Inside a string of JSON; default: the text, escaped as JSON has to. */
	readonly json?: (secret: string) => string;
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const each = (secret: string, write: (code: number, index: number) => string) =>
	[...secret].map((character, index) => write(character.charCodeAt(0), index)).join('');
const between = (mark: string) => (secret: string) => [...secret].join(mark);

export const DISGUISES: readonly Disguise[] = [
	{ name: 'plain', text: (secret) => secret },
	{ name: 'in upper case', text: (secret) => secret.toUpperCase() },
	{ name: 'first half', text: (secret) => secret.slice(0, secret.length / 2 + 1) },
	{ name: 'last half', text: (secret) => secret.slice(secret.length / 2 - 1) },
	{ name: 'URL-encoded', text: encodeURIComponent },
	{ name: 'all URL-encoded', text: (secret) => each(secret, (code) => `%${hex(code, 2)}`) },
	{ name: 'half URL-encoded', text: (secret) => each(secret, (code, i) => (i % 2 === 0 ? `%${hex(code, 2)}` : String.fromCharCode(code))) },
	{ name: 'URL-encoded twice', text: (secret) => each(secret, (code) => `%25${hex(code, 2)}`) },
	{ name: 'base64', text: (secret) => Buffer.from(secret).toString('base64') },
	{ name: 'base64url', text: (secret) => Buffer.from(secret).toString('base64url') },
	{ name: 'base64 of a header', text: (secret) => Buffer.from(`user:${secret}`).toString('base64') },
	{ name: 'hexadecimal', text: (secret) => Buffer.from(secret).toString('hex') },
	{
		name: 'escapes of JSON',
		text: (secret) => each(secret, (code) => `\\u${hex(code, 4)}`),
		json: (secret) => each(secret, (code) => `\\u${hex(code, 4)}`),
	},
	{
		name: 'one escape of JSON',
		text: (secret) => `\\u${hex(secret.charCodeAt(0), 4)}${secret.slice(1)}`,
		json: (secret) => `\\u${hex(secret.charCodeAt(0), 4)}${secret.slice(1)}`,
	},
	{ name: 'escapes of JSON in JSON', text: (secret) => each(secret, (code) => `\\\\u${hex(code, 4)}`) },
	{ name: 'entities', text: (secret) => each(secret, (code) => `&#${String(code)};`) },
	{ name: 'hexadecimal entities', text: (secret) => each(secret, (code) => `&#x${hex(code, 2)};`) },
	{ name: 'zero-width spaces between', text: between('\u200b') },
	{ name: 'escaped zero-width spaces between', text: between('\u200b'), json: between('\\u200b') },
	{ name: 'soft hyphens between', text: between('\u00ad') },
	{ name: 'word joiners and marks between', text: between('\u2060\u0336') },
	{ name: 'direction marks between', text: between('\u202e') },
	{ name: 'full width', text: (secret) => each(secret, (code) => String.fromCharCode(code + 0xfee0)) },
	{ name: 'over lines', text: (secret) => secret.replace(/(.{5})/g, '$1\n') },
];

/** What a place holds where a secret is to be planted. */
export const HERE = '@@HERE@@';

/**
 * A JSON text with the disguised secret at `HERE`.
 * @param depth how many strings of JSON are around the place: 2 for JSON that is text in JSON.
 */
export function planted(body: unknown, secret: string, { text, json }: Disguise, depth = 1): string {
	let written = json?.(secret) ?? escaped(text(secret));
	for (let level = 1; level < depth; level += 1) written = escaped(written);
	return JSON.stringify(body).replaceAll(HERE, () => written);
}

function escaped(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

/** Pieces of the secrets that a reader finds in a text, whatever hides them: half of one, plain, in base64 or in hexadecimal. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
	const seen = asRead(text);
	return secrets.flatMap(halvesOf).filter((half) => seen.includes(half));
}

function halvesOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const headers = [0, 1, 2].map((offset) =>
		Buffer.concat([Buffer.alloc(offset), bytes])
			.toString('base64')
			.slice(offset + 1, -4),
	);
	return [secret, bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex'), ...headers].flatMap((form) => {
		const half = Math.floor(form.length / 2);
		return [form.slice(0, half), form.slice(-half), form.slice(Math.floor(half / 2), Math.floor(half / 2) + half)].map(asRead);
	});
}

/** Visible ASCII in lower case, with all escapes undone; written apart from the product's own reading on purpose. */
function asRead(text: string): string {
	let read = text.normalize('NFKC');
	for (let depth = 0; depth < 4; depth += 1) {
		read = read
			.replace(/\\+u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
			.replace(/%(?:25)*([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
			.replace(/&#x([\da-f]{2,6});/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
			.replace(/&#(\d{2,7});/g, (_, code: string) => String.fromCodePoint(Number(code)))
			.replace(/\\+[nrt]/g, '');
	}
	return read.replace(/[^\x21-\x7e]|\\/g, '').toLowerCase();
}
