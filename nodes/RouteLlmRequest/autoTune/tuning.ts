import { DOCUMENTS } from '../../../router/ledger/documents';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import { readTuningDocument } from '../../../router/learning/autotune/document';
import { openDocument } from '../../../router/learning/autotune/open';
import { hintOf } from '../../../router/learning/autotune/told';
import type { ModelClient } from '../../../router/calls/client';
import { createAutoTunedStrategy, type TuningAsk, type TuningChoice } from '../../../router/strategies/autoTuned';
import type { Strategy } from '../../../router/strategies/strategy';
import { systemClock } from '../../shared/clock';
import type { NodeSpending } from '../../shared/periodSpending';
import { isPartial, type Store } from '../../shared/store';
import type { RouterContext } from '../../shared/context';
import type { PreparedRun } from '../prepare';
import type { AutoTuneSettings } from '../settings';

import { auditDrawn } from './audits';
import { fixedFloor, promptHashOf, subjectOf, whyNothingToCompare, type TuningSubject } from './basis';
import { countsIn } from './counts';
import type { Within } from './inTime';
import { behind, tunerFor } from './shared';
import { watchShutdown } from './shutdown';
import { peek, type Tuner, type TunerOptions } from './tuner';
import { waitingSentence } from './waiting';

/** Auto-Tune in one run of the node. */
export interface RunTuning {
	/** The item's strategy with Auto-Tune in the place of its threshold. */
	strategyFor(strategy: Strategy): Strategy;
	/** An item has left. @param answer `null`: nobody answered. */
	done(key: string, answer: string | null): void;
	/** All items have left. What is compared inside the run is through then. */
	end(): Promise<void>;
	/** What goes on behind the run, once it has ended. It never rejects, and the store must stay open until then. */
	background(): Promise<void>;
	/** One line on how far it is. */
	hint(): string;
}

export interface TuningOptions {
	readonly ctx: RouterContext;
	readonly routerId: string;
	readonly prepared: PreparedRun;
	readonly settings: AutoTuneSettings;
	readonly store: Store;
	readonly client: ModelClient;
	readonly spending: Pick<NodeSpending, 'of'>;
	readonly signal: AbortSignal;
}

/** `null`: there is nothing to choose between. Never rejects for what the log does. */
export async function openTuning(options: TuningOptions): Promise<RunTuning | null> {
	const { prepared, settings, store, ctx } = options;
	const { models } = prepared.resolved;
	if (models.length < 2) return null;
	const scoreVersion = prepared.items[0]?.strategy.weightsVersion ?? '';
	const floor = fixedFloor(ctx, prepared.settings);
	const subject = subjectOf({ models, settings, judge: prepared.tuningJudge, scoreVersion, floor });
	if (subject.basis.weaker.length === 0) return refused(subject, whyNothingToCompare(models, floor));
	if (store.feedback === null) return refused(subject, NO_LOG);
	if (isPartial(prepared.store)) return refused(subject, ALONE);
	const open = {
		...subject,
		ledger: store.feedback,
		routerId: options.routerId,
		promptHash: promptHashOf(ctx),
		weights: prepared.frozenWeights,
	};
	return countsIn(ctx) ? await counting(options, subject, open) : await looking(options, subject, open);
}

const NO_LOG =
	'this n8n has no SQLite (node:sqlite), so nothing can be compared. Run n8n on Node 24, or switch on Share Limits and Log Between Workers under Options, with Postgres.';
const ALONE =
	'n8n runs in queue mode, and no worker sees what the others compare. Switch on Share Limits and Log Between Workers under Options and choose an LLM Router Store with Postgres.';

async function counting(options: TuningOptions, subject: TuningSubject, open: TunerOptions): Promise<RunTuning> {
	watchShutdown();
	const tuner = tunerFor(open);
	await tuner.open(open);
	// What is connected, and what a command line started, ends with the run.
	const inside = options.prepared.connected.size > 0 || options.ctx.getMode() === 'cli';
	let work: Promise<void> = Promise.resolve();
	return {
		strategyFor: wrapping(subject, (ask) => tuner.decide(ask)),
		done: (key, answer) => tuner.done(key, answer),
		async end() {
			await tuner.refresh();
			const signal = inside ? AbortSignal.any([options.signal, AbortSignal.timeout(INSIDE_MS)]) : new AbortController().signal;
			const within = inside ? { endMs: systemClock.now() + INSIDE_MS, allMs: INSIDE_MS } : null;
			work = behind(open.routerId, () => compare(options, { tuner, subject, open, signal, within }));
			if (inside) await work;
		},
		background: () => work,
		hint: () => tuner.hint(nameIn(options)),
	};
}

