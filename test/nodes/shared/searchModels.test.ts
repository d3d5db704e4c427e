import type { ServerResponse } from 'node:http';

import { getModelChoices, searchEmbeddingModels, searchModels } from '../../../nodes/shared/searchModels';
import { searchAutoTuneJudges, searchJudgeModels } from '../../../nodes/shared/searchJudgeModels';
import { STRONGEST_JUDGE } from '../../../nodes/RouteLlmRequest/description/autoTune';
import { json, serve, type TestServer } from '../../support/httpServer';
import { requestHelper } from '../../support/requestHelper';

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const servers: TestServer[] = [];

afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function server(answer: (response: ServerResponse) => void): Promise<TestServer> {
	const started = await serve(answer);
	servers.push(started);
	return started;
}

const listing =
	(...ids: string[]) =>
	(response: ServerResponse) =>
		json(response, 200, { object: 'list', data: ids.map((id) => ({ id })) });

const inPanel = (values: Readonly<Record<string, unknown>>) => (name: string) => values[name];

async function search(
	credential: object,
	filter?: string,
	token?: string,
	panel: Readonly<Record<string, unknown>> = { modelsFrom: 'registry' },
) {
	return searchModels.call(
		{
			getNode: () => ({}),
			getCredentials: async () => credential,
			helpers: { httpRequest: requestHelper },
			getCurrentNodeParameter: inPanel(panel),
		},
		filter,
		token,
	);
}

const openaiAt = ({ url }: TestServer) => ({ providers: ['openai'], openaiApiKey: 'sk-one', openaiBaseUrl: url });

it('shows the provider’s own list with price and window', async () => {
	const credential = openaiAt(await server(listing('gpt-5.6-luna', 'brand-new')));
	const { results } = await search(credential);
	expect(results).toEqual([
		{ name: 'brand-new', value: 'openai/brand-new', description: 'price unknown · window unknown' },
		{
			name: 'gpt-5.6-luna · $0.2 / $1.2 · 1M',
			value: 'openai/gpt-5.6-luna',
			description: matching(/^\$0\.2 in, \$1\.2 out per 1M tokens \(list of 20\d\d-\d\d-\d\d\) · 1050k window$/),
		},
	]);
});

it('shows what OpenRouter’s and Together’s own lists say of price and window', async () => {
	const [openrouter, together] = await Promise.all([
		server((response) =>
			json(response, 200, {
				data: [
					{ id: 'maker/new', pricing: { prompt: '0.00000025', completion: '0.000002' }, context_length: 400_000 },
					{ id: 'maker/new:free', pricing: { prompt: '0', completion: '0' }, context_length: 32_000 },
					{ id: 'openrouter/auto', pricing: { prompt: '-1', completion: '-1' }, context_length: 2_000_000 },
				],
			}),
		),
		server((response) => json(response, 200, [{ id: 'maker/New', pricing: { input: 0.15, output: 0.6 }, context_length: 131_072 }])),
	]);
	const { results } = await search({
		providers: ['openrouter', 'together'],
		openrouterApiKey: 'o',
		openrouterBaseUrl: openrouter.url,
		togetherApiKey: 't',
		togetherBaseUrl: together.url,
	});
	expect(results.map(({ name }) => name)).toEqual([
		'OpenRouter: maker/new · $0.25 / $2 · 400k',
		'OpenRouter: maker/new:free · free · 32k',
		'OpenRouter: openrouter/auto · 2M',
		'Together: maker/New · $0.15 / $0.6 · 131k',
	]);
	expect(results.map(({ value, description }) => [value, description])).toEqual([
		['openrouter/maker/new', '$0.25 in, $2 out per 1M tokens · 400k window'],
		['openrouter/maker/new:free', 'free · 32k window'],
		['openrouter/openrouter/auto', 'price unknown · 2000k window'],
		['together/maker/New', '$0.15 in, $0.6 out per 1M tokens · 131k window'],
	]);
});

