import { createClient } from '../shared/client';
import { systemClock } from '../shared/clock';
import { retirementHints } from '../shared/retiredModels';
import { storeFor } from '../shared/store';
import { vectorCacheFor } from '../shared/vectorCache';

import { findCandidates } from './findCandidates';
import { readLearned } from './readLearned';
import { requireStore } from './requireStore';
import type { World } from './world';

/** All there is on a server of one's own. */
export const thisMachine: World = {
	clock: systemClock,
	findCandidates,
	requireStore,
	readLearned,
	vectorsFor: vectorCacheFor,
	retirementHints,
	storeFor,
	createClient,
};
