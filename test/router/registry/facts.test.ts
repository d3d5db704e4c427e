import { mergeFacts, type CatalogueFacts, type OwnFacts } from '../../../router/registry/facts';
import { NO_LIMITS } from '../../../router/registry/model';

const nothing: OwnFacts = { price: null, contextTokens: null, maxOutputTokens: null, capabilities: null, limits: NO_LIMITS };
const catalogue: CatalogueFacts = {
	price: { tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 1, cachedInputUsdPerMTok: 0.1, outputUsdPerMTok: 2 }], source: 'catalogue' },
	contextTokens: 1000,
	maxOutputTokens: 100,
	capabilities: new Set(['vision']),
};

it('takes the catalogue where nobody says otherwise', () => {
	expect(mergeFacts(nothing, null, catalogue)).toEqual({ ...catalogue, limits: NO_LIMITS });
});

it('lets the row win over the credential, and the credential over the catalogue, field by field', () => {
	const credential: OwnFacts = {
		...nothing,
		contextTokens: 2000,
		maxOutputTokens: 200,
		capabilities: ['tools'],
		limits: { ...NO_LIMITS, requestsPerMinute: 500, tokensPerMinute: 9_000 },
	};
	const merged = mergeFacts({ ...nothing, contextTokens: 3000, limits: { ...NO_LIMITS, requestsPerMinute: 60 } }, credential, catalogue);
	expect(merged).toEqual({
		price: catalogue.price,
		contextTokens: 3000,
		maxOutputTokens: 200,
		capabilities: new Set(['tools']),
		limits: { requestsPerMinute: 60, tokensPerMinute: 9_000, parallel: null },
	});
});

it('takes a price whole from one source: cached input is not borrowed from the catalogue', () => {
	const row: OwnFacts = { ...nothing, price: { inputUsdPerMTok: 5, cachedInputUsdPerMTok: null, outputUsdPerMTok: 6 } };
	expect(mergeFacts(row, null, catalogue).price).toEqual({
		tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 5, cachedInputUsdPerMTok: null, outputUsdPerMTok: 6 }],
		source: 'row',
	});
});

it('says where a price is from', () => {
	const own: OwnFacts = { ...nothing, price: { inputUsdPerMTok: 0, cachedInputUsdPerMTok: null, outputUsdPerMTok: 0 } };
	expect(mergeFacts(nothing, own, catalogue).price?.source).toBe('credential');
	expect(mergeFacts(own, own, catalogue).price?.source).toBe('row');
});

it('believes a row that says the model can do nothing special', () => {
	expect(mergeFacts({ ...nothing, capabilities: [] }, null, catalogue).capabilities).toEqual(new Set());
});

it('leaves unknown what nobody knows', () => {
	expect(mergeFacts(nothing, null, null)).toEqual({
		price: null,
		contextTokens: null,
		maxOutputTokens: null,
		capabilities: null,
		limits: NO_LIMITS,
	});
});
