import type {
	AuditRecord,
	AuditRecorded,
	AuditStepRecord,
	AuditStepRecorded,
	AuditsLostQuery,
	AuditsQuery,
	DecisionModels,
	DecisionPage,
	DecisionsQuery,
	DocumentHead,
	DocumentPut,
	DocumentStored,
	Erasure,
	ExamplePage,
	ExamplesQuery,
	FeedbackLedger,
	LoggedDecision,
	LoggedRouter,
	OutcomeRecorded,
	StoredDocument,
	TuningDueQuery,
	TuningEvent,
	TuningPut,
} from '../../../router/ledger/feedbackPort';
import { outcomeSchema, type Outcome } from '../../../router/ledger/outcome';

import type { DocumentWrite } from './documents';
import type { FeedbackAnswer, FeedbackRequest, FeedbackValues } from './asks';
import { ERASED_AT_ONCE } from './erase';
import { OUTCOMES_AT_ONCE } from './outcomes';

export type Performed = { readonly kind: 'done'; readonly answer: FeedbackAnswer } | { readonly kind: 'refused'; readonly reason: string };

interface FeedbackOptions {
	/** Answers an ask in one transaction; never rejects. */
	readonly perform: (options: FeedbackRequest) => Promise<Performed>;
	/** Called when something may have been forgotten, so that no trace of it stays. */
	readonly scrub: () => Promise<void>;
}

/** The feedback side of a ledger, however it answers. Long work is cut up, so that records are written in between. */
export function createFeedbackLedger(options: FeedbackOptions): FeedbackLedger {
	return new Feedback(options);
}

/** An answer is taken from its message in one go. */
const MODELS_AT_ONCE = 500;
/** They are bound one by one. */
const KEYS_AT_ONCE = 500;
const MAX_NAME_CHARS = 200;
const MAX_DOCUMENT_CHARS = 2_000_000;

class Feedback implements FeedbackLedger {
	constructor(private readonly options: FeedbackOptions) {}

	async recordOutcomes(outcomes: readonly Outcome[]): Promise<readonly OutcomeRecorded[]> {
		const became: OutcomeRecorded[] = [];
		for (const some of slices(outcomes, OUTCOMES_AT_ONCE)) became.push(...(await this.recordSome(some)));
		return became;
	}

	async modelsOf(decisionIds: readonly string[]): Promise<readonly DecisionModels[]> {
		const found: DecisionModels[] = [];
		for (const ids of slices([...new Set(decisionIds)], MODELS_AT_ONCE)) found.push(...(await this.ask({ kind: 'models_of', ids })));
		return found;
	}

	decisions(ask: DecisionsQuery): Promise<DecisionPage> {
		return this.ask({ kind: 'decisions', ask });
	}

	routers(): Promise<readonly LoggedRouter[]> {
		return this.ask({ kind: 'routers' });
	}

	examples(ask: ExamplesQuery): Promise<ExamplePage> {
		return this.ask({ kind: 'examples', ask });
	}

	async erase(what: Erasure): Promise<number> {
		let erased = 0;
		for (const part of partsOf(what)) erased += await this.untilDone({ kind: 'erase', what: part });
		await this.options.scrub();
		return erased;
	}

	async expire(nowMs: number): Promise<number> {
		const expired = await this.untilDone({ kind: 'expire', nowMs });
		await this.options.scrub();
		return expired;
	}

	async audits(ask: AuditsQuery): Promise<readonly LoggedDecision[]> {
		const seqs = await this.ask({ kind: 'claim_audits', ask });
		return seqs.length === 0 ? [] : this.ask({ kind: 'load', seqs });
	}

	async recordAudit(audit: AuditRecord): Promise<AuditRecorded> {
		if ('outcome' in audit.end) outcomeSchema.parse(audit.end.outcome);
		return await this.ask({ kind: 'record_audit', audit });
	}

	recordAuditStep(step: AuditStepRecord): Promise<AuditStepRecorded> {
		return this.ask({ kind: 'record_audit_step', step });
	}

	tuningDue(ask: TuningDueQuery): Promise<readonly TuningEvent[]> {
		return this.ask({ kind: 'tuning_due', ask });
	}

