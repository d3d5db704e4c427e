import { openRedis } from '../../adapters/redis/connect';

/** Asks a Redis for its state, says it, and has nothing more to do: it must end by itself. */
async function main(): Promise<void> {
	const [, , port, tls] = process.argv;
	const mode = tls === 'encrypt' ? tls : 'off';
	const redis = await openRedis({
		host: '127.0.0.1',
		port: Number(port),
		user: null,
		password: null,
		database: 0,
		prefix: 'p',
		tls: { mode },
	});
	const { kind } = await redis.state();
	process.stdout.write(`${kind}\n`);
}

void main();
