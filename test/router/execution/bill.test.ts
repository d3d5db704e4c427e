import type { CallResult, StatedBill, Usage } from '../../../router/calls/client';
import { billOf, type OwnCount } from '../../../router/execution/bill';
import { answers, failureOf, modelAt, priceOf } from '../../support/routing';

/** 1 USD a million tokens in, 2 out; holds 1,000 tokens and answers with 100. */
const model = modelAt(0, { price: priceOf(1, 2), contextTokens: 1_000, maxOutputTokens: 100 });
const OWN: OwnCount = { model, inputTokens: 100, wordTokens: 100, outputTokens: () => 10, outputChars: 40, wrote: true };

const tokens = (inputTokens: number, outputTokens: number): Usage => ({ inputTokens, outputTokens, cachedInputTokens: 0 });
/** By the price list 120,000 nano-USD. */
const USUAL = tokens(100, 10);

function answered(usage: Usage | null, stated?: Partial<StatedBill>): CallResult {
	return answers('x', { usage, ...(stated && { stated: { costNanoUsd: null, impossible: false, ...stated } }) });
}

function failed(usage: Usage | null, billed: boolean, costNanoUsd: number | null = null): CallResult {
	return { ok: false, failure: failureOf('truncated', { billed }), usage, stated: { costNanoUsd, impossible: false }, limits: null };
}

const ESTIMATE = { usage: USUAL, costNanoUsd: 120_000, basis: 'estimated' };
const UNBELIEVED = { bill: ESTIMATE, doubts: [{ model, what: 'tokens' }] };

describe('tokens that a provider reports', () => {
	it.each<[string, Usage, Partial<OwnCount>]>([
		['what it usually does', USUAL, {}],
		['ten times the window', tokens(10_000, 10), {}],
		['ten times the longest answer', tokens(100, 1_000), {}],
		['a tenth of a token for each character', tokens(100, 4), { outputTokens: () => 41 }],
		['a tenth of our count of the answer', tokens(100, 4), { outputChars: 999, outputTokens: () => 40 }],
		['nothing for an answer without text', tokens(100, 0), { wrote: false }],
		['a hundredth of a long prompt: the rest was cached', tokens(7, 10), { wordTokens: 700 }],
		['a tenth of a prompt, where it counts fewer tokens than a chat takes', tokens(6, 10), { wordTokens: 60 }],
		['more than the longest window there is, of a model we know nothing of', tokens(20_000_000, 20_000_000), { model: modelAt(0) }],
		['an answer of ten windows, where only that is known', tokens(100, 10_000), { model: { ...model, maxOutputTokens: null } }],
	])('are believed: %s', (_, usage, own) => {
		expect(billOf(answered(usage), { ...OWN, ...own })).toMatchObject({ bill: { usage, basis: 'reported' }, doubts: [] });
	});

	it.each<[string, Usage, Partial<OwnCount>]>([
		['none for the prompt', tokens(0, 10), { wordTokens: 0 }],
		['more than ten times the window', tokens(10_001, 10), {}],
		['more than ten times the longest answer', tokens(100, 1_001), {}],
		['none for a text', tokens(100, 0), { outputChars: 0 }],
		['too few for the text, in characters and by our count', tokens(100, 3), { outputTokens: () => 31 }],
		['less than a hundredth of the prompt', tokens(7, 10), { wordTokens: 701 }],
		['less than a tenth of it, and fewer than a chat takes', tokens(6, 10), { wordTokens: 61 }],
		['beyond any window there is', tokens(20_000_001, 10), { model: modelAt(0) }],
		['an answer beyond ten windows, where only that is known', tokens(100, 10_001), { model: { ...model, maxOutputTokens: null } }],
	])('are not believed, and the estimate counts: %s', (_, usage, over) => {
		const own = { ...OWN, ...over };
		const { bill, doubts } = billOf(answered(usage), own);
		expect(doubts).toEqual([{ model: own.model, what: 'tokens' }]);
		expect(bill).toMatchObject({ usage: tokens(100, own.outputTokens()), basis: 'estimated' });
	});

	it('need no count of the answer where its length is enough', () => {
		const never = () => {
			throw new Error('it was counted');
		};
		expect(billOf(answered(USUAL), { ...OWN, outputTokens: never }).doubts).toEqual([]);
	});

	it('that none can count are doubted, and those that are missing are only estimated', () => {
		expect(billOf(answered(null, { impossible: true }), OWN)).toEqual(UNBELIEVED);
		expect(billOf(answered(null, {}), OWN)).toEqual({ bill: ESTIMATE, doubts: [] });
		expect(billOf(answered(null), OWN)).toEqual({ bill: ESTIMATE, doubts: [] });
	});

	it('are doubted no more where others were believed', () => {
		expect(billOf(answered(USUAL, { impossible: true }), OWN).doubts).toEqual([]);
	});
});

