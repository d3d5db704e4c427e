import { setImmediate } from 'node:timers/promises';

import { inTurns } from '../../nodes/shared/inTurns';
import { encodeFeatures } from '../../router/features/encode';
import { readFeatures } from '../../router/features/features';
import { certify } from '../../router/learning/calibration/certify';
import { readDecisionLog } from '../../router/learning/log/decisionLog';
import { allDecisions } from '../../router/learning/log/export';
import { learnAdaptive } from '../../router/learning/adaptive/learnAdaptive';
import { retrain } from '../../router/learning/training/retrain';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import type { Outcome } from '../../router/ledger/outcome';
import type { DecisionRecord } from '../../router/ledger/record';
import { analyze } from '../../router/request/analyze';
import { seeded } from '../../scripts/lib/seeded';
import { syntheticDecisions } from '../../scripts/lib/syntheticDecisions';
import { MONTH, withMonth, type Month } from './month';
import { type LoopLoad, loadOf, watched } from './watch';

export interface LearningSpeed {
	/** Decisions, requests or examples learned from. */
	readonly from: number;
	/** What came of it. */
	readonly result: string;
	readonly load: LoopLoad;
}

/** The router of the month that has most of its decisions. */
const ROUTER = 'workflow-a:Route LLM Request';

/** What Adaptive does behind a run: the newest judged decisions, `most` at most, page by page out of the ledger. */
export async function measureAdaptive({ ledger: { feedback } }: Month, most: number): Promise<LearningSpeed> {
	let from = 0;
	const counting: Pick<FeedbackLedger, 'decisions'> = {
		async decisions(ask) {
			const page = await feedback.decisions(ask);
			from += page.decisions.length;
			return page;
		},
	};
	const learned = await watched(() => learnAdaptive({ ledger: counting, routerId: ROUTER, weightsVersion: '2026-01', most }));
	return { from, result: `${String(learned.value.cells.length)} cells`, load: loadOf(learned) };
}

/** Threshold: Calibrate, from the question to the certificate. `most`: decisions read. */
export async function measureCalibration({ ledger: { feedback } }: Month, most: number): Promise<LearningSpeed> {
	const calibrated = await watched(async () => {
		const decisions = allDecisions({ ledger: feedback, filter: { routerId: ROUTER, strategy: 'classifier' }, order: 'newest' });
		const log = await readDecisionLog({ decisions, policyBasis: null, most, weights: null });
		return await inTurns(certify({ log, routerId: ROUTER, judge: null, target: 0.9, confidence: 0.95 }));
	});
	const { log, calibration } = calibrated.value;
	return { from: log.read, result: calibration.kind, load: loadOf(calibrated) };
}

/** Classifier: Train, from the question to the stored weights. */
export async function measureTraining(workerPath: string, examples: number): Promise<LearningSpeed> {
	return await withMonth({ workerPath, records: 0 }, async ({ ledger }) => {
		const judged = judgedDecisions(examples);
		await Promise.all(judged.map(({ record }) => ledger.record(record)));
		await ledger.feedback.recordOutcomes(judged.map(({ outcome }) => outcome));
		const trained = await watched(() =>
			retrain({ ledger: ledger.feedback, name: 'default', routerId: null, startFrom: 'shipped', nowMs: MONTH.fromMs, pause: setImmediate }),
		);
		return { from: trained.value.examples, result: trained.value.kind, load: loadOf(trained) };
	});
}

interface Judged {
	readonly record: DecisionRecord;
	readonly outcome: Outcome;
}

const WORDS =
	'invoice harbour garden report customer price copper delivery contract answer table sentence meeting budget summary letter recipe function holiday engine'.split(
		' ',
	);
/** A request is hard where this word is in it, which the shipped weights cannot know. */
const HARD = 'harbour';

/** Audited ones, their features kept; that prompts differ as people's do is what the trainer's work depends on. */
function judgedDecisions(count: number): Judged[] {
	const random = seeded(11);
	const decisions = syntheticDecisions({ seed: 11, decisions: count, truth: 'routing_pays', auditProbability: 0, ...MONTH });
	return [...decisions].map(({ record }) => {
		const text = Array.from(
			{ length: 60 },
			() => `${WORDS[Math.floor(random() * WORDS.length)] ?? ''}${random() < 0.3 ? String(Math.floor(random() * 500)) : ''}`,
		).join(' ');
		const analyzed = analyze({ messages: [{ role: 'user', content: text }], wantsJsonSchema: false, wantsTools: false, roomTokens: 1_024 });
		const features = { bytes: encodeFeatures(readFeatures(analyzed)), expiresAtMs: 4e12 };
		const good = random() < (text.includes(`${HARD}1`) ? 0.2 : 0.95);
		const outcome = {
			decisionId: record.id,
			modelId: record.candidates[0]?.modelId ?? '',
			atMs: record.atMs,
			score: Number(good),
			source: 'audit',
			judge: 'maker/judge',
			inclusionProbability: 0.5,
			dedupeKey: `audit:${record.id}`,
		};
		return { outcome, record: { ...record, signals: analyzed.signals, features, audit: { probability: 0.5, chosen: true } } };
	});
}
