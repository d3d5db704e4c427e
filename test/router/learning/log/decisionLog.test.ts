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
		const { requests, judge } = atOnce(auditedLog(log.requests, null));
		const once = drawn.map((one) =>
			one.audit === null ? { ...one, drawn: false } : { ...one, audit: { ...one.audit, probability: one.audit.probability / AUDITS } },
		);
		expect(requests).toEqual(once.reverse());
		expect(judge).toBe(JUDGE);
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

	it('leaves out what Auto-Tune decided, and counts it', async () => {
		const tuning = { basis: 'b', score: 0.5, probability: 1, ticket: null };
		const log = await logged(decided.map((one, i) => (i < 5 ? { ...one, tuning } : one)));
		expect(log.requests).toHaveLength(3_995);
		expect([...log.leftOut]).toEqual([['auto_tune', 5]]);
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
		// In truth a fifth is known without a judge to be as good. The new judge has made every eighth of the other audits.
		const random = seeded(11);
		const made = alike({
			name: 'open',
			count: 10_000,
			qualities: { cheap: 0.9, strong: 1 },
			audits: audits({ made: 4_000, worse: 0, probability: 0.4 }),
		})
			.map((request, place) => decisionOf(request, place, { audits: 0.4 }))
			.map((one) => byJudge(random() < 0.2 ? 'none/content_policy' : random() < 0.125 ? JUDGE : 'old', [one])[0] ?? neverHere());
		const of = (judge: string) => made.filter(({ outcomes }) => outcomes.some((outcome) => outcome.judge === judge)).length;
		const { audits: counts } = atOnce(auditedLog((await logged(made)).requests, JUDGE));
		const withoutJudge = counts.used - of(JUDGE);
		// An eighth of some 800, ± four deviations.
		expect(Math.abs(withoutJudge - of('none/content_policy') / 8)).toBeLessThan(45);
		expect(counts.ofOthers).toBe(4_000 - counts.used);
	});

	it('that took no judge count from where their judge began', async () => {
		const [before, after] = [decided.slice(0, 2_000), decided.slice(2_000)].map((part) =>
			part.map((one, place) => (place % 2 === 0 ? (byJudge('none/content_policy', [one])[0] ?? neverHere()) : one)),
		);
		const { requests } = await logged([
			...byJudge(
				'old',
				(before ?? []).filter((_, i) => i % 2 === 1),
			),
			...(before ?? []).filter((_, i) => i % 2 === 0),
			...(after ?? []),
		]);
		const found = atOnce(auditedLog(requests, null));
		const used = found.requests.flatMap(({ id, audit }) => (audit === null ? [] : [id]));
		expect(used.filter((id) => (before ?? []).some((one) => one.id === id))).toEqual([]);
		expect(used.length).toBeGreaterThan(drawn.slice(2_000).filter(({ audit }) => audit !== null).length - 10);
	});

	it('all count alike where Audit Share was changed', async () => {
		const qualities = { cheap: 0.9, middle: 0.95, strong: 1 };
		const before = alike({ name: 'before', count: 4_000, qualities, audits: audits({ made: 800, worse: 80, probability: 0.2 }) }).map(
			(request, place) => decisionOf(request, place, { audits: 0.4 }),
		);
		const after = alike({ name: 'after', count: 4_000, qualities, audits: audits({ made: 100, worse: 10, probability: 0.025 }) }).map(
			(request, place) => decisionOf(request, 4_000 + place, { audits: 0.05 }),
		);
		const { requests } = atOnce(auditedLog((await logged([...before, ...after])).requests, null));
		expect(new Set(requests.flatMap(({ audit }) => (audit === null ? [] : [audit.probability])))).toEqual(new Set([0.5]));
		expect(fairSample({ log: toLogged(requests), grid: [0.9], smallestProbability: 0.5 }).thresholds).toMatchObject([
			{ trials: 900, lost: 90 },
		]);
	});

	it('that are missing take with them as many requests that need none, so that those do not count more', async () => {
		const sure = alike({ name: 'sure', count: 4_000, qualities: { strong: 1 }, audits: [] }).map((request, place) =>
			decisionOf(request, place, { audits: 0.4, changes: { audit: { probability: 0.4, chosen: place < 1_600 } } }),
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
		const { requests, audits: counts } = atOnce(auditedLog((await logged([...sure, ...open])).requests, null));
		expect(counts).toEqual({ used: 800, ofOthers: 0, missing: 800 });
		const sample = fairSample({ log: toLogged(requests), grid: [0.9], smallestProbability: 1 });
		expect([sample.sure, sample.thresholds[0]?.trials]).toEqual([800, 1_600]);
	});

	it('stay what they were when the log grows, whatever comes then', async () => {
		const early = decided.slice(0, 2_000);
		const late = decided.slice(2_000).map((one, place) => ({
			...one,
			audit: { probability: 0.05, chosen: true },
			outcomes: place % 3 === 0 ? [] : one.outcomes.map((outcome) => ({ ...outcome, inclusionProbability: 0.025 })),
			candidates: one.candidates.map((each) => ({ ...each, excludedBy: place % 2 === 0 && each.rank === 0 ? 'window' : null })),
		}));
		const sampleOf = async (decisions: readonly LoggedDecision[]) => atOnce(auditedLog((await logged(decisions)).requests, null)).requests;
		expect((await sampleOf([...early, ...late])).slice(-2_000)).toEqual(await sampleOf(early));
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

	it('counts a comparison by how many models the policy has, not by those that happen to be in the log', async () => {
		const pairs = alike({
			name: 'pair',
			count: 2_000,
			qualities: { cheap: 0.9, middle: 0.95, strong: 1 },
			audits: audits({ made: 2_000, worse: 0, probability: 1 }),
		})
			.map((request, place) => decisionOf(request, place, { audits: 1 }))
			.map((one) => ({
				...one,
				candidates: one.candidates.map((each) => ({ ...each, excludedBy: each.modelId === 'middle' ? 'window' : null })),
			}));
		const { calibration } = atOnce(certify({ ...ask, log: await logged(pairs), routerId: 'wf:router', judge: null }));
		// Of a request that all three could answer, only every second would have been compared with this one: ± four deviations.
		expect(Math.abs((calibration.kind === 'certified' ? calibration.auditsUsed : 0) - 1_000)).toBeLessThan(90);
	});

	it('is not handed out without an audit', async () => {
		const none = await logged(decided.map((one) => ({ ...one, audit: null, outcomes: [] })));
		expect(atOnce(certify({ ...ask, log: none, routerId: 'wf:router', judge: null }))).toMatchObject({
			document: null,
			calibration: { kind: 'not_enough_data', about: { audits: 77, requests: null } },
		});
	});
});

function neverHere(): never {
	throw new Error('nothing was drawn or certified');
}
