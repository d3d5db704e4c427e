import { createCatalogue } from '../../../../adapters/catalogue/catalogue';
import { isRetired } from '../../../../adapters/catalogue/retirements';
import { currentPriceList } from '../../../../nodes/LlmRouterFeedback/alert/priceList';

const NOW_MS = Date.UTC(2026, 10, 25);
const list = currentPriceList();

describe('the price list as alerts read it', () => {
	it('knows models by provider and name, at the price of the catalogue', () => {
		const entry = list.lookup('openai/gpt-4o-mini', NOW_MS);
		expect(entry).toEqual({ kind: 'listed', price: createCatalogue().lookup('openai', 'gpt-4o-mini', NOW_MS)?.price, deprecated: false });
		expect(list.date).toBe(createCatalogue().date);
	});

	it('says which are retired', () => {
		const retired = createCatalogue()
			.list('openai', NOW_MS)
			.concat(createCatalogue().list('groq', NOW_MS), createCatalogue().list('gemini', NOW_MS))
			.filter(({ retirement }) => isRetired(retirement, NOW_MS));
		const kinds = (['openai', 'groq', 'gemini'] as const).flatMap((kind) =>
			retired.map(({ apiModel }) => list.lookup(`${kind}/${apiModel}`, NOW_MS)),
		);
		expect(retired.length).toBeGreaterThan(0);
		expect(kinds.filter((entry) => entry.kind === 'listed' && entry.deprecated).length).toBeGreaterThanOrEqual(retired.length);
	});

	it.each([
		['openai/no-such-model', 'gone'],
		['openai/constructor', 'gone'],
		['azure/my-deployment', 'unknown'],
		['ollama/llama', 'unknown'],
		['custom1/anything', 'unknown'],
		['connected/My Model', 'unknown'],
		['nonsense', 'unknown'],
	])('%s is %s', (modelId, kind) => {
		expect(list.lookup(modelId, NOW_MS).kind).toBe(kind);
	});
});