/** Inside a run, behind its last item. */
const INSIDE_MS = 10_000;
/** Behind it, one call may wait as long for its model to have room. Less than any cooldown: a judge that is down is left alone. */
const PATIENCE_MS = 10_000;
/** Where no budget limits answers: what is longer counts as worse, so it must be rare; all of it is reserved. */
const ANSWER_TOKENS = 4_096;

interface Comparing {
	readonly tuner: Tuner;
	readonly subject: TuningSubject;
	readonly open: TunerOptions;
	readonly signal: AbortSignal;
	readonly within: Within | null;
}

async function compare(options: TuningOptions, { tuner, subject, open, signal, within }: Comparing): Promise<void> {
	if (!tuner.isKnown() || tuner.isResting(systemClock.wall())) return;
	const { prepared, store, client, spending } = options;
	const { policy } = prepared.settings;
	const done = await auditDrawn({
		ledger: open.ledger,
		routerId: open.routerId,
		state: store.state,
		client,
		judge: subject.judge,
		modelOf: ({ modelId }) => {
			const model = prepared.resolved.models.find(({ id }) => id === modelId);
			return model === undefined ? 'no_credential' : model.price === null ? 'no_price' : model;
		},
		mostNanoUsd: subject.facts.mostNanoUsd,
		spentNanoUsd: tuner.spentNanoUsd(),
		budgetOf: (keyHash) => spending.of(keyHash).budget,
		isWanted: ({ tuning }) => tuning !== null && tuner.isAbout(tuning.basis),
		patienceMs: PATIENCE_MS,
		within,
		timeoutMs: policy.timeoutMs,
		roomTokens: policy.maxOutputTokens ?? ANSWER_TOKENS,
		others: () => tuner.others(),
		signal,
	});
	if (done.waiting === 'judge') tuner.rest(systemClock.wall());
	// Where nothing could be begun, the reason is the one before.
	if (done.waiting !== null || done.hasCompared)
		tuner.waitFor(done.waiting === null ? null : waitingSentence(done.waiting, subject.judge.branch, nameIn(options)));
	await tuner.refresh();
}

/** Nothing of this run counts: it goes by what is known, and leaves no trace. */
async function looking(options: TuningOptions, subject: TuningSubject, open: TunerOptions): Promise<RunTuning> {
	try {
		const kept = readTuningDocument(await readJson(open.ledger, open.routerId));
		const document = openDocument(kept, { ...open, nowMs: systemClock.wall() });
		const hint = `${hintOf(document, nameIn(options))} Manual and test runs do not count.`;
		return { ...AT_REST, strategyFor: wrapping(subject, (ask) => peek(document, ask)), hint: () => hint };
	} catch (error) {
		return refused(subject, `its log could not be read: ${error instanceof Error ? error.message : String(error)}`);
	}
}

async function readJson(ledger: FeedbackLedger, routerId: string): Promise<unknown> {
	return (await ledger.getDocument(DOCUMENTS.autoTune, routerId))?.json;
}

function refused(subject: TuningSubject, why: string): RunTuning {
	const decide = (): TuningChoice => ({ modelId: null, tuning: null, reason: 'Auto-Tune: cannot compare' });
	return {
		...AT_REST,
		strategyFor: wrapping(subject, decide),
		hint: () => `Auto-Tune: everything goes to ${subject.strongest.branch}, because ${why}`,
	};
}

const AT_REST: Pick<RunTuning, 'done' | 'end' | 'background'> = {
	done: () => undefined,
	end: async () => undefined,
	background: async () => undefined,
};

/** Items that share a strategy share what it is wrapped in. */
function wrapping({ basis }: TuningSubject, decide: (ask: TuningAsk) => TuningChoice): RunTuning['strategyFor'] {
	const wrapped = new Map<Strategy, Strategy>();
	return (classifier) => {
		const known =
			wrapped.get(classifier) ?? createAutoTunedStrategy({ classifier, settings: { target: basis.target, judge: basis.judge }, decide });
		wrapped.set(classifier, known);
		return known;
	};
}

function nameIn({ prepared }: TuningOptions): (modelId: string) => string {
	return (modelId) => prepared.resolved.models.find(({ id }) => id === modelId)?.branch ?? modelId;
}