	async putTuning({ put, applied }: TuningPut): Promise<DocumentStored> {
		return await this.ask({ kind: 'put_tuning', put: writeOf(put), applied });
	}

	async auditsLost({ keys, ...ask }: AuditsLostQuery): Promise<readonly string[]> {
		const lost: string[] = [];
		for (const some of slices(keys, KEYS_AT_ONCE)) lost.push(...(await this.ask({ kind: 'audits_lost', ask: { ...ask, keys: some } })));
		return lost;
	}

	async putDocument(put: DocumentPut): Promise<DocumentStored> {
		return await this.ask({ kind: 'put_document', put: writeOf(put) });
	}

	getDocument(kind: string, name: string, version: number | null = null): Promise<StoredDocument | null> {
		return this.ask({ kind: 'get_document', document: { kind, name, version } });
	}

	listDocuments(kind: string): Promise<readonly DocumentHead[]> {
		return this.ask({ kind: 'list_documents', of: kind });
	}

	deleteDocument(kind: string, name: string): Promise<boolean> {
		return this.ask({ kind: 'delete_document', document: { kind, name } });
	}

	private async recordSome(outcomes: readonly Outcome[]): Promise<readonly OutcomeRecorded[]> {
		const read = outcomes.map((outcome) => outcomeSchema.safeParse(outcome));
		const fit = read.flatMap(({ data }) => (data === undefined ? [] : [data]));
		const performed = fit.length === 0 ? null : await this.options.perform({ kind: 'record_outcomes', outcomes: fit });
		const recorded = performed?.kind === 'done' && performed.answer.kind === 'record_outcomes' ? [...performed.answer.value] : [];
		const otherwise: OutcomeRecorded = {
			kind: 'refused',
			reason: performed?.kind === 'refused' ? performed.reason : 'The ledger gave no answer.',
		};
		return read.map(({ error }) => {
			if (error === undefined) return recorded.shift() ?? otherwise;
			const [issue] = error.issues;
			return { kind: 'refused', reason: `The outcome is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.` };
		});
	}

	private async untilDone(ask: Extract<FeedbackRequest, { kind: 'erase' | 'expire' }>): Promise<number> {
		let done = 0;
		for (;;) {
			const more = await this.ask(ask);
			done += more;
			if (more < ERASED_AT_ONCE) return done;
		}
	}

	private async ask<K extends FeedbackRequest['kind']>(ask: FeedbackRequest & { readonly kind: K }): Promise<FeedbackValues[K]> {
		const performed = await this.options.perform(ask);
		if (performed.kind === 'refused') throw new Error(performed.reason);
		const { answer } = performed;
		if (!answers(answer, ask.kind)) throw new Error('The ledger answered what it was not asked.');
		return answer.value;
	}
}

function answers<K extends FeedbackRequest['kind']>(
	answer: FeedbackAnswer,
	kind: K,
): answer is FeedbackAnswer & { readonly kind: K; readonly value: FeedbackValues[K] } {
	return answer.kind === kind;
}

function slices<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function partsOf(what: Erasure): readonly Erasure[] {
	return what.kind === 'ids' ? slices([...new Set(what.ids)], ERASED_AT_ONCE - 1).map((ids) => ({ kind: 'ids', ids })) : [what];
}

function writeOf({ kind, name, json, expectedVersion, keepVersions }: DocumentPut): DocumentWrite {
	return { ...named(kind, name), text: textOf(json), atMs: Date.now(), expectedVersion, keepVersions: keepVersions ?? null };
}

function named(kind: string, name: string): { readonly kind: string; readonly name: string } {
	for (const text of [kind, name]) {
		if (text === '' || text.length > MAX_NAME_CHARS)
			throw new RangeError(`A document's kind and name have 1 to ${MAX_NAME_CHARS} characters.`);
	}
	return { kind, name };
}

function textOf(json: unknown): string {
	const text: string | undefined = JSON.stringify(json);
	if (text === undefined) throw new TypeError('A document must be plain JSON.');
	if (text.length > MAX_DOCUMENT_CHARS)
		throw new RangeError(`A document may have ${MAX_DOCUMENT_CHARS} characters at most, not ${text.length}.`);
	return text;
}
