import fc from 'fast-check';

import { createRedactor } from '../../../router/calls/redact';

const KEY = 'sk-proj-Zx81+qL/93hTyUw==Vb7';
const { message, answer } = createRedactor([KEY, null]);
const half = KEY.length / 2;

/** No 8 characters in a row of `secret` are left. */
function holdsPiece(text: string, secret: string): boolean {
	return [...secret].some((_, i) => i + 8 <= secret.length && text.includes(secret.slice(i, i + 8)));
}

/** Each character as `escape` writes it; `null`: as it is. */
function mapped(text: string, escape: (code: number, index: number) => string | null): string {
	return [...text].map((character, index) => escape(character.charCodeAt(0), index) ?? character).join('');
}

describe('redactor', () => {
	test.each([
		['plain', KEY],
		['URL-encoded', encodeURIComponent(KEY)],
		['URL-encoded in lower-case hex', encodeURIComponent(KEY).toLowerCase()],
		['base64', Buffer.from(KEY).toString('base64')],
		['URL-safe base64', Buffer.from(KEY).toString('base64url')],
		['first half', KEY.slice(0, half)],
		['last half', KEY.slice(half)],
		['eight characters from the middle', KEY.slice(9, 17)],
	])('takes out %s', (_, secret) => {
		const text = message(`it said ${secret} again`);
		expect(holdsPiece(text, secret)).toBe(false);
		expect(text).toBe('it said [key removed] again');
	});

	test.each([0, 1, 2])('takes out base64 of a longer text, key at offset %i', (offset) => {
		const secret = Buffer.from(`${'user:'.slice(0, offset)}${KEY}:x`).toString('base64');
		const text = message(`Basic ${secret}`);
		// The rim also encodes its neighbours; what is left is too short to be a piece.
		const own = Buffer.from(KEY).toString('base64');
		expect(holdsPiece(text, own)).toBe(false);
		expect(text.length).toBeLessThan('Basic [key removed]'.length + 9);
	});

	test.each<[string, (key: string) => string]>([
		['in upper case', (key) => key.toUpperCase()],
		['in lower case', (key) => key.toLowerCase()],
		['in hexadecimal', (key) => Buffer.from(key).toString('hex')],
		['with every character URL-encoded', (key) => mapped(key, (code) => `%${code.toString(16)}`)],
		['with some characters URL-encoded', (key) => mapped(key, (code, i) => (i % 3 === 0 ? `%${code.toString(16)}` : null))],
		['URL-encoded twice', (key) => mapped(key, (code) => `%25${code.toString(16)}`)],
		['in escapes of JSON', (key) => mapped(key, (code) => `\\u00${code.toString(16)}`)],
		['in escapes of JSON in JSON', (key) => mapped(key, (code, i) => (i % 2 === 0 ? `\\\\u00${code.toString(16).toUpperCase()}` : null))],
		['in braced escapes', (key) => mapped(key, (code) => `\\u{${code.toString(16)}}`)],
		['in escapes of a byte', (key) => mapped(key, (code) => `\\x${code.toString(16)}`)],
		['in URL-encoded escapes of JSON', (key) => mapped(key, (code) => `%5Cu00${code.toString(16)}`)],
		['in decimal entities', (key) => mapped(key, (code) => `&#${code};`)],
		['in hexadecimal entities', (key) => mapped(key, (code) => `&#x0${code.toString(16)};`)],
		['in full-width letters', (key) => mapped(key, (code) => String.fromCharCode(code + 0xfee0))],
		['behind zero-width spaces', (key) => [...key].join('\u200b')],
		['behind soft hyphens', (key) => [...key].join('\u00ad')],
		['behind combining marks', (key) => [...key].join('\u0336')],
		['behind tags', (key) => [...key].join('\u{e0020}')],
		['behind escapes of zero-width spaces', (key) => [...key].join('\\u200b')],
		['over two lines', (key) => `${key.slice(0, 7)}\r\n${key.slice(7)}`],
		[
			'in base64 of two lines',
			(key) =>
				Buffer.from(key)
					.toString('base64')
					.replace(/(.{6})/g, '$1\n'),
		],
		['in URL-encoded base64', (key) => encodeURIComponent(Buffer.from(key).toString('base64'))],
		['in base64 in the wrong case', (key) => Buffer.from(key).toString('base64').toLowerCase()],
	])('takes it out %s, from what is told and what a model said', (_, disguise) => {
		for (const clean of [message, answer]) {
			expect(clean(`it said ${disguise(KEY)} again`)).toBe('it said [key removed] again');
			const halves = clean(`first ${disguise(KEY.slice(0, half))} then ${disguise(KEY.slice(half))}.`);
			// In base64 the rim of a piece also stands for what is beside it.
			expect(halves).toMatch(/^first \[key removed\](?:\W*\w(?:=|%3d)+)? then \[key removed\](?:\W*\w(?:=|%3d)+)?\.$/i);
		}
	});

	it('takes it out behind a half of an escape as well', () => {
		for (const before of ['%', '\\', '\\u', '\\u00', '&#', '%2']) expect(message(`${before}${KEY}`)).toBe(`${before}[key removed]`);
	});

	it('leaves the lines around it as they are', () => {
		expect(message(`one\n${KEY}\n\ntwo \u200b three %20 four`)).toBe('one\n[key removed]\n\ntwo \u200b three %20 four');
	});

	it('finds a password beyond ASCII, and one with an escape in it', () => {
		for (const password of ['pässwörd-für-redis', 'p%41ss\\u0041word', 'Grüße👋an-alle']) {
			const redactor = createRedactor([password]);
			for (const form of [password, encodeURIComponent(password), JSON.stringify(password).slice(1, -1), password.normalize('NFD')])
				expect(redactor.message(`(${form})`)).toBe('([key removed])');
		}
	});

	it('finds a short password in its own case, plain and URL-encoded', () => {
		expect(createRedactor(['p@ss']).message('p@ss p%40ss P@SS')).toBe('[key removed] [key removed] P@SS');
		expect(createRedactor(['ollama']).message('Ollama could not be reached')).toBe('Ollama could not be reached');
	});

	it('leaves other text alone', () => {
		expect(message('Rate limit reached for gpt-4o in organization org-1')).toBe('Rate limit reached for gpt-4o in organization org-1');
	});

	it('takes out every one of several keys, twice named', () => {
		const two = createRedactor(['aaaa-1111-bbbb', 'cccc-2222-dddd']);
		expect(two.message('aaaa-1111-bbbb, cccc-2222-dddd, aaaa-1111-bbbb')).toBe('[key removed], [key removed], [key removed]');
	});

	it('takes a short key out only whole, and ignores what is too short to guard anything', () => {
		const short = createRedactor(['pass12', 'a', '']);
		expect(short.message('a pass12 pass1')).toBe('a [key removed] pass1');
	});

	it('ignores spaces around a key', () => {
		expect(createRedactor([` ${KEY}\n`]).message(`x${KEY}x`)).toBe('x[key removed]x');
	});

	it('lets an answer speak of the start all keys share, but not of half a key', () => {
		expect(answer('keys start with sk-proj-')).toBe('keys start with sk-proj-');
		expect(answer(`yours is ${KEY.slice(0, half)}`)).toBe('yours is [key removed]');
		expect(answer(`yours is ${KEY.slice(half)}`)).toBe('yours is [key removed]');
		expect(answer(Buffer.from(KEY).toString('base64'))).toBe('[key removed]');
	});

	it('finds every piece, wherever it stands in whatever text', () => {
		const piece = fc.tuple(fc.nat(KEY.length - 8), fc.nat(12)).map(([from, more]) => KEY.slice(from, from + 8 + more));
		const filler = fc.string({ maxLength: 40 });
		fc.assert(
			fc.property(filler, piece, filler, (before, secret, after) => !holdsPiece(message(before + secret + after), KEY)),
			{ numRuns: 2_000 },
		);
	});

	it('leaves what is shorter than a piece', () => {
		for (let from = 0; from + 7 <= KEY.length; from++)
			expect(message(`(${KEY.slice(from, from + 7)})`)).toBe(`(${KEY.slice(from, from + 7)})`);
	});
});
