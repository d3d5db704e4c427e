import { DAY_MS } from '../clock';

/** How long a conversation is remembered after its last turn, in ms. */
export const SESSION_MS = DAY_MS;

/**
 * Where the state of a conversation is kept between executions. A state that is lost costs nothing but that the next
 * turn is routed as if it were the first, so neither ever rejects, nor waits long, for a disk or a server that is gone.
 */
export interface SessionStore {
	/**
	 * @param key a keyed hash, never the id of the conversation itself.
	 * @param nowMs epoch ms.
	 * @returns what was written last, as plain JSON; `null`: nothing, longer ago than `SESSION_MS`, or it cannot be read.
	 */
	read(key: string, nowMs: number): Promise<unknown>;
	/**
	 * A newer state that another worker wrote meanwhile stays.
	 * @param state plain JSON. @param atMs epoch ms of the turn it is as of.
	 */
	write(key: string, state: object, atMs: number): Promise<void>;
}
