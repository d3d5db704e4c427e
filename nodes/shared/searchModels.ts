import type { INode, INodeListSearchItems, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { readLiveList, type LiveModel } from '../../adapters/catalogue/liveList';
import { withLocalPrice } from '../../adapters/catalogue/localModels';
import { isRetired, retirementText } from '../../adapters/catalogue/retirements';
import { listRequest, PROVIDER_KINDS, PROVIDERS, type Endpoint } from '../../adapters/providers';
import { createRedactor } from '../../router/calls/redact';
import type { Price } from '../../router/registry/model';
import { z } from '../../vendor/zod';
import { branchLabels } from '../RouteLlmRequest/outputs';
import { keyIdOf } from './keyId';
import { readRegistry } from './registryCredential';
import { liftKeyCooldowns, readStoreSettings } from './store';
import { idsOfRawRows } from './rowSettings';
import { createTransport, type HttpRequest } from './transport';

const CREDENTIAL = 'llmModelRegistryApi';
const LIST_TIMEOUT_MS = 8_000;
const PAGE = 100;

/** What else providers list beside chat models, by the words in their names. */
const NOT_CHAT =
	/embed|whisper|tts|dall-?e|moderation|transcri|realtime|rerank|image|imagen|veo|sora|audio|speech|guard|babbage|davinci|^ada$/i;

/** Embedding models say so in their names, but for a few families. */
const EMBEDS = /embed|minilm|\b(bge|gte|e5)\b/i;

/** What the list needs of n8n's `ILoadOptionsFunctions`. */
export interface ListContext {
	getNode(): Pick<INode, 'credentials'>;
	getCredentials(type: string): Promise<unknown>;
	getCurrentNodeParameter(name: string): unknown;
	readonly helpers: { readonly httpRequest: HttpRequest };
}

/** The searchable model list: what the providers of the credential offer, or all that the catalogue knows, with price and window. */
export async function searchModels(this: ListContext, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	return await search(this, (id, own) => own || !NOT_CHAT.test(id), filter, paginationToken);
}

/** The same for embedding models: those whose name says so, since no list does. */
export async function searchEmbeddingModels(this: ListContext, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	return await search(this, (id) => EMBEDS.test(id), filter, paginationToken);
}

/** Whether a model of this name belongs in the list; `own`: people gave the names themselves. */
type Belongs = (apiModel: string, own: boolean) => boolean;

async function search(ctx: ListContext, belongs: Belongs, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const entries = isWithoutKey(ctx)
		? publicEndpoints().flatMap((one) => entriesOf(one, null, { belongs, isOneOfMany: true }))
		: await liveEntries(ctx, belongs);
	const words = (filter ?? '').toLowerCase().split(/\s+/);
	const found = entries.filter(({ text }) => words.every((word) => text.includes(word))).map(({ item }) => item);
	const from = Number(paginationToken ?? 0);
	const results = found.slice(from, from + PAGE);
	return from + PAGE < found.length ? { results, paginationToken: String(from + PAGE) } : { results };
}

/** A new node has the default of its operation, which the editor may leave out. */
function isWithoutKey(ctx: Pick<ListContext, 'getCurrentNodeParameter'>): boolean {
	const from = ctx.getCurrentNodeParameter('modelsFrom') ?? null;
	return from === 'catalogue' || (from === null && ctx.getCurrentNodeParameter('operation') === 'routeOnly');
}

/** Every provider as it is known to all, without a key. */
function publicEndpoints(): Endpoint[] {
	return PROVIDER_KINDS.map((kind) => {
		const { name, defaultBaseUrl } = PROVIDERS[kind];
		return { kind, name, baseUrl: defaultBaseUrl ?? '', apiKey: null, apiVersion: null };
	});
}

/** An entry of the list, and what a search looks through. */
interface Entry {
	readonly item: INodeListSearchItems;
	readonly text: string;
}

async function liveEntries(ctx: ListContext, belongs: Belongs): Promise<Entry[]> {
	const { endpoints, keys } = readRegistry(await ctx.getCredentials(CREDENTIAL));
	const { message: clean } = createRedactor(keys);
	const live = await Promise.all(
		[...endpoints.values()].map(async (endpoint) => ({ endpoint, models: await liveModels(ctx, endpoint, clean) })),
	);
	await lift(
		ctx,
		live.flatMap(({ endpoint, models }) => (models === null ? [] : [endpoint])),
	);
	return live.flatMap(({ endpoint, models }) => entriesOf(endpoint, models, { belongs, isOneOfMany: endpoints.size > 1 }));
}

const valueSchema = z.string().trim().catch('');
const rowSchema = z.object({
	model: z.union([z.object({ value: valueSchema }).transform(({ value }) => value), valueSchema]).catch(''),
	branchName: valueSchema,
	settings: z.record(z.unknown()).catch({}),
});

/** What the choices need of n8n's `ILoadOptionsFunctions`. */
type ChoicesContext = Pick<ListContext, 'getCurrentNodeParameter' | 'getCredentials'>;

/** The node's own models, for rules and the default model: the branch name, then the model as the list of models names it. */
export async function getModelChoices(this: ChoicesContext): Promise<INodePropertyOptions[]> {
	const rows = z.array(z.unknown()).catch([]).parse(this.getCurrentNodeParameter('models.values'));
	if (this.getCurrentNodeParameter('modelsFrom') === 'connected') return portChoices(rows);
	const read = rows.flatMap((raw) => rowSchema.safeParse(raw).data ?? []);
	const ids = idsOfRawRows(read);
	const ownNames = await ownNamesOf(this, ids);
	return read.flatMap(({ model, branchName, settings }, index) => {
		const id = ids[index] ?? '';
		if (model === '' || settings.enabled === false) return [];
		const name = shownId(id, ownNames);
		return [{ name: branchName === '' ? name : `${branchName} (${name})`, value: id }];
	});
}

/** How people know each custom provider; it is the only kind whose ids do not say who it is. */
type OwnNames = ReadonlyMap<string, string>;

async function ownNamesOf(ctx: ChoicesContext, ids: readonly string[]): Promise<OwnNames> {
	const customs = PROVIDER_KINDS.filter((kind) => kind.startsWith('custom') && ids.some((id) => id.startsWith(`${kind}/`)));
	if (customs.length === 0) return new Map();
	// Without a credential, or with one that cannot be read yet, the rows can be chosen all the same.
	const endpoints = isWithoutKey(ctx)
		? null
		: await ctx
				.getCredentials(CREDENTIAL)
				.then((credential) => readRegistry(credential).endpoints)
				.catch(() => null);
	return new Map(customs.map((kind) => [kind, endpoints?.get(kind)?.name ?? PROVIDERS[kind].name]));
}

/** `My Gateway: fast`, as in the list of models, instead of `custom1/fast`. */
function shownId(id: string, ownNames: OwnNames): string {
	const slash = id.indexOf('/');
	const own = ownNames.get(id.slice(0, Math.max(slash, 0)));
	return own === undefined ? id : `${own}: ${id.slice(slash + 1)}`;
}

/** A list in the panel cannot see the wires, so connected models go by their branch, which is also their port's label. */
function portChoices(raw: readonly unknown[]): INodePropertyOptions[] {
	const rows = raw.map((one) => rowSchema.catch({ model: '', branchName: '', settings: {} }).parse(one));
	const labels = branchLabels({ modelsFrom: 'connected', models: { values: rows } });
	return rows.flatMap(({ settings }, index) => {
		const label = labels[index];
		return settings.enabled !== false && label !== undefined ? [{ name: label, value: label }] : [];
	});
}

/** Whoever gave its list has taken the key. */
async function lift(ctx: ListContext, endpoints: readonly Endpoint[]): Promise<void> {
	if (endpoints.length === 0) return;
	const node = ctx.getNode();
	const { id, name } = node.credentials?.[CREDENTIAL] ?? { id: null, name: CREDENTIAL };
	const keyIds = endpoints.map((endpoint) => keyIdOf(id ?? name, endpoint));
	// A list needs no store; one that cannot be read is told by the runs.
	const store = await readStoreSettings(ctx, node).catch(() => null);
	await liftKeyCooldowns(keyIds, store);
}

interface Shown {
	readonly belongs: Belongs;
	/** Whether a name has to say of which provider it is. */
	readonly isOneOfMany: boolean;
}

function entriesOf(endpoint: Endpoint, live: readonly LiveModel[] | null, { belongs, isOneOfMany }: Shown): Entry[] {
	const catalogue = createCatalogue();
	const atMs = Date.now();
	// To guess from a user's own names what a model does would hide theirs.
	const own = PROVIDERS[endpoint.kind].ownModelNames;
	// A provider that does not list its models still has those of the catalogue; but none knows anyone's deployments.
	const known = own ? [] : catalogue.list(endpoint.kind, atMs).filter(({ retirement }) => !isRetired(retirement, atMs));
	const models = live ?? known.map(({ apiModel }): LiveModel => ({ id: apiModel, facts: NOT_LISTED, model: null, retirement: null }));
	return models
		.filter(({ id }) => belongs(id, own))
		.sort((a, b) => (a.id < b.id ? -1 : 1))
		.map((model) => {
			const { name, ...rest } = entryOf(endpoint, model, atMs);
			const item = { name: isOneOfMany ? `${endpoint.name}: ${name}` : name, ...rest };
			return { item, text: `${endpoint.name} ${String(item.value)} ${item.name}`.toLowerCase() };
		});
}

/** Longer names no model has. */
const MODEL_CHARS = 200;

const NOT_LISTED: LiveModel['facts'] = { price: null, contextTokens: null, maxOutputTokens: null, capabilities: null };

/** What the provider's own list says goes before the catalogue. */
function entryOf(endpoint: Endpoint, { id: apiModel, facts, model, retirement: announced }: LiveModel, atMs: number): INodeListSearchItems {
	const catalogue = createCatalogue();
	const listed = withLocalPrice(endpoint, apiModel, catalogue.lookup(endpoint.kind, model ?? apiModel, atMs));
	const id = `${endpoint.kind}/${apiModel}`;
	const price = facts.price ?? listed?.price ?? null;
	const contextTokens = facts.contextTokens ?? listed?.contextTokens ?? null;
	const known = [priceText(price, facts.price === null ? ` (list of ${catalogue.date})` : ''), windowText(contextTokens)];
	// n8n draws no description.
	const named = (...parts: readonly string[]) =>
		[apiModel, shortPrice(price), shortWindow(contextTokens), ...parts].filter((part) => part !== null).join(' · ');
	const retirement = catalogue.retirement(endpoint.kind, apiModel) ?? announced;
	if (retirement === null) return { name: named(), value: id, description: known.join(' · ') };
	const when = isRetired(retirement, atMs) ? 'retired' : `until ${retirement.on ?? ''}`;
	return { name: named(when), value: id, description: [...known, retirementText(retirement, atMs)].join(' · ') };
}

/** `null`: the provider gave no list in time. */
async function liveModels(ctx: ListContext, endpoint: Endpoint, clean: (text: string) => string): Promise<LiveModel[] | null> {
	const { url, headers } = listRequest(endpoint);
	try {
		const fetch = createTransport((options) => ctx.helpers.httpRequest(options));
		const answer = await fetch(url, { headers, signal: AbortSignal.timeout(LIST_TIMEOUT_MS) });
		const models = answer.ok ? readLiveList(endpoint.kind, await answer.json()) : null;
		return models?.map((model) => ({ ...model, id: clean(model.id).slice(0, MODEL_CHARS) })) ?? null;
	} catch {
		// The list is a convenience; a refused key is what the credential's Test is for.
		return null;
	}
}

/** Input / output in USD per million tokens; `null`: not known. */
function shortPrice(price: Price | null): string | null {
	const tier = price?.tiers[0];
	if (tier === undefined) return null;
	if (tier.inputUsdPerMTok === 0 && tier.outputUsdPerMTok === 0) return 'free';
	return `$${String(tier.inputUsdPerMTok)} / $${String(tier.outputUsdPerMTok)}`;
}

function shortWindow(tokens: number | null): string | null {
	if (tokens === null) return null;
	return tokens < 1_000_000 ? `${String(Math.round(tokens / 1000))}k` : `${String(Math.floor(tokens / 100_000) / 10)}M`;
}

function priceText(price: Price | null, from: string): string {
	const tier = price?.tiers[0];
	if (tier === undefined) return 'price unknown';
	if (tier.inputUsdPerMTok === 0 && tier.outputUsdPerMTok === 0) return 'free';
	return `$${String(tier.inputUsdPerMTok)} in, $${String(tier.outputUsdPerMTok)} out per 1M tokens${from}`;
}

function windowText(tokens: number | null): string {
	return tokens === null ? 'window unknown' : `${String(Math.round(tokens / 1000))}k window`;
}
