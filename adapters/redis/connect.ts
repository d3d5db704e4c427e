import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { AbstractConnector, Redis } from '../../vendor/redis';
import { hungUp } from '../connectionProblem';
import { tlsOptions } from '../tls';
import { redisProblem } from './problem';
import type { RedisSettings } from './settings';

const CONNECT_TIMEOUT_MS = 3_000;
const COMMAND_TIMEOUT_MS = 2_000;
/** A command is out and no byte came back for this long: the line is dead, whatever the network says. */
const SILENCE_MS = 3_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
/** 1.6 s: it may be the wrong server for long. */
const TRIES_AFTER_LEAVING = 3;

type RedisState = { readonly kind: 'ready' } | { readonly kind: 'down'; readonly reason: string };

export interface RedisConnection {
	/**
	 * For commands. While the server is away each fails at once, and so do those under way when it goes: none
	 * waits and none is sent twice. One without an answer fails after 2 s.
	 */
	readonly client: Redis;
	/**
	 * Opens the connection by the first call and waits for a try under way; between tries it says at once why
	 * the last one failed, without a secret. Tries go on in the background for ever, 0.2 to 5 s apart.
	 */
	state(): Promise<RedisState>;
	/**
	 * Gives up a server that answers and cannot serve us, and looks the host up anew: another may have taken its
	 * place. @param error by which it said so.
	 */
	leave(error: unknown): void;
	/** Waits for the commands under way. */
	close(): Promise<void>;
}

/** Prepares a connection; nothing is sent before `state()`. It does not keep an otherwise idle process alive. */
export async function openRedis(settings: RedisSettings): Promise<RedisConnection> {
	const vendor = await import('../../vendor/redis');
	const client = new vendor.Redis({
		host: settings.host,
		port: settings.port,
		...(settings.user === null ? {} : { username: settings.user }),
		...(settings.password === null ? {} : { password: settings.password }),
		db: settings.database,
		...(settings.tls.mode === 'off' ? {} : { tls: {} }),
		Connector: connectorTo(settings, vendor.AbstractConnector),
		connectionName: 'n8n-llm-router',
		lazyConnect: true,
		enableOfflineQueue: false,
		connectTimeout: CONNECT_TIMEOUT_MS,
		commandTimeout: COMMAND_TIMEOUT_MS,
		socketTimeout: SILENCE_MS,
		// Its own timer would keep the process alive, and its own retry send commands a second time: `Link` tries again.
		retryStrategy: null,
	});
	return new Link(client, settings);
}

class Link implements RedisConnection {
	private underWay: Promise<RedisState> | null = null;
	private failure: unknown = null;
	private wasReady = false;
	private failedTries = 0;
	private retry: NodeJS.Timeout | null = null;
	private closed = false;

	constructor(
		readonly client: Redis,
		private readonly settings: RedisSettings,
	) {
		client.on('error', (error: unknown) => this.note(error));
		client.on('ready', () => {
			this.failure = null;
			this.failedTries = 0;
			this.wasReady = true;
		});
		client.on('end', () => this.tryLater());
	}

	async state(): Promise<RedisState> {
		if (this.client.status === 'ready') return { kind: 'ready' };
		if (this.client.status === 'wait') this.connect();
		return (await this.settled()) ?? this.down();
	}

	leave(error: unknown): void {
		if (this.client.status !== 'ready') return;
		this.failure ??= error;
		this.failedTries = TRIES_AFTER_LEAVING;
		this.client.disconnect(true);
	}

	async close(): Promise<void> {
		this.closed = true;
		if (this.retry !== null) clearTimeout(this.retry);
		if (this.client.status === 'ready') await this.client.quit().catch(() => undefined);
		if (this.client.status !== 'end') this.client.disconnect();
	}

	private connect(): void {
		this.failure = null;
		this.wasReady = false;
		this.underWay = this.client.connect().then(
			() => ({ kind: 'ready' }),
			() => this.down(),
		);
		void this.underWay.finally(() => (this.underWay = null));
	}

	/** The sockets do not keep the process alive, so while somebody waits for one, a timer does. */
	private async settled(): Promise<RedisState | null> {
		const awake = setInterval(() => undefined, LONGEST_RETRY_MS);
		try {
			return await this.underWay;
		} finally {
			clearInterval(awake);
		}
	}

	private down(): RedisState {
		const { settings, failure, wasReady } = this;
		if (failure !== null) return { kind: 'down', reason: redisProblem(failure, settings) };
		return { kind: 'down', reason: wasReady ? 'the connection was lost' : hungUp(settings) };
	}

	private note(error: unknown): void {
		// The first one of a try is the cause; the others follow from it.
		this.failure ??= error;
		if (!isReply(error)) return;
		// Without its database the client would go on in database 0, among somebody else's keys.
		if (error.command.name === 'select') this.client.disconnect(true);
		// Commands under way fail by this very error, and its arguments hold the password.
		Reflect.deleteProperty(error, 'command');
	}

	private tryLater(): void {
		if (this.closed) return;
		const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failedTries);
		this.failedTries += 1;
		this.retry = setTimeout(() => this.connect(), delay).unref();
	}
}

function isReply(error: unknown): error is Error & { command: { name: unknown } } {
	return (
		error instanceof Error && 'command' in error && typeof error.command === 'object' && error.command !== null && 'name' in error.command
	);
}

/** Opens the sockets, and lets the process end while they are idle. */
function connectorTo(settings: RedisSettings, Base: typeof AbstractConnector): new (options: unknown) => AbstractConnector {
	const { host, port } = settings;
	const tls = tlsOptions(settings);
	return class extends Base {
		constructor() {
			super(COMMAND_TIMEOUT_MS);
		}

		override async connect() {
			this.connecting = true;
			const socket: Socket = tls === null ? connectPlain({ host, port }) : connectTls({ ...tls, host, port });
			socket.once('error', (error: Error) => {
				this.firstError = error;
			});
			socket.unref();
			this.stream = socket;
			return socket;
		}
	};
}
