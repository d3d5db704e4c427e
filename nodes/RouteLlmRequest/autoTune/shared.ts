import { basisKey } from '../../../router/learning/autotune/basisKey';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';

import { Tuner, type TunerOptions } from './tuner';

const SHARED = Symbol.for('n8n-nodes-llm-router/autoTune');

/** The one of this process: runs of the same router know what each other decides. */
export function tunerFor(options: TunerOptions): Tuner {
	const { byLedger } = shared();
	const tuners = byLedger.get(options.ledger) ?? new Map<string, Tuner>();
	byLedger.set(options.ledger, tuners);
	// Of a router, the published workflow and one that is still running from before may be about different things.
	const name = JSON.stringify([options.routerId, basisKey(options.basis)]);
	const tuner = tuners.get(name) ?? new Tuner(options);
	tuners.set(name, tuner);
	return tuner;
}

/** What goes on behind the runs; the next one waits for it where it is the same router's. */
export function behind(routerId: string, work: () => Promise<void>): Promise<void> {
	const { running } = shared();
	const begun = (running.get(routerId) ?? Promise.resolve()).then(work).catch(() => undefined);
	running.set(routerId, begun);
	return begun.finally(() => {
		if (running.get(routerId) === begun) running.delete(routerId);
	});
}

/** Resolves when nothing is compared any more behind the runs so far. */
export async function tuningSettled(): Promise<void> {
	await Promise.all(shared().running.values());
}

/** Forgets what this process knows; the next run reads the log. */
export function clearTuning(): void {
	holder[SHARED] = { byLedger: new WeakMap(), running: shared().running };
}

interface Shared {
	/** By the ledger it is in, then by router and basis. */
	readonly byLedger: WeakMap<FeedbackLedger, Map<string, Tuner>>;
	/** By router. */
	readonly running: Map<string, Promise<void>>;
}

// On globalThis, because n8n may load our package twice.
const holder: typeof globalThis & { [SHARED]?: Shared } = globalThis;

function shared(): Shared {
	return (holder[SHARED] ??= { byLedger: new WeakMap(), running: new Map() });
}
