import { DOCUMENTS } from '../../router/ledger/documents';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import { adaptiveDocumentSchema, type AdaptiveDocument } from '../../router/strategies/adaptiveDocument';
import { type AdaptiveState, NOTHING_LEARNED } from '../../router/strategies/corrections';

import { systemClock } from './clock';

const SHARED = Symbol.for('n8n-nodes-llm-router/adaptive');
/** How old what is known may be before it is learned anew, in ms. */
const STALE_MS = 60_000;
/** Where learning takes longer than this, in ms, the wait is longer in proportion: it takes a twentieth of the time at most. */
const LONG_MS = STALE_MS / 20;
/** The state before stays, to be looked at. */
const VERSIONS_KEPT = 2;

interface LearningAsk {
	readonly ledger: FeedbackLedger;
	/** `workflow:node`. */
	readonly routerId: string;
	/** Of the classifier whose predictions are corrected. */
	readonly weightsVersion: string;
}

export interface Learning {
	/** What is known at this moment: the same object as long as nothing new is. */
	readonly state: () => AdaptiveState;
	/** Learning that goes on behind the run, if any; never rejects. The ledger must stay open until then. */
	readonly background: Promise<void>;
	/** Why nothing, or nothing new, can be learned, for people; told once. */
	takeNotice(): string | null;
}

/**
 * What was learned of this router: what this process knows already, at the first time what the ledger keeps. A run
 * waits for that one document alone; where it is older than a minute it is learned anew behind the run, for the next
 * ones. It is kept in the ledger, so it outlives this process, and whoever shares the ledger shares it.
 */
export async function learningOf(options: LearningAsk): Promise<Learning> {
	const router = routerLearning(options);
	await router.open();
	const background = router.refresh();
	const { running } = shared();
	running.add(background);
	void background.then(() => running.delete(background));
	return { state: () => router.state, background, takeNotice: () => router.takeNotice() };
}

/** Resolves when nothing is learned any more behind the runs so far. */
export async function learningSettled(): Promise<void> {
	await Promise.all(shared().running);
}

/** Forgets what this process knows; the next use reads the ledger. @param staleMs how old what is known may be; default a minute. */
export function clearLearning(staleMs = STALE_MS): void {
	holder[SHARED] = { staleMs, byLedger: new WeakMap(), running: shared().running };
}

/** What is learned of one router with one version of weights. */
class RouterLearning {
	state: AdaptiveState = NOTHING_LEARNED;
	/** By the clock's `now`, from which it is learned anew. */
	private staleAtMs = 0;
	private opened: Promise<void> | null = null;
	private refreshing: Promise<void> | null = null;
	private notice: string | null = null;
	private failing = false;

	constructor(
		readonly options: LearningAsk,
		private readonly staleMs: number,
	) {}

	open(): Promise<void> {
		this.opened ??= this.attempt(() => this.read());
		return this.opened;
	}

	refresh(): Promise<void> {
		if (this.refreshing === null && systemClock.now() >= this.staleAtMs) {
			this.refreshing = this.attempt(() => this.learn()).finally(() => (this.refreshing = null));
		}
		return this.refreshing ?? Promise.resolve();
	}

	takeNotice(): string | null {
		const { notice } = this;
		this.notice = null;
		return notice;
	}

	/** No item may suffer from what cannot be learned. */
	private async attempt(step: () => Promise<void>): Promise<void> {
		try {
			await step();
			this.failing = false;
		} catch (error) {
			this.staleAtMs = systemClock.now() + this.staleMs;
			if (!this.failing)
				this.notice = `Adaptive could not read its outcomes and uses what it knew before: ${error instanceof Error ? error.message : String(error)}`;
			this.failing = true;
		}
	}

	private async learn(): Promise<void> {
		const { ledger, routerId, weightsVersion } = this.options;
		// Another worker may have learned meanwhile.
		await this.read();
		const beganMs = systemClock.now();
		if (beganMs < this.staleAtMs) return;
		const { learnAdaptive } = await import('../../router/learning/adaptive/learnAdaptive');
		const state = await learnAdaptive({ ledger, routerId, weightsVersion });
		const endedMs = systemClock.now();
		this.take(state);
		this.staleAtMs = endedMs + this.staleMs * Math.max(1, (endedMs - beganMs) / LONG_MS);
		const json: AdaptiveDocument = { weightsVersion, state };
		await ledger.putDocument({ kind: DOCUMENTS.adaptive, name: routerId, json, expectedVersion: null, keepVersions: VERSIONS_KEPT });
	}

	private async read(): Promise<void> {
		const { ledger, routerId, weightsVersion } = this.options;
		const stored = await ledger.getDocument(DOCUMENTS.adaptive, routerId);
		// Written by another version of this package, or for other weights: what it says is of no use here.
		const document = adaptiveDocumentSchema.safeParse(stored?.json).data;
		if (stored === null || document?.weightsVersion !== weightsVersion) return;
		this.take(document.state);
		// Another worker's clock may be ahead.
		this.staleAtMs = systemClock.now() + this.staleMs - Math.max(0, systemClock.wall() - stored.atMs);
	}

	private take(state: AdaptiveState): void {
		if (JSON.stringify(state) !== JSON.stringify(this.state)) this.state = state;
	}
}

function routerLearning(options: LearningAsk): RouterLearning {
	const { byLedger, staleMs } = shared();
	const routers = byLedger.get(options.ledger) ?? new Map<string, RouterLearning>();
	byLedger.set(options.ledger, routers);
	const known = routers.get(options.routerId);
	if (known?.options.weightsVersion === options.weightsVersion) return known;
	const made = new RouterLearning(options, staleMs);
	routers.set(options.routerId, made);
	return made;
}

interface Shared {
	readonly staleMs: number;
	/** By the ledger it stands in, then by router. */
	readonly byLedger: WeakMap<FeedbackLedger, Map<string, RouterLearning>>;
	readonly running: Set<Promise<void>>;
}

// On globalThis, because n8n may load our package twice.
const holder: typeof globalThis & { [SHARED]?: Shared } = globalThis;

function shared(): Shared {
	return (holder[SHARED] ??= { staleMs: STALE_MS, byLedger: new WeakMap(), running: new Set() });
}
