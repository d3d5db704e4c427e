import { cheapestFirst } from '../../../router/registry/cost';
import type { ModelSpec } from '../../../router/registry/model';
import { answerTokensOf } from '../../../router/selection/answerTokens';
import { modelAt, priceOf } from '../../support/routing';

/** One model at two efforts, and another that is a little cheaper per token. */
const sameModel = { limitsKey: 'k/m', price: priceOf(10) };
const low = modelAt(0, { ...sameModel, id: 'p/m#low', settings: { effort: 'low' } });
const high = modelAt(1, { ...sameModel, id: 'p/m#high', settings: { effort: 'high' } });
const other = modelAt(2, { price: priceOf(6) });
const models = [low, high, other];

const lengthsOf =
	(known: Readonly<Record<string, number>>) =>
	({ id }: ModelSpec): number | null =>
		known[id] ?? null;
const needs = { inputTokens: 10, roomTokens: 1_000, vision: false, tools: false, jsonSchema: false };
const orderWith = (known: Readonly<Record<string, number>>) =>
	cheapestFirst(models, { ...needs, answerTokens: answerTokensOf(models, 1_000, lengthsOf(known)) }).map(({ id }) => id);

describe('rows of one model', () => {
	it('cost in proportion to how long the answers of each have been', () => {
		const known = { [low.id]: 50, [high.id]: 500, [other.id]: 7 };
		expect([...answerTokensOf(models, 1_000, lengthsOf(known))]).toEqual([
			[low.id, 100],
			[high.id, 1_000],
		]);
		expect(orderWith(known)).toEqual([low.id, other.id, high.id]);
	});

	it('cost the same, in the order of their strength, until the lengths of all of them are known', () => {
		expect(answerTokensOf(models, 1_000, lengthsOf({ [low.id]: 50, [other.id]: 7 })).size).toBe(0);
		expect(orderWith({ [low.id]: 50 })).toEqual([other.id, low.id, high.id]);
	});

	it('stay within what the longest of them is kept free, even where no answer had a token', () => {
		expect([...answerTokensOf(models, 1_000, lengthsOf({ [low.id]: 0, [high.id]: 0 })).values()]).toEqual([0, 0]);
		const limited = { ...low, settings: { effort: 'low', maxOutputTokens: 200 } } as const;
		expect(answerTokensOf([limited, high], 1_000, lengthsOf({ [low.id]: 500, [high.id]: 500 })).get(low.id)).toBe(200);
	});

	it('change nothing for a model that has one row', () => {
		expect(answerTokensOf([low, other], 1_000, lengthsOf({ [low.id]: 1, [other.id]: 1 })).size).toBe(0);
	});
});