it('says which are retired, and offers them no more where only the catalogue is known', async () => {
	const groqAt = ({ url }: TestServer) => ({ providers: ['groq'], groqApiKey: 'g', groqBaseUrl: url });
	const { results } = await search(groqAt(await server(listing('llama-3.1-8b-instant', 'openai/gpt-oss-20b'))));
	expect(results.map(({ name }) => name)).toEqual([
		matching(/^llama-3\.1-8b-instant · \$.* · retired$/),
		matching(/^openai\/gpt-oss-20b · \$/),
	]);
	expect(results[0]).toMatchObject({
		value: 'groq/llama-3.1-8b-instant',
		description: matching(/was retired on 2026-08-16; use openai\/gpt-oss-20b instead$/),
	});
	const known = await search(groqAt(await server((response) => json(response, 500, {}))));
	expect(known.results.map(({ value }) => value)).toContain('groq/openai/gpt-oss-20b');
	expect(known.results.map(({ value }) => value)).not.toContain('groq/llama-3.1-8b-instant');
});

it('says until when, where the provider’s list does', async () => {
	const credential = openaiAt(
		await server((response) => json(response, 200, { data: [{ id: 'brand-new', shutdown_date: '2099-01-01' }] })),
	);
	expect((await search(credential)).results).toMatchObject([
		{ name: 'brand-new · until 2099-01-01', value: 'openai/brand-new', description: matching(/will be retired on 2099-01-01$/) },
	]);
});

it('shows the price of the model behind a deployment', async () => {
	const azure = await server((response) => json(response, 200, { data: [{ id: 'mine', model: 'gpt-4o' }] }));
	const { results } = await search({ providers: ['azure'], azureApiKey: 'a', azureBaseUrl: azure.url });
	expect(results).toMatchObject([{ value: 'azure/mine', description: matching(/^\$2\.5 in, \$10 out/) }]);
});

it('asks with the provider’s key, once', async () => {
	const own = await server(listing('gpt-4o'));
	await search(openaiAt(own));
	expect(own.journal.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
		['GET', '/v1/models', 'Bearer sk-one'],
	]);
});

it('loses no model to an odd row, and shows no key that stands in a name', async () => {
	const key = 'sk-one-0123456789abcdef';
	const rows = [
		{ id: 'first' },
		null,
		{ id: null },
		{ id: 7 },
		'text',
		{},
		{ id: '' },
		{ id: `mine-${key}-\u200b${key.toUpperCase()}` },
		{ id: 'last' },
	];
	const odd = await server((response) => json(response, 200, { object: 'list', data: rows }));
	const { results } = await search({ providers: ['custom1'], custom1ApiKey: key, custom1BaseUrl: odd.url });
	expect(results.map(({ value }) => value)).toEqual(['custom1/first', 'custom1/last', 'custom1/mine-[key removed]-\u200b[key removed]']);
	const bare = await server((response) => json(response, 200, [null, { id: 'only' }]));
	expect((await search({ providers: ['custom1'], custom1BaseUrl: bare.url })).results.map(({ value }) => value)).toEqual(['custom1/only']);
});

it('leaves out what is no chat model, and names no model twice', async () => {
	const names = [
		'gpt-4o',
		'gpt-4o',
		'text-embedding-3-small',
		'whisper-1',
		'tts-1-hd',
		'dall-e-3',
		'omni-moderation-latest',
		'gpt-4o-audio-preview',
		'gpt-image-1',
		'sora-2',
		'babbage-002',
	];
	const { results } = await search(openaiAt(await server(listing(...names))));
	expect(results.map(({ value }) => value)).toEqual(['openai/gpt-4o']);
});

it('reads a bare array, as Together answers, and names as Gemini gives them', async () => {
	const together = await server((response) => json(response, 200, [{ id: 'org/Model-7B' }]));
	const gemini = await server(listing('models/gemini-2.5-pro'));
	const credential = {
		providers: ['together', 'gemini'],
		togetherApiKey: 't',
		togetherBaseUrl: together.url,
		geminiApiKey: 'g',
		geminiBaseUrl: gemini.url,
	};
	expect((await search(credential)).results.map(({ value }) => value)).toEqual(['gemini/gemini-2.5-pro', 'together/org/Model-7B']);
});

