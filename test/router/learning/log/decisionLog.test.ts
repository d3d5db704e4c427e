import { createWorld, drawLog, riskAt } from '../../../../bench/calibration/worlds';
import { calibrate } from '../../../../router/learning/calibration/calibrate';
import { certify, expiredBy } from '../../../../router/learning/calibration/certify';
import { auditable, auditedLog, judgesOf, readDecisionLog } from '../../../../router/learning/log/decisionLog';
import { fairSample } from '../../../../router/learning/calibration/fairSample';
import { toLogged } from '../../../../router/learning/calibration/grid';
import { atOnce } from '../../../../router/learning/slices';
import type { LoggedDecision } from '../../../../router/ledger/feedbackPort';
import { seeded } from '../../../../scripts/lib/seeded';
import { decisionOf, JUDGE, logOf } from '../../../support/auditedDecisions';
import { alike, audits } from '../logs';

const AUDITS = 0.25;
const world = createWorld({ models: 3, levels: 50, informative: 1, risk: 0.05, atLevel: 30, audits: AUDITS, varying: false });
const drawn = drawLog(world, 4_000, seeded(3));
const decided = drawn.map((request, place) => decisionOf(request, place, { audits: AUDITS }));
const logged = (decisions: readonly LoggedDecision[], policyBasis: string | null = null) =>
	readDecisionLog({ decisions: logOf(decisions), policyBasis, most: 1e6, weights: null });
const ask = { target: 0.95, confidence: 0.95 };
const byJudge = (judge: string, decisions: readonly LoggedDecision[]) =>
	decisions.map((one) => ({ ...one, outcomes: one.outcomes.map((outcome) => ({ ...outcome, judge })) }));

describe('a log of decisions', () => {
	it('is to calibration what the world it was drawn from is', async () => {
		const log = await logged(decided);
		const { requests, smallestProbability, judge } = atOnce(auditedLog(log.requests, null));
		expect(requests).toEqual([...drawn].reverse());
		expect([smallestProbability, judge]).toEqual([AUDITS / 2, JUDGE]);
		const direct = calibrate({ ...ask, requests: drawn, smallestProbability: AUDITS / 2 });
		const { calibration, document } = atOnce(certify({ ...ask, log, routerId: 'wf:router', judge: null }));
		expect(calibration.kind).toBe('certified');
		expect(calibration).toMatchObject({
			kind: direct.kind,
			threshold: direct.kind === 'certified' ? direct.threshold : null,
			auditsUsed: direct.kind === 'certified' ? direct.auditsUsed : null,
		});
		expect(riskAt(world, document?.threshold ?? 0)).toBeLessThanOrEqual(0.05);
		expect(document?.certificate).toMatchObject({
			...ask,
			judge: JUDGE,
			models: ['cheap', 'middle', 'strong'],
			weightsVersion: 'weights-1',
			routerId: 'wf:router',
			period: { fromMs: decided[0]?.atMs, toMs: decided.at(-1)?.atMs },
		});
	});

	it('speaks of one policy: the newest, or the one that was chosen', async () => {
		const newer = decided
			.slice(0, 10)
			.map((one, i) => ({ ...one, id: `n${String(i)}`, atMs: one.atMs + 1e7, policyBasis: 'c'.repeat(64) }));
		const newest = await logged([...decided, ...newer]);
		expect(newest.requests).toHaveLength(10);
		expect([...newest.leftOut]).toEqual([['other_policy', 4_000]]);
		expect((await logged([...decided, ...newer], 'b'.repeat(64))).requests).toHaveLength(4_000);
		expect((await logged(decided, 'nobody')).policy).toBeNull();
	});

	it('names the models of the policy though the newest decision had nothing to answer', async () => {
		const empty = {
			...decisionOf(drawn[0] ?? neverHere(), 1e6, {
				audits: AUDITS,
				changes: { candidates: [], audit: null, result: { kind: 'fallback', failure: 'no_prompt' } },
			}),
			id: 'empty',
		};
		expect((await logged([...decided, empty])).policy?.models).toEqual(['cheap', 'middle', 'strong']);
	});

	it('reads no more than was asked', async () => {
		expect(await readDecisionLog({ decisions: logOf(decided), policyBasis: null, most: 7, weights: null })).toMatchObject({
			read: 7,
			requests: { length: 7 },
		});
	});

	it('leaves out what could not have been audited, and counts it', async () => {
		const off = decided.slice(0, 5).map((one, i) => ({ ...one, id: `off${String(i)}`, audit: null, outcomes: [] }));
		const all = await logged([...decided, ...off]);
		const log = auditable(all);
		expect([all.requests.length, log.requests.length]).toEqual([4_005, 4_000]);
		expect([...log.leftOut]).toEqual([['not_auditable', 5]]);
	});
});

