import { createLexicalEmbedder } from '../../../router/features/lexicalEmbedder';
import { dot } from '../../../router/features/vectors';
import { readTraits } from '../../../router/features/wordTraits';
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

it('the same text gives the same vector, of length 1; nothing to read gives all zero', async () => {
	expect(await alike('one two', 'one two')).toBeCloseTo(1, 5);
	expect(await alike('', '')).toBe(0);
	expect(await alike(' \n\t ', 'one')).toBe(0);
});

describe('hostile text', () => {
	it.each(['a', ' ', '.', '{', 'é', '漢', '\u0301', '1'])('64 KB of %j is read in few traits', (character) => {
		expect(readTraits(character.repeat(65_536)).size).toBeLessThan(100);
	});

	it('words that are names of object properties are words', async () => {
		expect(await alike('constructor __proto__', 'toString valueOf')).toBeLessThan(0.5);
	});
});
