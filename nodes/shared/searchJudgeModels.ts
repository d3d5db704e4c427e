import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { PROVIDER_KINDS } from '../../adapters/providers';
import { judgeCostPerThousand } from '../../router/judging/cost';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import { STRONGEST_JUDGE, STRONGEST_JUDGE_NAME } from '../RouteLlmRequest/description/autoTune';
import { searchModels, type ListContext } from './searchModels';

/** The model list for a judge: each entry says what judging 1,000 items of a usual length costs. */
export async function searchJudgeModels(this: ListContext, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const found = await searchModels.call(this, filter, paginationToken);
	return { ...found, results: found.results.map(withCost) };
}

/** The same for who compares answers for Auto-Tune: the strongest model of the node's own list first. */
export async function searchAutoTuneJudges(this: ListContext, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const found = await searchJudgeModels.call(this, filter, paginationToken);
	const isFirst = paginationToken === undefined && STRONGEST_JUDGE_NAME.toLowerCase().includes((filter ?? '').trim().toLowerCase());
	return isFirst ? { ...found, results: [{ name: STRONGEST_JUDGE_NAME, value: STRONGEST_JUDGE }, ...found.results] } : found;
}

function withCost(entry: INodeListSearchItems): INodeListSearchItems {
	const id = String(entry.value);
	const kind = PROVIDER_KINDS.find((one) => id.startsWith(`${one}/`));
	const facts = kind === undefined ? null : createCatalogue().lookup(kind, id.slice(kind.length + 1), Date.now());
	const nanoUsd = judgeCostPerThousand({ price: facts?.price ?? null });
	if (nanoUsd === null) return { ...entry, description: 'cost as a judge unknown: no price is known' };
	const cost = `about $${(nanoUsd / NANO_USD_PER_USD).toFixed(3)} per 1,000 items judged`;
	return { ...entry, name: `${entry.name} · ${cost}`, description: cost };
}