describe('the audits of a log', () => {
	it('are those of one judge: the newest, or the one that was chosen', async () => {
		const { requests } = await logged([...byJudge('old', decided.slice(0, 2_000)), ...decided.slice(2_000)]);
		const made = (from: number, to: number) => drawn.slice(from, to).filter(({ audit }) => audit !== null).length;
		expect(judgesOf(requests)).toEqual([JUDGE, 'old']);
		expect(atOnce(auditedLog(requests, null))).toMatchObject({
			judge: JUDGE,
			audits: { used: made(2_000, 4_000), ofOthers: made(0, 2_000), missing: 0 },
		});
		expect(atOnce(auditedLog(requests, 'old'))).toMatchObject({
			judge: 'old',
			audits: { used: made(0, 2_000), ofOthers: made(2_000, 4_000), missing: 0 },
		});
	});

	it('count whoever judges where no judge was needed', async () => {
		const { requests } = await logged([...byJudge('none/content_policy', decided.slice(0, 2_000)), ...decided.slice(2_000)]);
		expect(atOnce(auditedLog(requests, null)).audits).toEqual({
			used: drawn.filter(({ audit }) => audit !== null).length,
			ofOthers: 0,
			missing: 0,
		});
	});

	it('that took no judge count no more than the others when another judge takes over', async () => {
		// In truth a fifth is known without a judge to be as good; of the rest a tenth is worse. The new judge has made every tenth audit.
		const open = alike({
			name: 'open',
			count: 10_000,
			qualities: { cheap: 0.9, strong: 1 },
			audits: audits({ made: 4_000, worse: 0, probability: 0.4 }),
		}).map((request, place) => decisionOf(request, place, { audits: 0.4 }));
		const made = open.map((one, place) => {
			const judge = place % 5 === 0 ? 'none/content_policy' : place % 10 === 1 ? JUDGE : 'old';
			return {
				...one,
				outcomes: one.outcomes.map((outcome) => ({
					...outcome,
					judge,
					score: judge === 'none/content_policy' || place % 100 >= 10 ? 1 : 0,
				})),
			};
		});
		const { requests, smallestProbability, audits: counts } = atOnce(auditedLog((await logged(made)).requests, JUDGE));
		expect(counts).toEqual({ used: 1_200, ofOthers: 2_800, missing: 0 });
		const weights = requests.flatMap(({ audit }) => (audit === null ? [] : [{ weight: 1 / audit.probability, worse: 1 - audit.result }]));
		const sum = (of: readonly number[]) => of.reduce((total, one) => total + one, 0);
		// A fifth that is as good, and four fifths of which the new judge found a tenth worse.
		expect(sum(weights.map(({ weight, worse }) => weight * worse)) / sum(weights.map(({ weight }) => weight))).toBeCloseTo(0.08, 10);
		const { trials, failures } = fairSample({ log: toLogged(requests), grid: [0.9], smallestProbability });
		expect(failures[0]).toBe(40);
		expect(Math.abs((trials[0] ?? 0) - 500)).toBeLessThan(30);
	});

	it('all count where Audit Share was changed, each as if the mean had been the share all along', async () => {
		const before = alike({
			name: 'before',
			count: 4_000,
			qualities: { cheap: 0.9, middle: 0.95, strong: 1 },
			audits: audits({ made: 800, worse: 80, probability: 0.2 }),
		}).map((request, place) => decisionOf(request, place, { audits: 0.4 }));
		const after = alike({
			name: 'after',
			count: 4_000,
			qualities: { cheap: 0.9, middle: 0.95, strong: 1 },
			audits: audits({ made: 100, worse: 10, probability: 0.025 }),
		}).map((request, place) => decisionOf(request, 4_000 + place, { audits: 0.05 }));
		const sure = alike({ name: 'sure', count: 4_000, qualities: { strong: 1 }, audits: [] }).map((request, place) =>
			decisionOf(request, 4_000 + place, { audits: 0.05 }),
		);
		const { requests, smallestProbability } = atOnce(auditedLog((await logged([...before, ...after, ...sure])).requests, null));
		const mean = (0.4 + 0.05 + 0.05) / 3;
		expect(smallestProbability).toBeCloseTo(mean / 2, 12);
		expect(new Set(requests.flatMap(({ audit }) => (audit === null ? [] : [audit.probability.toFixed(12)])))).toEqual(
			new Set([(mean / 2).toFixed(12)]),
		);
		expect(fairSample({ log: toLogged(requests), grid: [0.9], smallestProbability })).toMatchObject({ failures: [90] });
	});

	it('that are missing make those that are there less probable, so that sure requests do not count more', async () => {
		const sure = alike({ name: 'sure', count: 4_000, qualities: { strong: 1 }, audits: [] }).map((request, place) =>
			decisionOf(request, place, { audits: 0.4 }),
		);
		const open = alike({
			name: 'open',
			count: 4_000,
			qualities: { cheap: 0.9, strong: 1 },
			audits: audits({ made: 1_600, worse: 80, probability: 0.4 }),
		})
			// Every second audit still waits.
			.map((request, place) => decisionOf(request, place, { audits: 0.4 }))
			.map((one, place) => (place % 2 === 0 ? one : { ...one, outcomes: [] }));
		const { requests, smallestProbability, audits: counts } = atOnce(auditedLog((await logged([...sure, ...open])).requests, null));
		expect(counts).toEqual({ used: 800, ofOthers: 0, missing: 800 });
		expect(smallestProbability).toBeCloseTo(0.2, 12);
		const sample = fairSample({ log: toLogged(requests), grid: [0.9], smallestProbability });
		// As many sure ones as comparisons, as there are as many of both.
		expect(Math.abs(sample.sure - 800)).toBeLessThan(120);
		expect(sample.trials[0]).toBe(sample.sure + 800);
	});
});

