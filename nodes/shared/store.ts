import { createHash } from 'node:crypto';
import path from 'node:path';

import type { INode } from 'n8n-workflow';

import { createPostgresLedger, type PostgresLedger } from '../../adapters/ledger/postgres/postgresLedger';
import type { PostgresSettings } from '../../adapters/ledger/postgres/settings';
import type { RedisSettings } from '../../adapters/redis/settings';
import { ASK_AGAIN_MS, createSharedStore, type SharedStore } from '../../adapters/redis/sharedStore';
import { createLimiter } from '../../router/health/limiter';
import { lookWith } from '../../router/health/refusals';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import type { Ledger } from '../../router/ledger/port';
import type { ReportSource } from '../../router/ledger/reportFacts';
import type { SessionStore } from '../../router/session/sessionStore';

import { systemClock } from './clock';
import { sharedState } from './health';
import { ConnectionPool, type PooledConnection } from './connectionPool';
import { ledgerFor, ownLedger, sqliteLedgerAt } from './ledger';
import type { SharedState } from './state';
import { storageFolder, type StorageContext } from './storage';
import { readStore, type StoreSettings } from './storeCredential';

const CREDENTIAL = 'llmRouterStoreApi';
/** What a run began may end a moment after it. */
const IDLE_MS = 60_000;
const SHARED = Symbol.for('n8n-nodes-llm-router/store');

/** Where the node writes its decisions, and what it knows and counts together with others. */
export interface Store {
	readonly ledger: Ledger;
	/** `null`: this n8n has no SQLite, and there is no Postgres. */
	readonly feedback: FeedbackLedger | null;
	/** `null` as `feedback` is. */
	readonly reports: ReportSource | null;
	readonly state: SharedState;
	/** What is known of conversations between executions: in Redis where there is one, otherwise with the decisions. */
	readonly sessions: SessionStore;
	/** What the user should know of the store and has not been told yet. */
	notices(): readonly string[];
	/** The run is over. */
	release(): void;
}

/**
 * The settings of the LLM Router Store, `null` where the node has none.
 * @throws ConfigError naming the field of the credential.
 */
export async function readStoreSettings(
	ctx: { getCredentials(type: string): Promise<unknown> },
	node: Pick<INode, 'credentials'>,
): Promise<StoreSettings | null> {
	return node.credentials?.[CREDENTIAL] === undefined ? null : readStore(await ctx.getCredentials(CREDENTIAL));
}

/** Whether the log holds what one worker of several has decided, and no more. */
export function isPartial(settings: StoreSettings | null): boolean {
	return inQueueMode() && !settings?.postgres;
}

export function inQueueMode(): boolean {
	return process.env['EXECUTIONS_MODE'] === 'queue';
}

/** The store of these settings; what they leave out is this n8n's own. */
export async function storeFor(ctx: StorageContext, settings: StoreSettings | null): Promise<Store> {
	const redis = settings?.redis ? redisOf(settings.redis) : null;
	const postgres = settings?.postgres ? postgresOf(ctx, settings.postgres) : null;
	const shared = await redis?.connection;
	const ledger = postgres?.connection ?? ownLedger(ctx);
	return {
		ledger: ledger ?? ledgerFor(ctx),
		feedback: ledger?.feedback ?? null,
		reports: ledger,
		state: shared?.state ?? sharedState(),
		sessions: shared?.store.sessions ?? ledger?.sessions ?? NO_SESSIONS,
		notices: () => shared?.store.notices() ?? [],
		release() {
			redis?.release();
			postgres?.release();
		},
	};
}

/**
 * Keys were seen to work: ends their cooldowns, in this n8n and in every Redis it is connected to, for all workers there.
 * @param settings of a store to connect to besides. Never rejects.
 */
export async function liftKeyCooldowns(keyIds: readonly string[], settings: StoreSettings | null = null): Promise<void> {
	const nowMs = systemClock.now();
	const redis = settings?.redis ? redisOf(settings.redis) : null;
	try {
		const shared = await Promise.all(opened().redis.opened());
		await Promise.all([sharedState(), ...shared.map(({ state }) => state)].map(({ health }) => health.lifted(keyIds, nowMs)));
	} finally {
		redis?.release();
	}
}

/** Writes what waits and lets go of every server; the next `storeFor` connects anew. */
export async function closeStores(): Promise<void> {
	const { postgres, redis } = opened();
	await Promise.all([postgres.closeAll(), redis.closeAll()]);
}

/** Without SQLite. */
const NO_SESSIONS: SessionStore = { read: async () => null, write: async () => undefined };

interface OpenedRedis {
	readonly store: SharedStore;
	readonly state: SharedState;
}

function redisOf(settings: RedisSettings): PooledConnection<Promise<OpenedRedis>> {
	const { host, port, database, prefix } = settings;
	return opened().redis.acquire({ key: keyOf(settings), server: keyOf({ host, port, database, prefix }), open: () => openRedis(settings) });
}

async function openRedis(settings: RedisSettings): Promise<OpenedRedis> {
	const store = await createSharedStore({ settings, clock: systemClock });
	const limiter = createLimiter({ slots: store.slots, clock: systemClock, askAgainMs: ASK_AGAIN_MS });
	const { refusals, spending } = store;
	return { store, state: { limiter, health: store.health(lookWith(limiter, refusals)), spending, refusals } };
}

function postgresOf(ctx: StorageContext, settings: PostgresSettings): PooledConnection<PostgresLedger> {
	const { host, port, database, schema } = settings;
	// One for each place, not for each user and password: what waits must be found again after those were changed.
	const place = keyOf({ host, port, database, schema }).slice(0, 16);
	const spool = () => sqliteLedgerAt(path.join(storageFolder(ctx), `waiting-${place}.sqlite`));
	return opened().postgres.acquire({ key: keyOf(settings), server: place, open: () => createPostgresLedger({ settings, spool: spool() }) });
}

/** Holds no secret. */
function keyOf(settings: object): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

interface Opened {
	readonly postgres: ConnectionPool<PostgresLedger>;
	readonly redis: ConnectionPool<Promise<OpenedRedis>>;
}

// On globalThis, because n8n may load our package twice.
function opened(): Opened {
	const holder: typeof globalThis & { [SHARED]?: Opened } = globalThis;
	return (holder[SHARED] ??= {
		postgres: new ConnectionPool({ idleMs: IDLE_MS, close: (ledger) => ledger.close() }),
		redis: new ConnectionPool({ idleMs: IDLE_MS, close: async (redis) => await (await redis).store.close() }),
	});
}
