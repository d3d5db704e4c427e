import { applyEvents, awaitedKeys } from '../../../router/learning/autotune/apply';
import { basisKey } from '../../../router/learning/autotune/basisKey';
import { readTuningDocument, type TuningDocument } from '../../../router/learning/autotune/document';
import { type AutoTuneEvent, next } from '../../../router/learning/autotune/next';
import { openDocument, wishOf } from '../../../router/learning/autotune/open';
import { hintOf, reasonOf } from '../../../router/learning/autotune/told';
import type { Wish } from '../../../router/learning/autotune/wish';
import { drawFromId } from '../../../router/learning/statistics/drawFromId';
import { DOCUMENTS } from '../../../router/ledger/documents';
import { AUDIT_LEASE_MS, type DocumentStored, type FeedbackLedger, type TuningPut } from '../../../router/ledger/feedbackPort';
import type { TuningAsk, TuningChoice } from '../../../router/strategies/autoTuned';
import { systemClock } from '../../shared/clock';

import type { TuningSubject } from './basis';

/** How often another process may have been quicker. */
const TRIES = 10;
/** Events taken at once. */
const PAGE = 500;
/** The state before stays, to be looked at. */
const VERSIONS_KEPT = 2;
/** A long run looks at the log as often, in decisions. */
const REFRESH_EVERY = 50;
/** Of other requests, for controls. */
const ANSWERS_KEPT = 10;

export interface TunerOptions extends Pick<TuningSubject, 'basis' | 'facts'> {
	readonly ledger: FeedbackLedger;
	/** `workflow:node`. */
	readonly routerId: string;
	readonly promptHash: string;
	/** To be frozen with a new basis. */
	readonly weights: TuningDocument['weights'];
}

/**
 * What one process knows of one router's Auto-Tune: the document that all share, and what this process decided and the
 * document does not have yet. Nothing here rejects for what the log does: what was known goes on.
 */
export class Tuner {
	/** `null`: nothing can be known, or the log is about another basis by now. */
	private live: TuningDocument | null = null;
	/** Decisions of this process that the document may not have yet, oldest first. */
	private readonly ahead = new Map<string, Ahead>();
	private refreshing: Promise<void> | null = null;
	private sinceRefresh = 0;
	/** Epoch ms. */
	private restsFromMs = -Infinity;
	private failed: string | null = null;
	private waiting: string | null = null;
	private readonly answers: string[] = [];
	private readonly key: string;

	constructor(private options: TunerOptions) {
		this.key = basisKey(options.basis);
	}

	/** At the start of a run. Until it has resolved once, everything goes to the strongest. */
	async open(options: TunerOptions): Promise<void> {
		this.options = options;
		await this.attempt(() => this.begin());
		await this.refresh();
	}

	/** The same for the same key, so that Retry On Fail draws nothing anew. */
	decide(ask: TuningAsk): TuningChoice {
		const known = this.ahead.get(ask.key)?.choice;
		if (known !== undefined) return known;
		const { live } = this;
		if (live === null) return NOTHING_KNOWN;
		const { choice, event } = this.chosen(live, ask);
		this.ahead.set(ask.key, { choice, event, isDone: false });
		this.live = withEvent(live, event);
		return choice;
	}

	/** The item has left, and with it its decision is in the log, or waits to be. @param answer `null`: nobody answered. */
	done(key: string, answer: string | null): void {
		const ahead = this.ahead.get(key);
		if (ahead !== undefined) ahead.isDone = true;
		if (answer !== null) this.answers.splice(0, Math.max(0, this.answers.push(answer) - ANSWERS_KEPT));
		if (++this.sinceRefresh >= REFRESH_EVERY && this.refreshing === null) void this.refresh();
	}

	/** Takes up what the log has since. One that is under way began too early, so it is waited for first. */
	async refresh(): Promise<void> {
		await this.refreshing;
		this.sinceRefresh = 0;
		this.refreshing = this.attempt(() => this.take()).finally(() => (this.refreshing = null));
		await this.refreshing;
	}

	/** The last answers of other requests. In memory alone. */
	others(): readonly string[] {
		return this.answers;
	}

	/** The judge said nothing: nothing is compared until what waits for it can be claimed again, for which only it is asked. */
	rest(atMs: number): void {
		this.restsFromMs = atMs;
	}

	isResting(atMs: number): boolean {
		const forMs = atMs - this.restsFromMs;
		return forMs >= 0 && forMs < AUDIT_LEASE_MS;
	}

	/** What comparisons have cost so far, in nano-USD. */
	spentNanoUsd(): number {
		return this.live?.state.audits.spentNanoUsd ?? 0;
	}

	/** @param why what comparisons wait for, as a sentence; `null`: they go on. */
	waitFor(why: string | null): void {
		this.waiting = why;
	}

	/** Whether anything can be compared now. If not, what was drawn waits. */
	isKnown(): boolean {
		return this.live !== null;
	}

	/** Whether a decision's comparison would count. */
	isAbout(basis: string): boolean {
		return basis === this.key;
	}

