import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { resolveModels, type ModelRow } from '../../../nodes/shared/models';
import { readRegistry } from '../../../nodes/shared/registryCredential';
import type { OwnFacts } from '../../../router/registry/facts';
import { NO_LIMITS } from '../../../router/registry/model';

const NOTHING: OwnFacts = { price: null, contextTokens: null, maxOutputTokens: null, capabilities: null, limits: NO_LIMITS };
const CREDENTIAL = {
	providers: ['openai', 'openrouter', 'ollama'],
	openaiApiKey: 'sk-plant-Aa11Bb22Cc33Dd44',
	openrouterApiKey: 'sk-or-Ee55Ff66Gg77Hh88',
	modelFacts: { values: [{ modelId: 'openai/gpt-4o', contextTokens: 4000, inputPrice: 3, outputPrice: 4 }] },
};

function row(slot: number, modelId: string, more: Partial<ModelRow> = {}): ModelRow {
	return { slot, modelId, model: modelId, branch: `Branch ${String(slot)}`, strength: null, enabled: true, facts: NOTHING, ...more };
}

function resolve(rows: readonly ModelRow[], data: unknown = CREDENTIAL) {
	return resolveModels({
		rows,
		registry: readRegistry(data),
		credentialId: 'cred-1',
		credentialName: 'Production',
		catalogue: createCatalogue(),
		atMs: Date.UTC(2026, 10, 1),
	});
}

it('makes a model of a row', () => {
	expect(resolve([row(1, 'openrouter/openai/gpt-4o', { facts: { ...NOTHING, maxOutputTokens: 900 } })]).models).toEqual([
		{
			id: 'openrouter/openai/gpt-4o',
			apiModel: 'openai/gpt-4o',
			slot: 1,
			rank: 0,
			branch: 'Branch 1',
			providerId: 'https://openrouter.ai',
			keyId: expect.stringMatching(/^cred-1\/openrouter#[0-9a-f]{24}$/),
			key: { name: 'the key of OpenRouter in the credential "Production"', isTested: true },
			limitsKey: 'cred-1/openrouter:openai/gpt-4o',
			contextTokens: 128_000,
			maxOutputTokens: 900,
			capabilities: null,
			limits: NO_LIMITS,
			price: {
				tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 2.5, cachedInputUsdPerMTok: null, outputUsdPerMTok: 10 }],
				source: 'catalogue',
			},
		},
	]);
});

it('leaves out rows that are switched off, and moves no other', () => {
	const { models } = resolve([row(1, 'openai/gpt-4o'), row(2, '', { enabled: false }), row(3, 'openai/gpt-4o-mini')]);
	expect(models.map(({ id, slot, rank }) => [id, slot, rank])).toEqual([
		['openai/gpt-4o', 1, 1],
		['openai/gpt-4o-mini', 3, 0],
	]);
});

it('lets the credential know better than the catalogue, and the row than both', () => {
	const own = { inputUsdPerMTok: 9, cachedInputUsdPerMTok: null, outputUsdPerMTok: 9 };
	const [credential] = resolve([row(1, 'openai/gpt-4o')]).models;
	expect(credential).toMatchObject({ contextTokens: 4000, maxOutputTokens: 16_384, price: { source: 'credential' } });
	const [overridden] = resolve([
		row(1, 'openai/gpt-4o', { facts: { ...NOTHING, price: own, contextTokens: 5000, capabilities: [] } }),
	]).models;
	expect(overridden).toMatchObject({ contextTokens: 5000, price: { tiers: [{ fromInputTokens: 0, ...own }], source: 'row' } });
	expect(overridden?.capabilities).toEqual(new Set());
});

it('reaches models of one provider with one key, and never shows it in what names it', () => {
	const { endpoints, models } = resolve([
		row(1, 'openai/gpt-4o'),
		row(2, 'openai/gpt-4o-mini'),
		row(3, 'ollama/llama3', {
			strength: null,
			facts: { ...NOTHING, price: { inputUsdPerMTok: 0, cachedInputUsdPerMTok: null, outputUsdPerMTok: 0 } },
		}),
	]);
	expect([...endpoints].map(([keyId, { apiKey }]) => [keyId, apiKey])).toEqual([
		[expect.stringMatching(/^cred-1\/openai#/), CREDENTIAL.openaiApiKey],
		[expect.stringMatching(/^cred-1\/ollama#/), null],
	]);
	expect(new Set(models.map(({ limitsKey }) => limitsKey)).size).toBe(3);
	expect(JSON.stringify(models)).not.toContain('Aa11Bb22');
});

it('knows a model by another key once its key or base URL was changed, and by the same limits', () => {
	const keyIdOf = (over: object) => resolve([row(1, 'openai/gpt-4o')], { ...CREDENTIAL, ...over }).models[0];
	const before = keyIdOf({});
	expect(keyIdOf({ openrouterApiKey: 'another' })).toEqual(before);
	for (const over of [{ openaiApiKey: 'sk-mended' }, { openaiBaseUrl: 'https://proxy.example/v1' }]) {
		const after = keyIdOf(over);
		expect(after?.keyId).not.toBe(before?.keyId);
		expect(after?.limitsKey).toBe(before?.limitsKey);
	}
});

it('names the row whose provider is not in the credential, even though its key still is', () => {
	const data = { ...CREDENTIAL, groqApiKey: 'gsk-Ii99Jj00' };
	expect(() => resolve([row(1, 'openai/gpt-4o'), row(2, 'groq/llama-3.3-70b-versatile')], data)).toThrow(
		/^Models, row 2: "groq\/llama-3.3-70b-versatile" belongs to a provider that is not in the credential\. .*\(openai, openrouter, ollama\)/,
	);
});

it('names the row whose price is not known while another’s is', () => {
	expect(() => resolve([row(1, 'openai/gpt-4o'), row(2, 'openai/nobody-knows')])).toThrow(/^Models, row 2, Strength: /);
});

it('takes a local model for free beside others, unless somebody says what it costs', () => {
	const rows = (facts: object) => [row(1, 'openai/gpt-4o'), { ...row(2, 'ollama/llama3'), facts: { ...row(2, 'x').facts, ...facts } }];
	const costs = (facts: object) => resolve(rows(facts)).models.map(({ rank, price }) => [rank, price?.tiers[0]?.outputUsdPerMTok]);
	expect(costs({})).toEqual([
		[1, 4],
		[0, 0],
	]);
	expect(costs({ price: { inputUsdPerMTok: 90, cachedInputUsdPerMTok: null, outputUsdPerMTok: 90 } })).toEqual([
		[0, 4],
		[1, 90],
	]);
});

it('asks nothing of a row that is switched off', () => {
	expect(resolve([row(1, 'openai/gpt-4o'), row(2, 'groq/x', { enabled: false })]).models).toHaveLength(1);
	expect(() => resolve([row(1, 'openai/gpt-4o', { enabled: false })])).toThrow(/^Models: has no enabled row/);
});

it.each([
	['openai/nobody', 'openai/knows'],
	['ollama/b', 'ollama/a'],
])('hints that the rows are the order where no price tells %s and %s apart', (one, other) => {
	const { models, hints } = resolve([row(1, one), row(2, other)]);
	expect(models.map(({ rank }) => rank)).toEqual([0, 1]);
	expect(hints).toEqual([expect.stringMatching(/order of the rows/)]);
	expect(resolve([row(1, 'openai/gpt-4o')]).hints).toEqual([]);
});
