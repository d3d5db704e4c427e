import fc from 'fast-check';

import { createRedactor } from '../../../router/calls/redact';
import { createStreamRedactor } from '../../../router/calls/redactStream';

const KEY = 'sk-ant-Zx81+qL/93hTyUw==Vb7';
const { answer } = createRedactor([KEY]);

function inPieces(text: string, cuts: readonly number[]): string[] {
	const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
	return places.slice(1).map((to, index) => text.slice(places[index], to));
}

function shown(pieces: readonly string[]): string[] {
	const stream = createStreamRedactor(answer);
	return [...pieces.map((piece) => stream.push(piece)), stream.flush()];
}

describe('a streamed text without keys', () => {
	const words = fc.constantFrom(
		KEY,
		encodeURIComponent(KEY),
		Buffer.from(KEY).toString('base64'),
		'word',
		' ',
		'\n',
		'你好',
		'🔑',
		`${KEY}'s`,
	);

	it('is the whole text without keys, wherever it is cut', () => {
		fc.assert(
			fc.property(fc.array(words, { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 12 }), (parts, places) => {
				const text = parts.join('');
				const pieces = inPieces(
					text,
					places.map((place) => Math.min(place, text.length)),
				);
				expect(shown(pieces).join('')).toBe(answer(text));
			}),
		);
	});

	it('shows no half of a key while the other is to come', () => {
		expect(shown(['it is ', KEY.slice(0, 12), KEY.slice(12), ' indeed'])).toEqual(['it is ', '', '', '[key removed] ', 'indeed']);
	});

	it('finds a key that is wrapped', () => {
		expect(shown([`it is ${KEY.slice(0, 12)}\n`, `${KEY.slice(12)} indeed`]).join('')).toBe('it is [key removed] indeed');
	});

	it('keeps no more than a word back, and of a script without spaces nothing', () => {
		expect(shown(['Hello wor', 'ld, you', '你好', '吗?'])).toEqual(['Hello ', 'world, ', 'you你好', '吗', '?']);
	});
});
