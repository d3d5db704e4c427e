import { policyNames } from '../../router/decision/buildRecord';
import { DOCUMENTS, readDocument, thresholdDocumentSchema, type ThresholdDocument } from '../../router/ledger/documents';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import { appliesTo, type Untied } from '../../router/selection/namedThreshold';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { NOTHING_LEARNED } from '../../router/strategies/corrections';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import { weightsOf } from '../../router/strategies/weightsDocument';
import { learningOf, type Learning } from '../shared/adaptive';
import { isPartial, storeFor } from '../shared/store';

import { NOTHING_ASKED, readsLog, weightsChoiceOf, type Learned, type LearnedOptions } from './learned';
import { routerIdOf } from './routerId';
import type { WeightsChoice } from './settings';

/** Never rejects for what is stored or is not: no item may suffer from it, the panel's threshold and the shipped weights go on. */
export async function readLearned(options: LearnedOptions): Promise<Learned> {
	if (!readsLog(options.settings)) return NOTHING_ASKED;
	const store = await storeFor(options.ctx, options.store);
	let background = Promise.resolve();
	try {
		const { feedback } = store;
		if (feedback === null) return { ...NOTHING_ASKED, notices: () => [NO_LOG] };
		const { learning, ...learned } = await readFrom(feedback, options);
		background = learning?.background ?? background;
		return learned;
	} finally {
		void background.then(() => store.release());
	}
}

const NO_LOG =
	'This n8n has no SQLite (node:sqlite), so nothing that was learned can be read: the shipped weights and the threshold of this panel are used. Run n8n on Node 24, or switch on Share Limits and Log Between Workers under Options, with Postgres.';
const ALONE =
	'n8n runs in queue mode, and each worker reads and learns from its own log alone. To share what is learned, switch on Share Limits and Log Between Workers under Options and choose an LLM Router Store with Postgres.';

async function readFrom(
	ledger: FeedbackLedger,
	{ ctx, node, store, settings, models }: LearnedOptions,
): Promise<Learned & { readonly learning: Learning | null }> {
	const routerId = routerIdOf(ctx, node);
	const choice = weightsChoiceOf(settings.strategy);
	const tunes = settings.thresholdFrom.kind === 'auto_tune';
	const chosen = tunes ? await frozenChoice({ ledger, ctx, routerId, choice, settings, models }) : choice;
	const { weights, frozen, problem } = await readWeights(ledger, chosen);
	const named = settings.thresholdFrom.kind === 'named' ? await readNamed(ledger, settings.thresholdFrom.name) : null;
	const learning = settings.strategy.learns === true ? await learningOf({ ledger, routerId, weightsVersion: weights.version }) : null;
	return {
		weights,
		frozenWeights: tunes ? frozen : null,
		learning,
		corrections: learning === null ? () => NOTHING_LEARNED : learning.state,
		thresholdOf: named === null ? NOTHING_ASKED.thresholdOf : named.thresholdOf,
		notices: () =>
			[...(isPartial(store) ? [ALONE] : []), problem, ...(named?.notices() ?? []), learning?.takeNotice() ?? null].filter(
				(notice) => notice !== null,
			),
	};
}

interface ReadWeights {
	readonly weights: ClassifierWeights;
	readonly frozen: NonNullable<Learned['frozenWeights']> | null;
	readonly problem: string | null;
}

async function readWeights(ledger: FeedbackLedger, choice: WeightsChoice): Promise<ReadWeights> {
	if (choice.kind === 'shipped') return { weights: shippedWeights(), frozen: null, problem: null };
	const { name } = choice;
	if (choice.kind === 'version' && choice.version === NOTHING_TRAINED) {
		return { weights: shippedWeights(), frozen: { name, version: NOTHING_TRAINED }, problem: null };
	}
	const { weights, documentVersion, problem } = await weightsOf(ledger, {
		name,
		version: choice.kind === 'latest' ? 'latest' : choice.version,
	});
	return { weights, frozen: { name, version: documentVersion ?? NOTHING_TRAINED }, problem };
}

/** Versions begin with 1. */
const NOTHING_TRAINED = 0;

interface FrozenOptions extends Pick<LearnedOptions, 'ctx' | 'settings' | 'models'> {
	readonly ledger: FeedbackLedger;
	readonly routerId: string;
	readonly choice: WeightsChoice;
}

/** Latest Trained is what was the latest when Auto-Tune began about these models, or was reset: another order would begin anew. */
async function frozenChoice({ ledger, routerId, choice, ...asked }: FrozenOptions): Promise<WeightsChoice> {
	if (choice.kind !== 'latest') return choice;
	const { keptWeights } = await import('./autoTune/keptWeights');
	// Where it cannot be read, Auto-Tune itself says so.
	const stored = await ledger.getDocument(DOCUMENTS.autoTune, routerId).catch(() => null);
	const weights = keptWeights(stored?.json, asked);
	return weights?.name === choice.name ? { kind: 'version', ...weights } : choice;
}

type Named = Pick<Learned, 'thresholdOf' | 'notices'>;

async function readNamed(ledger: FeedbackLedger, name: string): Promise<Named> {
	try {
		const document = await readDocument(ledger, { kind: DOCUMENTS.threshold, name, schema: thresholdDocumentSchema });
		if (document !== null) return fromDocument(name, document.value);
		return unusable(
			`there is no threshold named "${name}"`,
			'Calibrate or set one under this name with LLM Router Feedback, or choose another.',
		);
	} catch (error) {
		return unusable(`the threshold named "${name}" could not be read: ${error instanceof Error ? error.message : String(error)}`, '');
	}
}

function unusable(why: string, fix: string): Named {
	return { thresholdOf: NOTHING_ASKED.thresholdOf, notices: () => [notUsed(why, fix)] };
}

function fromDocument(name: string, document: ThresholdDocument): Named {
	const changed = new Set<Untied>();
	return {
		thresholdOf(item) {
			const { policyBasis } = policyNames(item);
			const applies = appliesTo(document, {
				policyBasis,
				weightsVersion: item.strategy.weightsVersion,
				models: item.models.map(({ id }) => id),
			});
			if (applies.kind === 'applies') return applies.threshold;
			for (const part of applies.because) changed.add(part);
			return item.policy.threshold;
		},
		notices() {
			if (changed.size === 0) return [];
			const parts = [...changed].map((part) => CHANGED[part]).join(', ');
			return [
				notUsed(
					`the threshold named "${name}" was calibrated with ${parts}`,
					'Calibrate again with LLM Router Feedback under this name, or restore the settings.',
				),
			];
		},
	};
}

const CHANGED: Readonly<Record<Untied, string>> = {
	models: 'other models',
	weights: 'other classifier weights',
	policy: 'other settings (strategy, prices, strengths, checks or bypass)',
};

function notUsed(why: string, fix: string): string {
	return `Threshold From: ${why}, so the Threshold of this panel is used. ${fix}`.trim();
}
