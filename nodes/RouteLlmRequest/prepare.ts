import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import { ConfigError } from '../../router/configError';
import type { ModelSpec } from '../../router/registry/model';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { createRulesStrategy } from '../../router/strategies/rules';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Strategy } from '../../router/strategies/strategy';
import { isMemoryConnected } from '../shared/chatMemory';
import { resolveModels, type ResolvedModels } from '../shared/models';
import { readRegistry } from '../shared/registryCredential';

import { readSettings } from './parameters';
import type { NodeSettings } from './settings';

const CREDENTIAL = 'llmModelRegistryApi';

/**
 * What servers say is freed of every key where it is read. This second look is at whole sentences, in which a
 * made-up key such as `ollama` would tear model names apart.
 */
const SHORTEST_GUARDED = 8;

/** A run whose every setting is known to be good: from here on money may be spent. */
export interface Prepared {
	readonly resolved: ResolvedModels;
	readonly redactor: Redactor;
	/** What all items share is read off this one. */
	readonly settings: NodeSettings;
	/** By item. */
	readonly items: readonly PreparedItem[];
}

export interface PreparedItem {
	readonly settings: NodeSettings;
	readonly strategy: Strategy;
}

/**
 * Reads and checks everything before the first call.
 * @throws ConfigError at the first thing a person has to change.
 */
export async function prepare(ctx: IExecuteFunctions, node: INode, itemCount: number, atMs: number): Promise<Prepared> {
	const all = Array.from({ length: itemCount }, (_, index) => readSettings(ctx, index));
	const settings = all[0] ?? readSettings(ctx, 0);
	const registry = readRegistry(await ctx.getCredentials(CREDENTIAL));
	const { id, name } = node.credentials?.[CREDENTIAL] ?? { id: null, name: CREDENTIAL };
	const resolved = resolveModels({ rows: settings.rows, registry, credentialId: id ?? name, catalogue: createCatalogue(), atMs });
	if (settings.costCapNanoUsd !== null) requirePrices(resolved.models);
	if (settings.conversation === 'memory') requireMemory(ctx);
	requireAboveFloor(all, resolved.models);
	const strategyOf = strategies();
	return {
		resolved,
		redactor: createRedactor(registry.keys.filter((key) => key.length >= SHORTEST_GUARDED)),
		settings,
		items: all.map((one) => ({ settings: one, strategy: strategyOf(one.strategy) })),
	};
}

/** A cap nobody can count towards would cap nothing. */
function requirePrices(models: readonly ModelSpec[]): void {
	const unpriced = models.find(({ price }) => price === null);
	if (unpriced === undefined) return;
	throw new ConfigError(
		'Options, Cost Cap',
		`cannot be kept, because no price is known for "${unpriced.id}" (row ${String(unpriced.slot)})`,
		'Enter its prices under Overrides or in the credential, or remove the cap.',
	);
}

function requireMemory(ctx: IExecuteFunctions): void {
	if (isMemoryConnected(ctx)) return;
	throw new ConfigError('Previous Messages From', 'is Connected Memory, but none is connected', 'Connect a Memory node to the Memory input, or choose another source.');
}

/** One model for everything that is too weak for anything would be a contradiction. */
function requireAboveFloor(all: readonly NodeSettings[], models: readonly ModelSpec[]): void {
	const rankOf = new Map(models.map(({ id, rank }) => [id, rank]));
	all.forEach(({ bypass, policy }, index) => {
		if (bypass.kind !== 'fixed' || policy.floor === null) return;
		if ((rankOf.get(bypass.modelId) ?? 0) >= (rankOf.get(policy.floor) ?? 0)) return;
		throw new ConfigError(
			'Route Nothing',
			`names "${bypass.modelId}", which is weaker than "${policy.floor}" under Never Below (item ${String(index)})`,
			'Choose a stronger model, or take one of the two away.',
		);
	});
}

function strategies(): (settings: NodeSettings['strategy']) => Strategy {
	let classifier: Strategy | null = null;
	return (settings) => {
		if (settings.kind === 'rules') return createRulesStrategy(settings.config);
		classifier ??= createClassifierStrategy({ weights: shippedWeights() });
		return classifier;
	};
}
