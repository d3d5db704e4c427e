import { normalize, dot } from '../../../router/features/vectors';
import { describeContradiction, findContradictions } from '../../../router/strategies/semanticContradictions';

const example = (modelId: string, text: string) => ({ modelId, text });

it('texts equal but for case, spaces and punctuation contradict, whatever their vectors', () => {
	const [a, b] = [example('p/a', 'Where is my INVOICE?'), example('p/b', ' where is my  invoice')];
	expect(findContradictions([a, b], [Float32Array.of(1, 0), Float32Array.of(0, 1)])).toEqual([{ a, b, similarity: 1 }]);
});

it('finds exactly the pairs of two models with a cosine of 0.95 or more, in vectors of any length', () => {
	// Vectors around a few directions, more or less far from them: many pairs lie near the bound.
	let seed = 1;
	const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
	for (const dimensions of [1, 2, 127, 128, 129, 600]) {
		const centres = Array.from({ length: 3 }, () => Float32Array.from({ length: dimensions }, random));
		const vectors = Array.from({ length: 60 }, (_, index) =>
			normalize((centres[index % 3] ?? new Float32Array(0)).map((value) => value + random() * 0.1 * (index % 8))),
		);
		const examples = vectors.map((_, index) => example(`p/${index % 2}`, `text ${index}`));
		const expected = vectors.flatMap((a, i) =>
			vectors.flatMap((b, j) => (j > i && i % 2 !== j % 2 && dot(a, b) >= 0.95 ? [`${i} ${j}`] : [])),
		);
		const found = findContradictions(examples, vectors).map(({ a, b }) => `${a.text.slice(5)} ${b.text.slice(5)}`);
		expect(expected.length).toBeGreaterThan(0);
		expect(found).toEqual(expected);
	}
});

it.each([
	['???', '!!!'],
	['What is C#?', 'What is C++?'],
])('%s and %s are not the same', (a, b) => {
	expect(findContradictions([example('p/a', a), example('p/b', b)], [Float32Array.of(1, 0), Float32Array.of(0, 1)])).toEqual([]);
});

it('is told by where the two were written', () => {
	const goodAt = { ...example('p/b', 'Code!'), from: 'goodAt' } as const;
	const said = (...pair: Parameters<typeof findContradictions>[0]) =>
		findContradictions(pair, [Float32Array.of(1, 0), Float32Array.of(0, 1)])
			.map(describeContradiction)
			.join();
	expect(said(example('p/a', 'code'), goodAt)).toMatch(/^The example "code" of p\/a is the same as Good At "Code!" of p\/b\./);
	expect(said(goodAt, example('p/a', 'code'))).toMatch(/^Good At "Code!" of p\/b is the same as "code" of p\/a\./);
});
