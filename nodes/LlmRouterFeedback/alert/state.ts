import { DOCUMENTS, readDocument } from '../../../router/ledger/documents';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import type { Finding } from '../../../router/report/alerts/finding';
import { alertStateSchema, checkIncidents, NO_INCIDENTS, type Checked, type News } from '../../../router/report/alerts/incidents';

interface Remembering {
	readonly ledger: FeedbackLedger;
	/** `workflow:node`: each node has incidents of its own. */
	readonly name: string;
	readonly findings: readonly Finding[];
	readonly news: readonly News[];
	readonly rules: ReadonlySet<string>;
	readonly nowMs: number;
}

/** How often others may be quicker before something must be wrong. */
const TRIES = 10;

/**
 * Puts the findings into the incidents that are kept, and says what has begun and ended by this check alone: of two
 * checks at the same moment one writes first, and the other sees what that one wrote.
 *
 * @throws Error where the state cannot be written: then nothing was said either, and the next check says it.
 */
export async function remember({ ledger, name, ...found }: Remembering): Promise<Checked> {
	for (let tries = 0; tries < TRIES; tries++) {
		const kept = await readDocument(ledger, { kind: DOCUMENTS.alert, name, schema: alertStateSchema });
		const checked = checkIncidents({ state: kept?.value ?? NO_INCIDENTS, ...found });
		if (!checked.changed) return checked;
		const stored = await ledger.putDocument({
			kind: DOCUMENTS.alert,
			name,
			json: checked.state,
			expectedVersion: kept?.version ?? 0,
			keepVersions: 2,
		});
		if (stored.kind === 'stored') return checked;
	}
	throw new Error(
		'The state of the alerts could not be written, because other executions wrote it at the same time. Run fewer checks at once.',
	);
}
