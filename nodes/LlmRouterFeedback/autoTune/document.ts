import { DOCUMENTS } from '../../../router/ledger/documents';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import { readTuningDocument, type TuningDocument } from '../../../router/learning/autotune/document';

/** What a router's Auto-Tune knows, with its version. */
export interface Tuned {
	readonly routerId: string;
	readonly version: number;
	readonly document: TuningDocument;
}

/** `null`: it has none, or one that this version cannot read, with which the router begins anew. */
export async function readTuned(ledger: FeedbackLedger, routerId: string): Promise<Tuned | null> {
	const stored = await ledger.getDocument(DOCUMENTS.autoTune, routerId);
	const document = stored === null ? null : readTuningDocument(stored.json);
	return stored === null || document === null ? null : { routerId, version: stored.version, document };
}

/** Of all routers that have Auto-Tune, or of one; in the order of their ids. */
export async function readAllTuned(ledger: FeedbackLedger, routerId: string | null): Promise<Tuned[]> {
	const ids = routerId === null ? (await ledger.listDocuments(DOCUMENTS.autoTune)).map(({ name }) => name) : [routerId];
	const read: Tuned[] = [];
	for (const id of ids) {
		const tuned = await readTuned(ledger, id);
		if (tuned !== null) read.push(tuned);
	}
	return read;
}

/** How often others may be quicker before something must be wrong: a busy router writes every few seconds. */
const TRIES = 10;

/** As many versions stay as the routers leave. */
const KEPT_VERSIONS = 2;

/**
 * Changes what is kept of a router, whatever workers write meanwhile: who was slower reads what the other wrote.
 * `null`: there is none any more.
 *
 * @throws Error where nothing could be written.
 */
export async function changeTuned(
	ledger: FeedbackLedger,
	routerId: string,
	change: (document: TuningDocument) => TuningDocument,
): Promise<{ readonly before: TuningDocument; readonly after: TuningDocument } | null> {
	for (let tries = 0; tries < TRIES; tries++) {
		const kept = await readTuned(ledger, routerId);
		if (kept === null) return null;
		const { document: before, version } = kept;
		const after = change(before);
		if (after === before) return { before, after };
		const stored = await ledger.putDocument({
			kind: DOCUMENTS.autoTune,
			name: routerId,
			json: after,
			expectedVersion: version,
			keepVersions: KEPT_VERSIONS,
		});
		if (stored.kind === 'stored') return { before, after };
	}
	throw new Error('Auto-Tune could not be changed, because the router wrote at the same time. Run the node again.');
}
