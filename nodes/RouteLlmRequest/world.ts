import type { INode } from 'n8n-workflow';

import type { DiskVectorCache } from '../../adapters/embeddings/diskVectorCache';
import type { ModelClient } from '../../router/calls/client';
import type { Clock } from '../../router/clock';
import type { ClientOptions } from '../shared/client';
import type { RouterContext } from '../shared/context';
import type { Store } from '../shared/store';
import type { StoreSettings } from '../shared/storeCredential';

import type { Candidates } from './candidates';
import type { Learned, LearnedOptions } from './learned';
import type { NodeSettings } from './settings';

/** What a node gets from where it runs: all that needs a file, a socket, a timer or a credential. */
export interface World {
	readonly clock: Clock;
	/** Rejects with a ConfigError naming what has to be changed. */
	findCandidates(
		where: { readonly ctx: RouterContext; readonly node: INode; readonly atMs: number },
		settings: NodeSettings,
	): Promise<Candidates>;
	/** The settings of the store to share with other workers. Rejects with a ConfigError where there is none. */
	requireStore(ctx: RouterContext, node: INode): Promise<StoreSettings>;
	readLearned(options: LearnedOptions): Promise<Learned>;
	/** Embeddings that were paid for. */
	vectorsFor(ctx: RouterContext): DiskVectorCache;
	/** What to say of models that are gone, or soon will be. @param atMs epoch ms. */
	retirementHints(modelIds: readonly string[], atMs: number): readonly string[];
	/** @param settings of the LLM Router Store; `null`: the node has none. */
	storeFor(ctx: RouterContext, settings: StoreSettings | null): Promise<Store>;
	createClient(options: ClientOptions): ModelClient;
}