describe('a certificate', () => {
	it('holds on the log it was made of, and expires with its policy, judge, weights and traffic', async () => {
		const log = await logged(decided);
		const certificate = atOnce(certify({ ...ask, log, routerId: 'wf:router', judge: null })).document?.certificate ?? neverHere();
		const reasons = async (decisions: readonly LoggedDecision[]) => atOnce(expiredBy(certificate, await logged(decisions)));
		expect(await reasons(decided)).toEqual([]);
		expect(await reasons([])).toBeNull();
		expect(await reasons(byJudge('other', decided))).toEqual(['judge']);
		expect(await reasons(decided.map((one) => ({ ...one, policyBasis: 'c', weightsVersion: 'weights-2' })))).toEqual(['policy', 'weights']);
		expect(
			await reasons(decided.map((one) => ({ ...one, candidates: one.candidates.map((each) => ({ ...each, quality: 0.01 })) }))),
		).toEqual(['traffic']);
		// Audits were switched off: nobody else judges, and what was routed stands for the traffic.
		const unaudited = decided.map((one) => ({ ...one, audit: null, outcomes: [] }));
		expect(await reasons(unaudited)).toEqual([]);
		expect(
			await reasons(unaudited.map((one) => ({ ...one, candidates: one.candidates.map((each) => ({ ...each, quality: 0.01 })) }))),
		).toEqual(['traffic']);
	});

	it('is not handed out without an audit', async () => {
		const none = await logged(decided.map((one) => ({ ...one, audit: null, outcomes: [] })));
		expect(atOnce(certify({ ...ask, log: none, routerId: 'wf:router', judge: null }))).toMatchObject({
			document: null,
			calibration: { kind: 'not_enough_data', about: { audits: 59, requests: null } },
		});
	});
});

function neverHere(): never {
	throw new Error('nothing was drawn or certified');
}
