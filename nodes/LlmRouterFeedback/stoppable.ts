import type { FeedbackLedger } from '../../router/ledger/feedbackPort';

/**
 * The log as an execution sees it that may be stopped: from then on nothing more is looked for in it, and whoever
 * does so learns why. What was paid or decided by then is still written.
 */
export function stoppable(ledger: FeedbackLedger, signal: AbortSignal): FeedbackLedger {
	const unlessStopped =
		<A extends readonly unknown[], T>(ask: (...args: A) => Promise<T>) =>
		async (...args: A): Promise<T> => {
			signal.throwIfAborted();
			return await ask(...args);
		};
	return {
		decisions: unlessStopped((ask) => ledger.decisions(ask)),
		examples: unlessStopped((ask) => ledger.examples(ask)),
		erase: unlessStopped((what) => ledger.erase(what)),
		modelsOf: unlessStopped((ids) => ledger.modelsOf(ids)),
		routers: unlessStopped(() => ledger.routers()),
		recordOutcomes: (outcomes) => ledger.recordOutcomes(outcomes),
		expire: (nowMs) => ledger.expire(nowMs),
		audits: (ask) => ledger.audits(ask),
		recordAudit: (audit) => ledger.recordAudit(audit),
		recordAuditStep: (step) => ledger.recordAuditStep(step),
		tuningDue: unlessStopped((ask) => ledger.tuningDue(ask)),
		putTuning: (options) => ledger.putTuning(options),
		auditsLost: unlessStopped((ask) => ledger.auditsLost(ask)),
		putDocument: (put) => ledger.putDocument(put),
		getDocument: (kind, name, version) => ledger.getDocument(kind, name, version),
		listDocuments: (kind) => ledger.listDocuments(kind),
		deleteDocument: (kind, name) => ledger.deleteDocument(kind, name),
	};
}
