import { createLexicalEmbedder } from '../../../router/features/lexicalEmbedder';
import { dot } from '../../../router/features/vectors';
import type { Dictionary } from '../../../router/features/wordDictionary';
import { shippedDictionary } from '../../../router/features/wordTable';
import { readText } from '../../../router/features/wordTraits';
import { noCall } from '../../support/embeddings';

const EXAMPLES = [
	'Where is my invoice?',
	'The parcel arrived broken',
	'Translate this into German',
	'Meine Rechnung ist falsch',
	'我的包裹在哪里',
];

async function alike(a: string, b: string, examples: readonly string[] = EXAMPLES): Promise<number> {
	const embedded = await createLexicalEmbedder({ examples }).embed([a, b], 'prompt', noCall);
	const [x, y] = embedded.ok ? embedded.vectors : [];
	if (x === undefined || y === undefined) throw new Error('no vectors');
	return dot(x, y);
}

async function vectorOf(text: string, words?: Dictionary): Promise<Float32Array> {
	const options = words === undefined ? {} : { dictionary: async () => words };
	const embedded = await createLexicalEmbedder({ examples: EXAMPLES, ...options }).embed([text], 'prompt', noCall);
	const [vector] = embedded.ok ? embedded.vectors : [];
	if (vector === undefined) throw new Error('no vector');
	return vector;
}

describe('texts are alike', () => {
	it('fully, where only case, accents and spaces differ', async () => {
		expect(await alike('Où est  ma FACTURE', 'ou est ma facture')).toBeCloseTo(1, 5);
	});

	it.each([
		['a typo', 'invoce', 'invoice', 'parrot'],
		['an ending', 'translating sentences', 'translate a sentence', 'swallow a tablet'],
		['a topic in other words', 'I want a refund', 'the bill was paid', 'the dragon was asleep'],
		['a topic in another language', 'Rechnung', 'receipts', 'giraffes'],
		['a phrase without spaces', '包裹到了吗', '我的包裹', '天空是蓝色'],
	])('more, by %s', async (_, text, near, far) => {
		expect(await alike(text, near)).toBeGreaterThan((await alike(text, far)) + 0.04);
	});

	it('less, by what all examples have', async () => {
		const common = ['acme zebra', 'acme tiger', 'acme lion', 'acme hippo'];
		expect(await alike('acme zebra', 'acme lion', common)).toBeLessThan(
			await alike('acme zebra', 'acme lion', ['acme zebra', 'tiger', 'lion', 'hippo']),
		);
	});
});

describe('beside the words, what English words are about', () => {
	it.each([
		['My shoes hurt', 'These boots are too tight', 'The song is too long'],
		['the tap is dripping', 'water leaks from the sink', 'the painting sold yesterday'],
		['who feeds the dog', 'a puppy eats twice', 'the train leaves at noon'],
	])('brings %j near %j, which shares no word with it', async (text, near, far) => {
		expect(await alike(text, near)).toBeGreaterThan((await alike(text, far)) + 0.1);
	});

	it.each(['Мой заказ сломан', '我的包裹在哪里', 'αυτό είναι χαλασμένο'])('changes nothing in another script: %j', async (text) => {
		const none = { version: 'none', dimensions: 0, lookUp: () => null };
		const [withWords, alone] = await Promise.all([vectorOf(text), vectorOf(text, none)]);
		expect([...withWords.subarray(0, alone.length)]).toEqual([...alone]);
		expect(withWords.subarray(alone.length).every((value) => value === 0)).toBe(true);
	});

	it('has the version of the word table in its id, which is part of the policy hash', () => {
		expect(createLexicalEmbedder({ examples: [] }).id).toContain(`/${shippedDictionary().version}`);
	});
});

it.each(['', ' ', '🙂', '\ud800', '�', '\u0000', '123', 'a', '漢', 'x'.repeat(10_000)])(
	'%j gives numbers and length 1 or 0',
	async (text) => {
		const vector = await vectorOf(text);
		expect(vector.every(Number.isFinite)).toBe(true);
		const length = dot(vector, vector);
		expect(Math.min(Math.abs(length), Math.abs(length - 1))).toBeLessThan(1e-5);
	},
);

it('the same text gives the same vector, of length 1; nothing to read gives all zero', async () => {
	expect(await alike('one two', 'one two')).toBeCloseTo(1, 5);
	expect(await alike('', '')).toBe(0);
	expect(await alike(' \n\t ', 'one')).toBe(0);
});

describe('hostile text', () => {
	it.each(['a', ' ', '.', '{', 'é', '漢', '\u0301', '1'])('64 KB of %j is read in few traits', (character) => {
		expect(readText(character.repeat(65_536)).traits.size).toBeLessThan(100);
	});

	it('words that are names of object properties are words', async () => {
		expect(await alike('constructor __proto__', 'toString valueOf')).toBeLessThan(0.5);
	});
});