it.each<[string, (response: ServerResponse) => void]>([
	['an error', (response) => json(response, 401, { data: [{ id: 'not-a-model' }] })],
	['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
	['something else', (response) => json(response, 200, { models: 3 })],
	['a hang-up', (response) => response.destroy()],
	[
		'more than 10 MB',
		(response) =>
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: [{ id: 'x'.repeat(11 * 2 ** 20) }] })),
	],
])('falls back to the catalogue when a list answers with %s, the other providers untouched', async (_, answer) => {
	const [broken, fine] = await Promise.all([server(answer), server(listing('my-model'))]);
	const { results } = await search({ ...openaiAt(broken), providers: ['openai', 'custom1'], custom1BaseUrl: fine.url }, '');
	const values = results.map(({ value }) => String(value));
	expect(values).toContain('openai/gpt-4o-mini');
	expect(values).not.toContain('openai/not-a-model');
	expect(
		(await search({ providers: ['openai', 'custom1'], openaiApiKey: 'k', openaiBaseUrl: broken.url, custom1BaseUrl: fine.url }, 'my-model'))
			.results,
	).toHaveLength(1);
});

it('hides none of the names people give themselves, and invents no deployment', async () => {
	const azure = await server(listing('image-support', 'tts'));
	const credential = { providers: ['azure'], azureApiKey: 'a', azureBaseUrl: azure.url };
	expect((await search(credential)).results.map(({ value }) => value)).toEqual(['azure/image-support', 'azure/tts']);
	const broken = await server((response) => json(response, 404, {}));
	expect((await search({ ...credential, azureBaseUrl: broken.url })).results).toEqual([]);
});

it('follows no redirect', async () => {
	const elsewhere = await server(listing('stolen'));
	const redirecting = await server((response) => response.writeHead(307, { location: elsewhere.url }).end());
	const { results } = await search(openaiAt(redirecting));
	expect(results.some(({ value }) => String(value).includes('stolen'))).toBe(false);
	expect(elsewhere.journal).toEqual([]);
});

it('finds by every word of the filter, whatever the case', async () => {
	const credential = openaiAt(await server(listing('gpt-4o-mini', 'gpt-4o', 'o3-mini')));
	const found = async (filter: string) => (await search(credential, filter)).results.map(({ value }) => value);
	expect(await found('MINI gpt')).toEqual(['openai/gpt-4o-mini']);
	expect(await found('  mini ')).toEqual(['openai/gpt-4o-mini', 'openai/o3-mini']);
	expect(await found('claude')).toEqual([]);
});

it('names a custom provider as the credential does, and finds by provider, model and id', async () => {
	const [one, two] = await Promise.all([server(listing('fast', 'large')), server(listing('fast'))]);
	const credential = { providers: ['custom1', 'custom2'], custom1BaseUrl: one.url, custom1Name: 'My Gateway', custom2BaseUrl: two.url };
	const found = async (filter: string) => (await search(credential, filter)).results.map(({ name, value }) => [name, value]);
	expect(await found('')).toEqual([
		['My Gateway: fast', 'custom1/fast'],
		['My Gateway: large', 'custom1/large'],
		['Custom 2: fast', 'custom2/fast'],
	]);
	expect(await found('gateway fast')).toEqual([['My Gateway: fast', 'custom1/fast']]);
	expect(await found('custom2/')).toEqual([['Custom 2: fast', 'custom2/fast']]);
	expect(await found('Custom 1 large')).toEqual([['My Gateway: large', 'custom1/large']]);
});

it.each([{ modelsFrom: 'catalogue' }, { operation: 'routeOnly' }])(
	'of %j, is what the catalogue knows, without a credential',
	async (panel) => {
		const list = (filter: string) =>
			searchModels.call(
				{
					getNode: () => ({}),
					getCredentials: () => Promise.reject(new Error('no credential')),
					helpers: { httpRequest: () => Promise.reject(new Error('no call')) },
					getCurrentNodeParameter: inPanel(panel),
				},
				filter,
			);
		expect((await list('OpenAI 5.6-luna')).results).toContainEqual(
			expect.objectContaining({ name: 'OpenAI: gpt-5.6-luna · $0.2 / $1.2 · 1M', value: 'openai/gpt-5.6-luna' }),
		);
		const kinds = [...new Set((await list('llama')).results.map(({ value }) => String(value).split('/')[0]))];
		expect(kinds).toEqual(expect.arrayContaining(['openrouter', 'groq']));
		await expect(search({}, '', undefined, { operation: 'routeOnly', modelsFrom: 'registry' })).rejects.toThrow(/Providers: is empty/);
	},
);

