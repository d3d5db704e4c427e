import { openRedis } from '../../adapters/redis/connect';

/** Asks a Redis for its state, says it, and has nothing more to do: it must end by itself. */
async function main(): Promise<void> {
	const port = Number(process.argv[2]);
	const redis = await openRedis({ host: '127.0.0.1', port, user: null, password: null, database: 0, prefix: 'p', tls: { mode: 'off' } });
	const { kind } = await redis.state();
	process.stdout.write(`${kind}\n`);
}

void main();
