import fc from 'fast-check';

import { createRedactor } from '../../../router/calls/redact';

const KEY = 'sk-proj-Zx81+qL/93hTyUw==Vb7';
const { message, answer } = createRedactor([KEY, null]);
const half = KEY.length / 2;

/** No 8 characters in a row of `secret` are left. */
function holdsPiece(text: string, secret: string): boolean {
	return [...secret].some((_, i) => i + 8 <= secret.length && text.includes(secret.slice(i, i + 8)));
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