it('of a judge, says in the name what judging costs', async () => {
	const credential = openaiAt(await server(listing('gpt-5.6-luna')));
	const ctx = {
		getNode: () => ({}),
		getCredentials: async () => credential,
		helpers: { httpRequest: requestHelper },
		getCurrentNodeParameter: inPanel({}),
	};
	const { results } = await searchJudgeModels.call(ctx);
	expect(results.map(({ name }) => name)).toEqual([
		matching(/^gpt-5\.6-luna · \$0\.2 \/ \$1\.2 · 1M · about \$0\.\d{3} per 1,000 items judged$/),
	]);
});

it('of who compares for Auto-Tune, has the strongest of the list first, where it is looked for', async () => {
	const credential = openaiAt(await server(listing('gpt-5.6-luna')));
	const ctx = {
		getNode: () => ({}),
		getCredentials: async () => credential,
		helpers: { httpRequest: requestHelper },
		getCurrentNodeParameter: inPanel({}),
	};
	const found = async (filter?: string) => (await searchAutoTuneJudges.call(ctx, filter)).results.map(({ value }) => value);
	expect(await found()).toEqual([STRONGEST_JUDGE, 'openai/gpt-5.6-luna']);
	expect(await found('strong')).toEqual([STRONGEST_JUDGE]);
	expect(await found('luna')).toEqual(['openai/gpt-5.6-luna']);
});

it('gives long lists page by page, each model once', async () => {
	const names = Array.from({ length: 250 }, (_, index) => `m-${String(index).padStart(3, '0')}`);
	const credential = { providers: ['custom1'], custom1BaseUrl: (await server(listing(...names))).url };
	const seen: unknown[] = [];
	let token: unknown;
	do {
		const page = await search(credential, undefined, typeof token === 'string' ? token : undefined);
		seen.push(...page.results.map(({ value }) => value));
		token = page.paginationToken;
	} while (token !== undefined && seen.length < 1000);
	expect(seen).toEqual(names.map((name) => `custom1/${name}`));
});

it('says what is wrong with the credential', async () => {
	await expect(search({ providers: ['openai'] })).rejects.toThrow(/OpenAI API Key: is empty/);
});

it('of embedding models, lists those whose name says so', async () => {
	const own = await server(listing('gpt-4o', 'text-embedding-3-small', 'whisper-1'));
	const ollama = await server(listing('llama3', 'nomic-embed-text:latest', 'bge-m3', 'all-minilm'));
	const credential = { ...openaiAt(own), providers: ['openai', 'ollama'], ollamaBaseUrl: ollama.url };
	const find = (filter?: string) =>
		searchEmbeddingModels.call(
			{
				getNode: () => ({}),
				getCredentials: async () => credential,
				helpers: { httpRequest: requestHelper },
				getCurrentNodeParameter: inPanel({}),
			},
			filter,
		);
	expect((await find()).results.map(({ value }) => value)).toEqual([
		'openai/text-embedding-3-small',
		'ollama/all-minilm',
		'ollama/bge-m3',
		'ollama/nomic-embed-text:latest',
	]);
	expect((await find('bge')).results).toHaveLength(1);
});

