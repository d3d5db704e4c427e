import { z } from 'zod';
import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { PROVIDER_KINDS } from '../../adapters/providers';
import { costNanoUsd } from '../../router/registry/cost';
import type { Price } from '../../router/registry/model';
import { estimateTokenCount } from '../../vendor/tokens';
import type { WorkflowJson } from '../lib/engine';
import { ROUTER_TYPE } from './workflow';

/** The strongest model of the workflow, and what it would have charged. */
export interface Strongest {
	readonly modelId: string;
	/** USD for the same prompt and as long an answer, from token estimates; `null` where its price is unknown. */
	costUsd(prompt: string, answer: string): number | null;
}

const NANO = 1e9;

const rows = z.object({
	models: z.object({
		values: z.array(
			z.object({
				model: z.object({ value: z.string() }),
				settings: z
					.object({
						strength: z.string().default('auto'),
						enabled: z.boolean().default(true),
						inputPrice: z.number().optional(),
						outputPrice: z.number().optional(),
					})
					.default({}),
			}),
		),
	}),
});

type Row = z.infer<typeof rows>['models']['values'][number];

/** By the rows' Strength, else by list price, three parts input to one part output, as the node does it. */
export function strongestModel(workflow: WorkflowJson, atMs: number): Strongest | null {
	const node = workflow.nodes.find(({ type }) => type === ROUTER_TYPE);
	const models = rows.parse(node?.parameters).models.values.filter(({ settings }) => settings.enabled);
	const [best] = models
		.map((row) => ({ modelId: row.model.value, price: priceOf(row, atMs), strength: Number(row.settings.strength) }))
		.sort((a, b) => (b.strength || 0) - (a.strength || 0) || blended(b.price) - blended(a.price));
	if (!best) return null;
	return {
		modelId: best.modelId,
		costUsd: (prompt, answer) => {
			const usage = { inputTokens: estimateTokenCount(prompt), outputTokens: estimateTokenCount(answer), cachedInputTokens: 0 };
			const cost = costNanoUsd(best.price, usage);
			return cost === null ? null : cost / NANO;
		},
	};
}

function priceOf({ model, settings }: Row, atMs: number): Price | null {
	const { inputPrice, outputPrice } = settings;
	if (inputPrice !== undefined && outputPrice !== undefined) {
		const tier = { fromInputTokens: 0, inputUsdPerMTok: inputPrice, cachedInputUsdPerMTok: null, outputUsdPerMTok: outputPrice };
		return { source: 'row', tiers: [tier] };
	}
	const slash = model.value.indexOf('/');
	const kind = PROVIDER_KINDS.find((one) => one === model.value.slice(0, slash));
	return kind === undefined ? null : (createCatalogue().lookup(kind, model.value.slice(slash + 1), atMs)?.price ?? null);
}

function blended(price: Price | null): number {
	const tier = price?.tiers[0];
	return tier === undefined ? 0 : 3 * tier.inputUsdPerMTok + tier.outputUsdPerMTok;
}
