import { expireSessions } from '../sessions';

import { expireSome } from './erase';
import type { Steps } from './steps';

const EVERY_MS = 5 * 60_000;
/** While more is due than is forgotten at once. */
const AGAIN_MS = 1000;
const AT_ONCE = 100;

/** What a ledger forgets by itself while it is written, a little now and then, so that nobody waits for it. */
export class LazyExpiry {
	private dueAtMs = 0;

	/** The steps to run now, which say of how many decisions something was forgotten; `null`: not yet. */
	due(): Steps<number> | null {
		if (performance.now() < this.dueAtMs) return null;
		this.next(EVERY_MS);
		return this.expire();
	}

	private *expire(): Steps<number> {
		const expired = yield* expireSome(Date.now(), AT_ONCE);
		const sessions = yield* expireSessions(Date.now(), AT_ONCE);
		if (expired === AT_ONCE || sessions === AT_ONCE) this.next(AGAIN_MS);
		return expired;
	}

	private next(inMs: number): void {
		this.dueAtMs = performance.now() + inMs;
	}
}
