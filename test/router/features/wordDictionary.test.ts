import { createDictionary, encodeNumbers } from '../../../router/features/wordDictionary';

const dictionary = createDictionary({ version: 'v', dimensions: 2, words: 'the bill', values: encodeNumbers([-31, 31, 0, 7]) });

it('finds a word with its rank and its own numbers', () => {
	expect(dictionary.lookUp('the')).toEqual({ rank: 0, vector: Int8Array.of(-31, 31) });
	expect(dictionary.lookUp('bill')).toEqual({ rank: 1, vector: Int8Array.of(0, 7) });
});

it('finds the base of a form', () => {
	expect(dictionary.lookUp('bills')).toEqual(dictionary.lookUp('bill'));
});

it.each(['', 'then', 'constructor', '__proto__', 'the bill'])('does not know %j', (word) => {
	expect(dictionary.lookUp(word)).toBeNull();
});