describe('model choices of a rule', () => {
	const NO_CREDENTIAL = () => Promise.reject(new Error('no credential'));
	const choices = (rows: unknown, getCredentials: () => Promise<unknown> = NO_CREDENTIAL, panel: Readonly<Record<string, unknown>> = {}) =>
		getModelChoices.call({ getCurrentNodeParameter: inPanel({ ...panel, 'models.values': rows }), getCredentials });

	it('are named by row: effort, and a hash where a row would have the id of an earlier one', async () => {
		const row = (settings: object) => ({ model: { value: 'openai/a' }, settings });
		const offered = await choices([row({}), row({ reasoningEffort: 'low', strength: '2' }), row({ topP: 2 }), row({ topP: 0.5 })]);
		expect(offered.map(({ value }) => value)).toEqual([
			'openai/a',
			'openai/a#low',
			// Cannot be read yet.
			'openai/a',
			expect.stringMatching(/^openai\/a#[\da-f]{8}$/),
		]);
	});

	it('are the enabled rows, by branch name where they have one', async () => {
		const rows = [
			{ model: { __rl: true, mode: 'list', value: 'openai/a' }, branchName: 'Cheap', settings: { enabled: true } },
			{ model: { __rl: true, mode: 'id', value: ' openai/b ' } },
			{ model: { __rl: true, mode: 'id', value: 'openai/c' }, settings: { enabled: false } },
			{ model: { __rl: true, mode: 'list', value: '' }, branchName: 'Empty' },
		];
		expect(await choices(rows)).toEqual([
			{ name: 'Cheap (openai/a)', value: 'openai/a' },
			{ name: 'openai/b', value: 'openai/b' },
		]);
	});

	describe('of a custom provider', () => {
		const rows = [
			{ model: { value: 'custom1/fast' }, branchName: 'Cheap' },
			{ model: { value: 'custom1/org/large' }, settings: { reasoningEffort: 'high' } },
			{ model: { value: 'openai/a' } },
			{ model: { value: 'custom2/fast' } },
		];
		const values = ['custom1/fast', 'custom1/org/large#high', 'openai/a', 'custom2/fast'];

		it('are named as the credential names it, and stored by id', async () => {
			const credential = {
				providers: ['custom1', 'custom2'],
				custom1Name: 'My Gateway',
				custom1BaseUrl: 'http://a',
				custom2BaseUrl: 'http://b',
			};
			const offered = await choices(rows, async () => credential);
			expect(offered.map(({ name }) => name)).toEqual([
				'Cheap (My Gateway: fast)',
				'My Gateway: org/large#high',
				'openai/a',
				'Custom 2: fast',
			]);
			expect(offered.map(({ value }) => value)).toEqual(values);
		});

		it.each<[string, (() => Promise<unknown>) | undefined, Readonly<Record<string, unknown>>]>([
			['is missing', undefined, {}],
			['cannot be read yet', async () => ({ providers: [] }), {}],
			[
				'is left over',
				async () => ({ providers: ['custom1'], custom1Name: 'Left', custom1BaseUrl: 'http://a' }),
				{ modelsFrom: 'catalogue' },
			],
		])('can be chosen though the credential %s', async (_, credential, panel) => {
			const offered = await choices(rows, credential, panel);
			expect(offered.map(({ name }) => name)).toEqual(['Cheap (Custom 1: fast)', 'Custom 1: org/large#high', 'openai/a', 'Custom 2: fast']);
			expect(offered.map(({ value }) => value)).toEqual(values);
		});
	});

	it('read no credential where no name needs it', async () => {
		let reads = 0;
		await choices([{ model: { value: 'openai/a' } }], async () => void reads++);
		expect(reads).toBe(0);
	});

	it('are the branches of connected models, labelled as their ports, the enabled ones', async () => {
		const rows = [
			{ branchName: ' Cheap ', settings: { enabled: true } },
			{ model: { value: 'left/over' } },
			{ branchName: 'Off', settings: { enabled: false } },
			null,
			{ branchName: 'Cheap' },
		];
		const offered = await choices(rows, NO_CREDENTIAL, { modelsFrom: 'connected' });
		expect(offered).toEqual(['Cheap', 'Model 2', 'Model 4', '5 Cheap'].map((label) => ({ name: label, value: label })));
	});

	it('are not lost to one row that is unfinished or damaged', async () => {
		const rows = [null, 7, {}, { model: null }, { model: { value: null } }, { model: 'openai/a', branchName: null, settings: null }];
		expect(await choices(rows)).toEqual([{ name: 'openai/a', value: 'openai/a' }]);
		expect(await choices(undefined)).toEqual([]);
	});
});
