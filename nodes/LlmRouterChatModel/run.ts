import type { INode, ISupplyDataFunctions } from 'n8n-workflow';

import { schemaConverter } from '../../adapters/langchain/jsonSchema';
import type { SchemaOf } from '../../adapters/langchain/tools';
import { prepareRun, type PreparedRun, type ReadyItem } from '../RouteLlmRequest/prepare';
import { routerIdOf } from '../RouteLlmRequest/routerId';
import type { World } from '../RouteLlmRequest/world';

import { consumerOf, type Consumer } from './consumer';
import { openMemory, type Memory } from './memory';
import { createItemFinder, type ItemFinder } from './whichItem';
import { withoutItems } from './withoutItems';

/** One handing out of the model: every setting is known to be good. It serves all items of whoever asks. */
export interface RouterRun {
	readonly ctx: ISupplyDataFunctions;
	readonly node: INode;
	readonly routerId: string;
	readonly consumer: Consumer;
	readonly memory: Memory;
	readonly prepared: PreparedRun;
	readonly schemaOf: SchemaOf;
	readonly itemOf: ItemFinder;
	/** What holds where nobody can tell the item, before the strictest of all is made of it. */
	readonly base: () => Promise<ReadyItem>;
}

interface OpenOptions {
	readonly world: World;
	readonly ctx: ISupplyDataFunctions;
	readonly node: INode;
	readonly sdk: unknown;
	/** The item n8n asks for. Most ask once, with 0, for all. */
	readonly itemIndex: number;
}

/** @throws ConfigError at the first thing a person has to change, before any call. */
export async function openRun({ world, ctx, node, sdk, itemIndex }: OpenOptions): Promise<RouterRun> {
	const consumer = consumerOf(ctx);
	const memory = openMemory(ctx, consumer);
	const options = { world, node, memory, atMs: world.clock.wall(), readsPrompt: false };
	const prepared = await prepareRun({ ...options, ctx, itemCount: consumer.items });
	let base: Promise<ReadyItem> | null = null;
	return {
		ctx,
		node,
		routerId: routerIdOf(ctx, node),
		consumer,
		memory,
		prepared,
		schemaOf: schemaConverter(sdk),
		itemOf: itemIndex > 0 ? () => itemIndex : createItemFinder(ctx, consumer),
		base: () => (base ??= prepareRun({ ...options, ctx: withoutItems(ctx), itemCount: 1 }).then(firstOf)),
	};
}

function firstOf({ items }: PreparedRun): ReadyItem {
	const [item] = items;
	if (item === undefined) throw new Error('prepareRun prepared no item');
	return item;
}
