import type { RedisConnection } from './connect';
import { isReadOnly, redisProblem } from './problem';
import type { RedisSettings } from './settings';

/** Lua that Redis runs in one piece. */
export type Script = string;

/** All that the shared store asks of a connection. */
export interface RedisCommands {
	/** Why nothing can be asked now, in words without a secret; `null`: it answers. */
	problem(): Promise<string | null>;
	/** Rejects at once while the server is away, and after the connection's time limit where no answer comes. */
	run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
	/** Why `run` rejected, in words without a secret. */
	why(error: unknown): string;
	close(): Promise<void>;
}

export function commandsOf(connection: RedisConnection, settings: RedisSettings): RedisCommands {
	const { client } = connection;
	return {
		async problem() {
			const state = await connection.state();
			if (state.kind === 'down') return state.reason;
			// A server that was stopped keeps its lines open and says nothing.
			return await client.ping().then(
				() => null,
				(error: unknown) => redisProblem(error, settings),
			);
		},
		// Sent whole each time: by its hash alone, an unknown one would need a second try and come too late, out of turn.
		async run(script, keys, args) {
			try {
				return await client.eval(script, keys.length, ...keys, ...args);
			} catch (error) {
				if (isReadOnly(error)) connection.leave(error);
				throw error;
			}
		},
		why: (error) => redisProblem(error, settings),
		close: () => connection.close(),
	};
}
