import { createConnectedClient } from '../../adapters/connected/client';
import { ConfigError } from '../../router/configError';
import { connectedCandidates } from '../RouteLlmRequest/candidates';
import { NOTHING_ASKED, readsLog } from '../RouteLlmRequest/learned';
import type { World } from '../RouteLlmRequest/world';
import { n8nClock } from '../shared/n8nClock';
import { createState } from '../shared/state';
import type { Store } from '../shared/store';

/** Nothing but the Chat Models that are plugged in, and what this process remembers of them. */
export const connectedWorld: World = {
	clock: n8nClock,
	async findCandidates({ ctx }, settings) {
		if (settings.modelsFrom === 'connected') return await connectedCandidates(ctx, settings);
		throw new ConfigError('Models From', 'is not Connected Chat Models, and no others can be asked here', 'Choose Connected Chat Models.');
	},
	async requireStore() {
		throw new ConfigError('Share Limits and Log Between Workers', 'is on, but no store can be reached here', 'Remove it from Options.');
	},
	readLearned: async ({ settings }) => (readsLog(settings) ? { ...NOTHING_ASKED, notices: () => [NOTHING_LEARNED] } : NOTHING_ASKED),
	vectorsFor() {
		throw new Error('Connected Chat Models make no embeddings');
	},
	retirementHints: () => [],
	storeFor: async () => store,
	createClient: ({ connected }) =>
		createConnectedClient({
			models: connected,
			now: () => n8nClock.wall(),
			sleep: (ms, signal) => n8nClock.sleep(ms, signal),
			whenSent: (onLeave) => onLeave?.(),
		}),
};

const NO_LOG = 'no log is kept here';
const NOTHING_LEARNED = `Nothing that was learned can be read, because ${NO_LOG}: the shipped weights and the threshold of this panel are used.`;

/** For as long as this process lives; what it has of a conversation, n8n keeps within one execution. */
const store: Store = {
	ledger: { record: async () => ({ kind: 'refused', reason: NO_LOG }), tally: async () => null },
	feedback: null,
	reports: null,
	state: createState(n8nClock),
	sessions: { read: async () => null, write: async () => undefined },
	notices: () => [],
	release: () => undefined,
};
