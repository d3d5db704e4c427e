import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { freshN8n, freshWorker, type N8nRest } from './e2e';
import { startPostgres } from './postgres';
import { startRedis } from './redis';

export interface QueueMode {
	readonly rest: N8nRest;
	/** Of the main process, which takes webhooks and runs nothing itself. */
	readonly url: string;
	readonly workers: readonly QueueWorker[];
	/** Data folders of all processes. */
	readonly folders: readonly string[];
	stop(): Promise<void>;
}

export interface QueueWorker {
	/** Ids of the executions it has begun. */
	began(): readonly string[];
}

export interface QueueModeOptions {
	/** Of the spec; data folders and logs are called so. */
	readonly name: string;
	readonly workers: number;
	/** Executions that a worker runs at once; more wait for another. */
	readonly concurrency: number;
}

/** A real n8n in queue mode: its main process, its workers, and a Postgres and a Redis for n8n alone. */
export async function startQueueMode({ name, workers, concurrency }: QueueModeOptions): Promise<QueueMode> {
	const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
	const stopServers = () => Promise.all([postgres.remove(), redis.stop()]);
	const { host, port, database, user, password } = postgres.settings('public');
	const env = {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		N8N_ENCRYPTION_KEY: randomUUID(),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: host,
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: database,
		DB_POSTGRESDB_USER: user,
		DB_POSTGRESDB_PASSWORD: password,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		N8N_LOG_LEVEL: 'info',
	};
	try {
		// Alone at first: it makes the tables.
		const main = await freshN8n(`${name}-main`, env);
		const names = Array.from({ length: workers }, (_, index) => `${name}-worker-${String(index + 1)}`);
		const started = await Promise.all(
			names.map((one) => freshWorker(one, { ...env, N8N_CONCURRENCY_PRODUCTION_LIMIT: String(concurrency) })),
		);
		return {
			rest: main.rest,
			url: main.server.url,
			workers: started.map(({ server }) => ({ began: () => begunIn(server.log) })),
			folders: [main, ...started].map(({ folder }) => folder),
			async stop() {
				await Promise.all([main, ...started].map(({ server }) => server.stop()));
				await stopServers();
			},
		};
	} catch (error) {
		await stopServers();
		throw error;
	}
}

/** n8n says it nowhere but in its log. */
function begunIn(log: string): string[] {
	return [...readFileSync(log, 'utf8').matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id ?? '');
}
