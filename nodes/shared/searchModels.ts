import type { INodeListSearchItems, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { listRequest, PROVIDERS, type Endpoint } from '../../adapters/providers';
import type { Price } from '../../router/registry/model';
import { z } from '../../vendor/zod';
import { configuredOutputs } from '../RouteLlmRequest/outputs';
import { readRegistry } from './registryCredential';
import { createTransport, type HttpRequest } from './transport';

const LIST_TIMEOUT_MS = 8_000;
const PAGE = 100;

/** What else providers list beside chat models, by the words in their names. */
const NOT_CHAT =
	/embed|whisper|tts|dall-?e|moderation|transcri|realtime|rerank|image|imagen|veo|sora|audio|speech|guard|babbage|davinci|^ada$/i;

/** Embedding models say so in their names, but for a few families. */
const EMBEDS = /embed|minilm|\b(bge|gte|e5)\b/i;

/** What the list needs of n8n's `ILoadOptionsFunctions`. */
export interface ListContext {
	getCredentials(type: string): Promise<unknown>;
	readonly helpers: { readonly httpRequest: HttpRequest };
}

/** The searchable model list: what the providers of the credential offer, with price and window. */
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
	const { endpoints } = readRegistry(await ctx.getCredentials('llmModelRegistryApi'));
	const lists = await Promise.all([...endpoints.values()].map((endpoint) => entriesOf(ctx, endpoint, belongs)));
	const words = (filter ?? '').toLowerCase().split(/\s+/);
	const found = lists.flat().filter(({ value }) => words.every((word) => String(value).toLowerCase().includes(word)));
	const from = Number(paginationToken ?? 0);
	const results = found.slice(from, from + PAGE);
	return from + PAGE < found.length ? { results, paginationToken: String(from + PAGE) } : { results };
}

const valueSchema = z.string().trim().catch('');
const rowSchema = z.object({
	model: z.union([z.object({ value: valueSchema }).transform(({ value }) => value), valueSchema]).catch(''),
	branchName: valueSchema,
	enabled: z.boolean().catch(true),
});

/** The node's own models, for rules and the default model. */
export function getModelChoices(this: { getCurrentNodeParameter(name: string): unknown }): Promise<INodePropertyOptions[]> {
	const rows = z.array(z.unknown()).catch([]).parse(this.getCurrentNodeParameter('models.values'));
	if (this.getCurrentNodeParameter('modelsFrom') === 'connected') return Promise.resolve(portChoices(rows));
	const choices = rows.flatMap((raw) => {
		const row = rowSchema.safeParse(raw).data;
		if (row === undefined || row.model === '' || !row.enabled) return [];
		return [{ name: row.branchName === '' ? row.model : `${row.branchName} (${row.model})`, value: row.model }];
	});
	return Promise.resolve(choices);
}

/** A list in the panel cannot see the wires, so connected models go by their branch, which is also their port's label. */
function portChoices(raw: readonly unknown[]): INodePropertyOptions[] {
	const rows = raw.map((one) => rowSchema.catch({ model: '', branchName: '', enabled: true }).parse(one));
	const labels = configuredOutputs({ modelsFrom: 'connected', models: { values: rows.map(({ branchName }) => ({ branchName })) } });
	return rows.flatMap(({ enabled }, index) => {
		const label = labels[index + 1]?.displayName;
		return enabled && label !== undefined ? [{ name: label, value: label }] : [];
	});
}

async function entriesOf(ctx: ListContext, endpoint: Endpoint, belongs: Belongs): Promise<INodeListSearchItems[]> {
	const catalogue = createCatalogue();
	const atMs = Date.now();
	// To guess from a user's own names what a model does would hide theirs.
	const own = PROVIDERS[endpoint.kind].ownModelNames;
	const live = await liveModels(ctx, endpoint);
	// A provider that does not list its models still has those of the catalogue; but none knows anyone's deployments.
	const known = own
		? []
		: catalogue
				.list(endpoint.kind, atMs)
				.filter(({ deprecated }) => !deprecated)
				.map(({ apiModel }) => apiModel);
	const ids = (live ?? known).filter((id) => belongs(id, own)).sort();
	return ids.map((apiModel) => {
		const facts = catalogue.lookup(endpoint.kind, apiModel, atMs);
		const id = `${endpoint.kind}/${apiModel}`;
		const description = `${priceText(facts?.price ?? null)} · ${windowText(facts?.contextTokens ?? null)}`;
		return { name: id, value: id, description };
	});
}

const idSchema = z.object({ id: z.string() });
const listSchema = z.union([z.object({ data: z.array(idSchema) }).transform(({ data }) => data), z.array(idSchema)]);

/** `null`: the provider gave no list in time. */
async function liveModels(ctx: ListContext, endpoint: Endpoint): Promise<string[] | null> {
	const { url, headers } = listRequest(endpoint);
	try {
		const fetch = createTransport((options) => ctx.helpers.httpRequest(options));
		const answer = await fetch(url, { headers, signal: AbortSignal.timeout(LIST_TIMEOUT_MS) });
		const parsed = listSchema.safeParse(answer.ok ? await answer.json() : null);
		return parsed.success ? [...new Set(parsed.data.map(({ id }) => id.replace(/^models\//, '')))] : null;
	} catch {
		// The list is a convenience; a refused key is what the credential's Test is for.
		return null;
	}
}

function priceText(price: Price | null): string {
	const tier = price?.tiers[0];
	if (tier === undefined) return 'price unknown';
	return `$${String(tier.inputUsdPerMTok)} in, $${String(tier.outputUsdPerMTok)} out per 1M tokens (list of ${createCatalogue().date})`;
}

function windowText(tokens: number | null): string {
	return tokens === null ? 'window unknown' : `${String(Math.round(tokens / 1000))}k window`;
}
