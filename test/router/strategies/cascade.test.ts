import type { ModelSpec } from '../../../router/registry/model';
import { createCascadeStrategy } from '../../../router/strategies/cascade';
import { analyzed } from '../../support/requests';
import { fails, modelAt, priceOf } from '../../support/routing';

const call = { complete: async () => fails('bad_request'), embed: async () => ({ ok: true, vectors: [], usage: null }) as const };
const start = async (models: readonly ModelSpec[]) => {
	const ranking = await createCascadeStrategy().rank({
		request: analyzed('Why?'),
		models,
		threshold: 0.5,
		call,
		random: () => 0,
		nowMs: 0,
	});
	return ranking.kind === 'choice' ? ranking.modelId : null;
};

describe('a cascade starts at', () => {
	it.each([2, 3, 10])('the cheapest of %i models, whatever their order and strength', async (count) => {
		const models = Array.from({ length: count }, (_, rank) => modelAt(rank, { price: priceOf(rank === count - 1 ? 0.01 : 5 + rank) }));
		expect(await start(models)).toBe(modelAt(count - 1).id);
		expect(await start([...models].reverse())).toBe(modelAt(count - 1).id);
	});

	it('the cheapest for this request: a dear input price counts little for a short prompt', async () => {
		expect(await start([modelAt(0, { price: priceOf(1, 50) }), modelAt(1, { price: priceOf(30, 2) })])).toBe(modelAt(1).id);
	});

	it('the weakest of equally priced ones, and where a price is unknown', async () => {
		expect(await start([modelAt(2, { price: priceOf(1) }), modelAt(1, { price: priceOf(1) })])).toBe(modelAt(1).id);
		expect(await start([modelAt(2, { price: priceOf(0.1) }), modelAt(1, { price: null }), modelAt(0, { price: priceOf(9) })])).toBe(
			modelAt(0).id,
		);
	});
});
