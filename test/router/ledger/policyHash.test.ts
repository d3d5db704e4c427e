import { policyHash, type PolicyFacts } from '../../../router/ledger/policyHash';
import type { Price } from '../../../router/registry/model';

const price: Price = {
	tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 1, cachedInputUsdPerMTok: null, outputUsdPerMTok: 2 }],
	source: 'catalogue',
};
const facts: PolicyFacts = {
	strategy: 'rules',
	settings: { rules: [{ when: 'code', model: 'a' }], otherwise: { model: 'b', note: undefined } },
	threshold: 0.7,
	acceptFrom: 0.5,
	models: [
		{ id: 'a', rank: 0, price },
		{ id: 'b', rank: 1, price: null },
	],
	checks: [
		{ name: 'notEmpty', severity: 'must_pass', settings: null },
		{ name: 'notCutOff', severity: 'must_pass', settings: null },
	],
	weightsVersion: null,
};

describe('policyHash', () => {
	it('never changes between releases: history is compared by it', () => {
		expect(policyHash(facts)).toBe('573ca855daa578151932e5f5bcaac89c761e00b536ab57e6f40f14c68d0c794c');
	});

	it.each<[string, PolicyFacts]>([
		['order of keys', { ...facts, settings: { otherwise: { model: 'b' }, rules: [{ model: 'a', when: 'code' }] } }],
		['order of rows', { ...facts, models: [...facts.models].reverse() }],
		['order of checks', { ...facts, checks: [...facts.checks].reverse() }],
		[
			'source of a price',
			{ ...facts, models: facts.models.map((model) => ({ ...model, price: model.price && { ...model.price, source: 'row' } })) },
		],
		['other things on a model', { ...facts, models: facts.models.map((model) => ({ ...model, keyId: 'key', branch: 'Cheap' })) }],
	])('is the same whatever the %s', (_, same) => {
		expect(policyHash(same)).toBe(policyHash(facts));
	});

	it.each<[string, Partial<PolicyFacts>]>([
		['strategy', { strategy: 'classifier' }],
		['settings', { settings: {} }],
		['threshold', { threshold: 0.71 }],
		['threshold that is missing', { threshold: null }],
		['acceptance', { acceptFrom: 0.6 }],
		['model left out', { models: facts.models.slice(1) }],
		['rank', { models: facts.models.map((model) => ({ ...model, rank: 1 - model.rank })) }],
		['price', { models: facts.models.map((model) => ({ ...model, price: null })) }],
		['check', { checks: [] }],
		['severity of a check', { checks: facts.checks.map((check) => ({ ...check, severity: 'counts' })) }],
		['weights', { weightsVersion: '2' }],
	])('changes with the %s', (_, change) => {
		expect(policyHash({ ...facts, ...change })).not.toBe(policyHash(facts));
	});

	it('tells the order of rules apart', () => {
		expect(policyHash({ ...facts, settings: ['a', 'b'] })).not.toBe(policyHash({ ...facts, settings: ['b', 'a'] }));
	});

	const cycle: { self?: unknown } = {};
	cycle.self = cycle;
	it.each([
		['Map', { at: new Map([['a', 1]]) }],
		['Set', { at: new Set([1]) }],
		['NaN', { at: Number.NaN }],
		['function', { at: () => 1 }],
		['bigint', { at: 1n }],
		['date', { at: new Date(0) }],
		['undefined in a list', { at: [undefined] }],
		['cycle', { at: cycle }],
	])('refuses a %s, naming where it is', (_, settings) => {
		expect(() => policyHash({ ...facts, settings })).toThrow(/policy\.settings\.at.* is not plain JSON/);
	});
});