describe('a bill that a provider states', () => {
	const billed = (costNanoUsd: number, own: Partial<OwnCount> = {}) => billOf(answered(USUAL, { costNanoUsd }), { ...OWN, ...own });
	const unpriced = { ...model, price: null };

	it('counts before the price list, which stands beside it', () => {
		expect(billed(77_000)).toEqual({
			bill: { usage: USUAL, costNanoUsd: 77_000, listCostNanoUsd: 120_000, basis: 'billed' },
			doubts: [],
		});
		expect(billed(77_000, { model: unpriced })).toEqual({ bill: { usage: USUAL, costNanoUsd: 77_000, basis: 'billed' }, doubts: [] });
	});

	it.each<[string, number, Partial<OwnCount>]>([
		['ten times the dearest call there can be', 12_000_000, {}],
		['a hundredth of the list price', 1_200, {}],
		['nothing for nothing', 0, { wrote: false }],
		['anything where the price is not known', 1e12, { model: unpriced }],
		['anything where the list says it is free', 5, { model: { ...model, price: priceOf(0) } }],
	])('is believed: %s', (_, costNanoUsd, own) => {
		expect(billed(costNanoUsd, own)).toMatchObject({ bill: { costNanoUsd, basis: 'billed' }, doubts: [] });
	});

	it.each<[string, number, Partial<OwnCount>]>([
		['more than ten times the dearest call there can be', 12_000_001, {}],
		['less than a hundredth of the list price for a text', 1_199, {}],
		['nothing for a text', 0, {}],
		['more than a thousand USD', 1e12 + 1, { model: unpriced }],
	])('is not believed, and the tokens count: %s', (_, costNanoUsd, own) => {
		const { bill, doubts } = billed(costNanoUsd, own);
		expect(bill).toEqual({ usage: USUAL, costNanoUsd: own.model === unpriced ? null : 120_000, basis: 'reported' });
		expect(doubts).toEqual([{ model: own.model ?? model, what: 'cost' }]);
	});

	it('is not helped by tokens that are not believed: both are doubted', () => {
		const { bill, doubts } = billOf(answered(tokens(0, 0), { costNanoUsd: 0 }), OWN);
		expect(bill).toEqual(ESTIMATE);
		expect(doubts.map(({ what }) => what)).toEqual(['tokens', 'cost']);
	});
});

describe('a failure', () => {
	it('that is not billed has no bill, and nothing of it is doubted', () => {
		expect(billOf(failed(tokens(0, 0), false, 5), OWN)).toEqual({ bill: null, doubts: [] });
	});

	it('is billed as reported, as stated, or for nobody knows what', () => {
		const own = { ...OWN, outputChars: 0, wrote: false };
		expect(billOf(failed(tokens(100, 0), true), own).bill).toEqual({ usage: tokens(100, 0), costNanoUsd: 100_000, basis: 'reported' });
		expect(billOf(failed(null, true, 9), own).bill).toEqual({ usage: null, costNanoUsd: 9, basis: 'billed' });
		expect(billOf(failed(null, true), own)).toEqual({ bill: { usage: null, costNanoUsd: null, basis: 'unknown' }, doubts: [] });
	});
});

it('an embedding that failed before it was sent has none', () => {
	expect(billOf({ ok: false, failure: failureOf('connection') }, OWN)).toEqual({ bill: null, doubts: [] });
});
