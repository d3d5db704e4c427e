import { selectWords } from '../../../scripts/trainWords/select';

const VECTORS: Readonly<Record<string, readonly number[]>> = {
	new: [1, 0],
	invoice: [0, 1],
	news: [0.6, 0.8],
	invoices: [0.1, 0.99],
	last: [1, 0],
};
const select = (count: number) =>
	selectWords(Object.keys(VECTORS), {
		count,
		encode: async (words) => words.map((word) => Float32Array.from(VECTORS[word] ?? [])),
		say: () => undefined,
	});

it('leaves out a form that means what its base means, and keeps one that does not', async () => {
	expect((await select(10)).map(({ word }) => word)).toEqual(['new', 'invoice', 'news', 'last']);
});

it('takes the first so many', async () => {
	expect((await select(3)).map(({ word }) => word)).toEqual(['new', 'invoice', 'news']);
});
