import type { Clock } from '../../router/clock';
import type { SpendingStore } from '../../router/execution/budgets/spendingStore';
import type { Health } from '../../router/health/health';
import type { Limiter } from '../../router/health/limiter';
import type { Refusals } from '../../router/health/refusals';
import type { Slots } from '../../router/health/slots';
import { WINDOW_MS } from '../../router/health/slidingLog';
import type { SessionStore } from '../../router/session/sessionStore';

import { commandsOf } from './commands';
import { openRedis } from './connect';
import type { RedisSettings } from './settings';
import { createSharedHealth } from './sharedHealth';
import { createSharedRefusals } from './sharedRefusals';
import { createSharedSessions } from './sharedSessions';
import { createSharedSlots } from './sharedSlots';
import { createSharedSpending } from './sharedSpending';
import { createWorkers } from './workers';

/** What all workers on one Redis keep together, and what each goes by while it is away. */
export interface SharedStore {
	/** For a limiter with `askAgainMs: ASK_AGAIN_MS`. */
	readonly slots: Slots;
	readonly spending: SpendingStore;
	readonly refusals: Refusals;
	/** What is known of conversations between executions; nothing while Redis is away. */
	readonly sessions: SessionStore;
	/** @param limiter knows the capacity that is left. */
	health(limiter: Pick<Limiter, 'look'>): Health;
	/** That Redis is gone, and later that it is back: each once, to whoever asks first. */
	notices(): string[];
	/** Says goodbye to the others. */
	close(): Promise<void>;
}

interface SharedStoreSetup {
	readonly settings: RedisSettings;
	readonly clock: Clock;
	/** Default: `WINDOW_MS`, 61 s. The same for all workers. */
	readonly windowMs?: number;
}

/** Others may give a place back earlier than Redis said. */
export const ASK_AGAIN_MS = 250;

/**
 * Starts at once to look for Redis and never gives up; the first use waits for the first try, of 3 s at most. One
 * of these per process and settings is enough.
 */
export async function createSharedStore({ settings, clock, windowMs = WINDOW_MS }: SharedStoreSetup): Promise<SharedStore> {
	const { prefix } = settings;
	const commands = commandsOf(await openRedis(settings), settings);
	const workers = createWorkers({ commands, prefix, clock, windowMs });
	return {
		slots: createSharedSlots({ workers, prefix, clock, windowMs }),
		spending: createSharedSpending({ workers, prefix }),
		refusals: createSharedRefusals({ workers, prefix, clock }),
		sessions: createSharedSessions({ workers, prefix }),
		health: (limiter) => createSharedHealth({ workers, prefix, secret: settings.password ?? '', clock, limiter }),
		notices: () => workers.notices(),
		close: () => workers.close(),
	};
}