	/** One line for the run. */
	hint(nameOf: (modelId: string) => string): string {
		const { live } = this;
		if (live !== null) return [hintOf(live, nameOf), this.failed === null ? this.why(live) : this.unread()].filter(Boolean).join(' ');
		return `Auto-Tune: everything goes to ${nameOf(this.options.facts.strongest.id)}. ${this.unread()}`;
	}

	private chosen(live: TuningDocument, { key, score }: TuningAsk) {
		const wish = wishOf(live, { id: key, score });
		const probability = wish.audit?.probability ?? 0;
		const ticket = wish.audit !== null && drawFromId(key, 'auto-tune audit') < probability ? wish.audit.ticket : null;
		const tuning = { basis: this.key, score, probability, ticket };
		const modelId = servedBy(wish);
		const event: AutoTuneEvent = { kind: 'scored', id: key, score, ticket, servedBy: modelId ?? this.options.facts.strongest.id };
		return { choice: { modelId, tuning, reason: reasonOf(live, wish) }, event };
	}

	/** Nothing is said of what nothing waits for. */
	private why(live: TuningDocument): string | null {
		return awaitedKeys(live).length === 0 ? null : this.waiting;
	}

	private unread(): string {
		return this.failed === null
			? 'Another version of this workflow is being tuned now.'
			: `Its log could not be read, so what was known before is used: ${this.failed}`;
	}

	private async attempt(step: () => Promise<void>): Promise<void> {
		try {
			await step();
			this.failed = null;
		} catch (error) {
			this.failed = error instanceof Error ? error.message : String(error);
		}
	}

	/** What is kept, or a beginning, which must be in the log before any decision of it is. */
	private async begin(): Promise<void> {
		for (let tries = 0; tries < TRIES; tries++) {
			const { document: kept, version } = await this.read();
			const opened = openDocument(kept, { ...this.options, nowMs: systemClock.wall() });
			if (opened === kept || (await this.put(opened, version, [])).kind === 'stored') return this.rebase(opened, []);
		}
		throw new Error(QUICKER);
	}

	private async take(): Promise<void> {
		const { ledger, routerId, facts } = this.options;
		for (let tries = 0; tries < TRIES; tries++) {
			// What is recorded by now is among the events, whoever takes them up.
			const recorded = [...this.ahead].flatMap(([key, { isDone }]) => (isDone ? [key] : []));
			const { document: kept, version } = await this.read();
			if (kept === null) return await this.begin();
			const nowMs = systemClock.wall();
			const events = await ledger.tuningDue({ routerId, limit: PAGE });
			const lost = await ledger.auditsLost({ routerId, keys: awaitedKeys(kept), nowMs });
			const ours = basisKey(kept.state.basis) === this.key;
			const { document, applied } = applyEvents(kept, { events, lost, nowMs, facts: ours ? facts : null });
			const stored = document === kept || (await this.put(document, version, applied)).kind === 'stored';
			if (stored) {
				this.rebase(document, events.length < PAGE ? recorded : []);
				if (events.length < PAGE) return;
				tries = -1;
			}
		}
		throw new Error(QUICKER);
	}

	private async read(): Promise<{ readonly document: TuningDocument | null; readonly version: number }> {
		const stored = await this.options.ledger.getDocument(DOCUMENTS.autoTune, this.options.routerId);
		return { document: readTuningDocument(stored?.json), version: stored?.version ?? 0 };
	}

	private async put(json: TuningDocument, expectedVersion: number, applied: TuningPut['applied']): Promise<DocumentStored> {
		const head = { kind: DOCUMENTS.autoTune, name: this.options.routerId };
		return await this.options.ledger.putTuning({ put: { ...head, json, expectedVersion, keepVersions: VERSIONS_KEPT }, applied });
	}

	/** @param recorded keys of decisions that the document has. */
	private rebase(document: TuningDocument, recorded: readonly string[]): void {
		for (const key of recorded) this.ahead.delete(key);
		const ours = basisKey(document.state.basis) === this.key;
		this.live = ours ? [...this.ahead.values()].reduce((live, { event }) => withEvent(live, event), document) : null;
	}
}

interface Ahead {
	readonly choice: TuningChoice;
	readonly event: AutoTuneEvent;
	isDone: boolean;
}

const QUICKER = 'other processes were quicker each time';

const NOTHING_KNOWN: TuningChoice = { modelId: null, tuning: null, reason: 'Auto-Tune: nothing is known yet' };

/** What the state wants of a request, without counting it. */
export function peek(document: TuningDocument, { key, score }: TuningAsk): TuningChoice {
	const wish = wishOf(document, { id: key, score });
	return { modelId: servedBy(wish), tuning: null, reason: reasonOf(document, wish) };
}

function servedBy({ serve }: Wish): string | null {
	return serve.kind === 'weaker' ? serve.modelId : null;
}

function withEvent(document: TuningDocument, event: AutoTuneEvent): TuningDocument {
	return { ...document, state: next(document.state, event) };
}
