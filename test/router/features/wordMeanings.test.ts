import { dot } from '../../../router/features/vectors';
import { createDictionary, encodeNumbers } from '../../../router/features/wordDictionary';
import { meaningOf } from '../../../router/features/wordMeanings';
import { readText } from '../../../router/features/wordTraits';

/** "common" points up and is the commonest word; 600 ranks later "left" and "right" point to the sides. */
const filler = Array.from({ length: 600 }, (_, index) => `filler${String(index)}`);
const dictionary = createDictionary({
	version: 'v',
	dimensions: 3,
	words: ['common', ...filler, 'left', 'right'].join(' '),
	values: encodeNumbers([0, 0, 31, ...filler.flatMap(() => [0, 0, 0]), -31, 0, 0, 31, 5, 0]),
});
const meaning = (text: string, rarity: (word: string) => number = () => 1) => meaningOf(readText(text).words, { rarity, dictionary });
const lengthOf = (vector: Float32Array) => Math.sqrt(dot(vector, vector));

it('is that of its only word, whatever its case', () => {
	expect([...meaning('LEFT!')]).toEqual([-1, 0, 0]);
});

it('goes by the rare words', () => {
	const [x = 0, , z = 0] = meaning('common left');
	expect(Math.abs(x)).toBeGreaterThan(20 * z);
});

it('goes by the words that are rare among the examples', () => {
	const [x = 0] = meaning('left right', (word) => (word === 'right' ? 3 : 1));
	expect(x).toBeGreaterThan(0.5);
});

it('is as long as the share of the text it knows', () => {
	expect(lengthOf(meaning('left'))).toBeCloseTo(1, 5);
	expect(lengthOf(meaning('left unbekannt'))).toBeLessThan(0.8);
	expect(lengthOf(meaning('left unbekannt unbekannter'))).toBeLessThan(lengthOf(meaning('left unbekannt')));
});

it.each(['', ' \n', '🙂', '我的包裹在哪里', 'unbekannt', '\u0000', 'filler1'])('is all zero where it knows nothing: %j', (text) => {
	expect([...meaning(text)]).toEqual([0, 0, 0]);
});
