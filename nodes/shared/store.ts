import { createHash } from 'node:crypto';
import path from 'node:path';

import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { createPostgresLedger, type PostgresLedger } from '../../adapters/ledger/postgres/postgresLedger';
import type { PostgresSettings } from '../../adapters/ledger/postgres/settings';
import type { RedisSettings } from '../../adapters/redis/settings';
import { ASK_AGAIN_MS, createSharedStore, type SharedStore } from '../../adapters/redis/sharedStore';
import { createLimiter } from '../../router/health/limiter';
import type { Ledger } from '../../router/ledger/port';

import { systemClock } from './clock';
import { sharedState, type SharedState } from './health';
import { ledgerFor, sqliteLedgerAt } from './ledger';
import { storageFolder } from './storage';
import { readStore, type StoreSettings } from './storeCredential';

const CREDENTIAL = 'llmRouterStoreApi';
const SHARED = Symbol.for('n8n-nodes-llm-router/store');

/** Where the node writes its decisions, and what it knows and counts together with others. */
export interface Store {
	readonly ledger: Ledger;
	readonly state: SharedState;
	/** What the user should know of the store and has not been told yet. */
	notices(): readonly string[];
}

/**
 * The settings of the LLM Router Store, `null` where the node has none.
 * @throws ConfigError naming the field of the credential.
 */
export async function readStoreSettings(ctx: IExecuteFunctions, node: INode): Promise<StoreSettings | null> {
	return node.credentials?.[CREDENTIAL] === undefined ? null : readStore(await ctx.getCredentials(CREDENTIAL));
}

/** What must never be shown. */
export function secretsOf(settings: StoreSettings | null): readonly string[] {
	return [settings?.postgres?.password, settings?.redis?.password].filter((secret) => typeof secret === 'string');
}

/** The store of these settings; what they leave out is this n8n's own. */
export async function storeFor(ctx: IExecuteFunctions, settings: StoreSettings | null): Promise<Store> {
	const redis = settings?.redis ? await redisOf(settings.redis) : null;
	return {
		ledger: settings?.postgres ? postgresOf(ctx, settings.postgres) : ledgerFor(ctx),
		state: redis?.state ?? sharedState(),
		notices: () => redis?.shared.notices() ?? [],
	};
}

/** Writes what waits and lets go of every server; the next `storeFor` connects anew. */
export async function closeStores(): Promise<void> {
	const { postgres, redis } = opened();
	const all = [...[...postgres.values()].map((ledger) => ledger.close()), ...[...redis.values()].map(async (one) => (await one).shared.close())];
	postgres.clear();
	redis.clear();
	await Promise.all(all);
}

interface OpenedRedis {
	readonly shared: SharedStore;
	readonly state: SharedState;
}

function redisOf(settings: RedisSettings): Promise<OpenedRedis> {
	const { redis } = opened();
	const key = keyOf(settings);
	const known = redis.get(key) ?? openRedis(settings);
	redis.set(key, known);
	return known;
}

async function openRedis(settings: RedisSettings): Promise<OpenedRedis> {
	const shared = await createSharedStore({ settings, clock: systemClock });
	const limiter = createLimiter({ places: shared.places, clock: systemClock, askAgainMs: ASK_AGAIN_MS });
	return { shared, state: { limiter, health: shared.health(limiter), spending: shared.spending } };
}

function postgresOf(ctx: IExecuteFunctions, settings: PostgresSettings): PostgresLedger {
	const { postgres } = opened();
	const key = keyOf(settings);
	// One for each place, not for each password: what waits must be found again after that was changed.
	const place = keyOf({ ...settings, password: '', tls: null }).slice(0, 16);
	const known = postgres.get(key) ?? createPostgresLedger({ settings, spool: sqliteLedgerAt(path.join(storageFolder(ctx), `waiting-${place}.sqlite`)) });
	postgres.set(key, known);
	return known;
}

/** Holds no secret. */
function keyOf(settings: object): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

interface Opened {
	readonly postgres: Map<string, PostgresLedger>;
	readonly redis: Map<string, Promise<OpenedRedis>>;
}

// On globalThis, because n8n may load our package twice.
function opened(): Opened {
	const holder: typeof globalThis & { [SHARED]?: Opened } = globalThis;
	return (holder[SHARED] ??= { postgres: new Map(), redis: new Map() });
}
