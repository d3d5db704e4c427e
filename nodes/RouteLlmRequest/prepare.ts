import type { IExecuteFunctions, INode } from 'n8n-workflow';

import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import { ConfigError } from '../../router/configError';
import type { ModelSpec } from '../../router/registry/model';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { createRulesStrategy } from '../../router/strategies/rules';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Strategy } from '../../router/strategies/strategy';
import { connectedModels } from '../shared/connectedModels';
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
	/** Connected Chat Models by `keyId`; none where the models are of the registry. */
	readonly connected: ReadonlyMap<string, ChatModelLike>;
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
	const found = settings.modelsFrom === 'connected' ? await connectedModels(ctx, settings.rows) : await fromRegistry(ctx, node, settings, atMs);
	const { resolved, connected, keys } = found;
	if (settings.costCapNanoUsd !== null) requirePrices(resolved.models);
	const strategyOf = strategies();
	return {
		resolved,
		connected,
		redactor: createRedactor(keys.filter((key) => key.length >= SHORTEST_GUARDED)),
		settings,
		items: all.map((one) => ({ settings: one, strategy: strategyOf(one.strategy) })),
	};
}

type Found = Pick<Prepared, 'resolved' | 'connected'> & { readonly keys: readonly string[] };

async function fromRegistry(ctx: IExecuteFunctions, node: INode, { rows }: NodeSettings, atMs: number): Promise<Found> {
	const registry = readRegistry(await ctx.getCredentials(CREDENTIAL));
	const { id, name } = node.credentials?.[CREDENTIAL] ?? { id: null, name: CREDENTIAL };
	const resolved = resolveModels({ rows, registry, credentialId: id ?? name, catalogue: createCatalogue(), atMs });
	return { resolved, connected: new Map(), keys: registry.keys };
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

function strategies(): (settings: NodeSettings['strategy']) => Strategy {
	let classifier: Strategy | null = null;
	return (settings) => {
		if (settings.kind === 'rules') return createRulesStrategy(settings.config);
		classifier ??= createClassifierStrategy({ weights: shippedWeights() });
		return classifier;
	};
}
