import type {
	AuditRecord,
	AuditRecorded,
	AuditStepRecord,
	AuditStepRecorded,
	AppliedTuningEvent,
	AuditsLostQuery,
	AuditsQuery,
	DecisionModels,
	DecisionPage,
	DecisionsQuery,
	DocumentHead,
	DocumentStored,
	Erasure,
	ExamplePage,
	ExamplesQuery,
	LoggedDecision,
	LoggedRouter,
	OutcomeRecorded,
	StoredDocument,
	TuningDueQuery,
	TuningEvent,
} from '../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../router/ledger/outcome';

import { claimAudits } from './audits';
import { deleteDocument, getDocument, listDocuments, putDocument, type DocumentWrite } from './documents';
import { eraseSome, expireSome } from './erase';
import { load } from './load';
import { modelsOf, writeOutcomes } from './outcomes';
import { decisionPage, examplePage } from './pages';
import { recordAudit, recordAuditStep } from './recordAudit';
import { listRouters } from './routers';
import type { Steps } from './steps';
import { auditsLost, putTuning, tuningDue } from './tuning';

/** What is asked of a ledger about feedback; each is one transaction. */
export type FeedbackRequest =
	| { readonly kind: 'record_outcomes'; readonly outcomes: readonly Outcome[] }
	| { readonly kind: 'models_of'; readonly ids: readonly string[] }
	| { readonly kind: 'decisions'; readonly ask: DecisionsQuery }
	| { readonly kind: 'routers' }
	| { readonly kind: 'examples'; readonly ask: ExamplesQuery }
	| { readonly kind: 'erase'; readonly what: Erasure }
	| { readonly kind: 'expire'; readonly nowMs: number }
	| { readonly kind: 'claim_audits'; readonly ask: AuditsQuery }
	| { readonly kind: 'record_audit'; readonly audit: AuditRecord }
	| { readonly kind: 'record_audit_step'; readonly step: AuditStepRecord }
	| { readonly kind: 'tuning_due'; readonly ask: TuningDueQuery }
	| { readonly kind: 'put_tuning'; readonly put: DocumentWrite; readonly applied: readonly AppliedTuningEvent[] }
	| { readonly kind: 'audits_lost'; readonly ask: AuditsLostQuery }
	| { readonly kind: 'load'; readonly seqs: readonly number[] }
	| { readonly kind: 'put_document'; readonly put: DocumentWrite }
	| { readonly kind: 'get_document'; readonly document: { readonly kind: string; readonly name: string; readonly version: number | null } }
	| { readonly kind: 'list_documents'; readonly of: string }
	| { readonly kind: 'delete_document'; readonly document: { readonly kind: string; readonly name: string } };

/** What each is answered with. */
export interface FeedbackValues {
	readonly record_outcomes: readonly OutcomeRecorded[];
	readonly models_of: readonly DecisionModels[];
	readonly decisions: DecisionPage;
	readonly routers: readonly LoggedRouter[];
	readonly examples: ExamplePage;
	readonly erase: number;
	readonly expire: number;
	/** The decisions' numbers. */
	readonly claim_audits: readonly number[];
	readonly record_audit: AuditRecorded;
	readonly record_audit_step: AuditStepRecorded;
	readonly tuning_due: readonly TuningEvent[];
	readonly put_tuning: DocumentStored;
	readonly audits_lost: readonly string[];
	readonly load: readonly LoggedDecision[];
	readonly put_document: DocumentStored;
	readonly get_document: StoredDocument | null;
	readonly list_documents: readonly DocumentHead[];
	readonly delete_document: boolean;
}

export type FeedbackAnswer = {
	readonly [K in keyof FeedbackValues]: { readonly kind: K; readonly value: FeedbackValues[K] };
}[keyof FeedbackValues];

const READING: ReadonlySet<FeedbackRequest['kind']> = new Set([
	'models_of',
	'decisions',
	'routers',
	'examples',
	'load',
	'tuning_due',
	'audits_lost',
	'get_document',
	'list_documents',
]);

/** Whether it changes nothing. */
export function onlyReads({ kind }: FeedbackRequest): boolean {
	return READING.has(kind);
}

/** The statements that answer it. */
export function* stepsOf(asked: FeedbackRequest): Steps<FeedbackAnswer> {
	switch (asked.kind) {
		case 'record_outcomes':
			return { kind: asked.kind, value: yield* writeOutcomes(asked.outcomes) };
		case 'models_of':
			return { kind: asked.kind, value: yield* modelsOf(asked.ids) };
		case 'decisions':
			return { kind: asked.kind, value: yield* decisionPage(asked.ask) };
		case 'routers':
			return { kind: asked.kind, value: yield* listRouters() };
		case 'examples':
			return { kind: asked.kind, value: yield* examplePage(asked.ask) };
		case 'erase':
			return { kind: asked.kind, value: yield* eraseSome(asked.what) };
		case 'expire':
			return { kind: asked.kind, value: yield* expireSome(asked.nowMs) };
		case 'claim_audits':
			return { kind: asked.kind, value: yield* claimAudits(asked.ask) };
		case 'record_audit':
			return { kind: asked.kind, value: yield* recordAudit(asked.audit) };
		case 'record_audit_step':
			return { kind: asked.kind, value: yield* recordAuditStep(asked.step) };
		case 'tuning_due':
			return { kind: asked.kind, value: yield* tuningDue(asked.ask) };
		case 'put_tuning':
			return { kind: asked.kind, value: yield* putTuning(asked) };
		case 'audits_lost':
			return { kind: asked.kind, value: yield* auditsLost(asked.ask) };
		case 'load':
			return { kind: asked.kind, value: yield* loadInOrder(asked.seqs) };
		case 'put_document':
			return { kind: asked.kind, value: yield* putDocument(asked.put) };
		case 'get_document':
			return { kind: asked.kind, value: yield* getDocument(asked.document) };
		case 'list_documents':
			return { kind: asked.kind, value: yield* listDocuments(asked.of) };
		case 'delete_document':
			return { kind: asked.kind, value: yield* deleteDocument(asked.document) };
	}
}

function* loadInOrder(seqs: readonly number[]): Steps<readonly LoggedDecision[]> {
	const read = yield* load(seqs, 'whole');
	return seqs.map((seq) => read.get(seq)).filter((decision) => decision !== undefined);
}
