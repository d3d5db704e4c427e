import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { listRequest } from '../../adapters/providers';
import type { Endpoint } from '../../adapters/providers';
import { MAX_BODY_BYTES } from '../../adapters/bodyCap';
import type { Price } from '../../router/registry/model';
import { z } from '../../vendor/zod';
import { readRegistry } from './registryCredential';

const LIST_TIMEOUT_MS = 8_000;
const PAGE = 100;

/** What else providers list beside chat models, by the words in their names. */
const NOT_CHAT = /embed|whisper|tts|dall-?e|moderation|transcri|realtime|rerank|image|imagen|veo|sora|audio|speech|guard|babbage|davinci|^ada$/i;

/** The searchable model list: what the providers of the credential offer, with price and window. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const { endpoints } = readRegistry(await this.getCredentials('llmModelRegistryApi'));
	const lists = await Promise.all([...endpoints.values()].map((endpoint) => entriesOf(this, endpoint)));
	const words = (filter ?? '').toLowerCase().split(/\s+/);
	const found = lists.flat().filter(({ value }) => words.every((word) => String(value).toLowerCase().includes(word)));
	const from = Number(paginationToken ?? 0);
	const results = found.slice(from, from + PAGE);
	return from + PAGE < found.length ? { results, paginationToken: String(from + PAGE) } : { results };
}

const rowsSchema = z.array(z.object({ model: z.object({ value: z.string() }), branchName: z.string().optional(), enabled: z.boolean().optional() }).partial({ model: true }));

/** The node's own models, for rules and the default model. */
export function getModelChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const rows = rowsSchema.safeParse(this.getCurrentNodeParameter('models.values') ?? []);
	const choices = (rows.success ? rows.data : []).flatMap(({ model, branchName, enabled }) => {
		if (model === undefined || model.value === '' || enabled === false) return [];
		return [{ name: branchName ? `${branchName} (${model.value})` : model.value, value: model.value }];
	});
	return Promise.resolve(choices);
}

async function entriesOf(ctx: ILoadOptionsFunctions, endpoint: Endpoint): Promise<INodeListSearchItems[]> {
	const catalogue = createCatalogue();
	const atMs = Date.now();
	// A provider that does not list its models still has those of the catalogue.
	const live = await liveModels(ctx, endpoint);
	const known = catalogue.list(endpoint.kind, atMs).filter(({ deprecated }) => !deprecated).map(({ apiModel }) => apiModel);
	const ids = (live ?? known).filter((id) => !NOT_CHAT.test(id)).sort();
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
async function liveModels(ctx: ILoadOptionsFunctions, endpoint: Endpoint): Promise<string[] | null> {
	const { url, headers } = listRequest(endpoint);
	try {
		const answer: unknown = await ctx.helpers.httpRequest({
			url,
			headers,
			json: true,
			timeout: LIST_TIMEOUT_MS,
			disableFollowRedirect: true,
			encoding: 'text',
		});
		if (typeof answer === 'string' && answer.length > MAX_BODY_BYTES) return null;
		const parsed = listSchema.safeParse(typeof answer === 'string' ? JSON.parse(answer) : answer);
		return parsed.success ? parsed.data.map(({ id }) => id.replace(/^models\//, '')) : null;
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
