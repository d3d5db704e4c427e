import type { OutcomeFacts } from '../../../router/ledger/reportFacts';
import { makeReport } from '../../../router/report/rows';
import { answersBy, auditsOf, factsOf, LARGE, POLICY, SMALL } from '../../support/reportFacts';

const fallback = answersBy(SMALL, 10, { result: 'fallback', modelId: null, failure: 'capacity', priced: [] });

describe('the rows of a report', () => {
	it('are one for each route, Fallback and Cancelled last', () => {
		const cancelled = answersBy(SMALL, 500, { result: 'cancelled', modelId: null, priced: [] });
		const { routes } = makeReport(factsOf([cancelled, fallback, answersBy(SMALL, 5), answersBy(LARGE, 7)]));
		expect(routes.map(({ name, requests }) => [name, requests])).toEqual([
			[LARGE, 7],
			[SMALL, 5],
			['Cancelled', 500],
			['Fallback', 10],
		]);
	});

	it('count fallbacks by reason, the most frequent first', () => {
		const { total } = makeReport(factsOf([answersBy(SMALL, 70), fallback, { ...fallback, requests: 20, failure: 'quality' }]));
		expect(total.fallback).toMatchObject({ count: 30, share: 0.3 });
		expect(total.fallbackKinds).toEqual([
			{ failure: 'quality', count: 20 },
			{ failure: 'capacity', count: 10 },
		]);
	});

	it('keep what is paid for apart, in USD, and name calls of unknown cost', () => {
		const costs = { answer: 4e9, draft: 2e9, failed: 1e9, judge: 5e8, check: 25e7, embedding: 125e6, shadow: 8e9 };
		const { total } = makeReport(factsOf([answersBy(SMALL, 10, { costs, unknownCosts: 3 })]));
		expect(total.costUsd).toEqual({ answer: 4, draft: 2, failed: 1, judge: 0.5, check: 0.25, embedding: 0.125, shadow: 8, total: 15.875 });
		expect(total).toMatchObject({ costPerRequestUsd: 1.5875, unknownCosts: 3 });
	});

	it("say what share of the answers' input came from caches, by all tokens and not by requests", () => {
		const { total, routes } = makeReport(
			factsOf([
				answersBy(SMALL, 10, { tokens: 100, cachedTokens: 500 }),
				answersBy(LARGE, 1, { tokens: 4000, cachedTokens: 1000 }),
				{ ...fallback, inputTokens: 0 },
			]),
		);
		expect(total.cacheHits).toBe(0.3);
		expect(routes.map(({ name, cacheHits }) => [name, cacheHits])).toEqual([
			[SMALL, 0.5],
			[LARGE, 0.25],
			['Fallback', null],
		]);
	});

	it('take the strongest model as the measure: 100 %, without audits', () => {
		const { routes } = makeReport(factsOf([answersBy(LARGE, 10)]));
		expect(routes[0]).toMatchObject({ relative: { value: 1, audits: 0 }, accuracy: null, falseCheap: { value: 0 } });
	});

	it('weigh quality by how many answers were cheap; accuracy among those, false-cheap among all', () => {
		const { total } = makeReport(
			factsOf([answersBy(SMALL, 400), answersBy(LARGE, 600)], [auditsOf(SMALL, SMALL, { count: 100, good: 90 })]),
		);
		expect(total.relative?.value).toBeCloseTo(0.96);
		expect(total.accuracy?.value).toBeCloseTo(0.9);
		expect(total.falseCheap?.value).toBeCloseTo(0.04);
		expect(total.falseCheap?.interval.from).toBeGreaterThan(0);
	});

	it('weigh audits by the inverse of their chance', () => {
		const often = auditsOf(SMALL, SMALL, { count: 100, good: 100, weight: 1 });
		const seldom = auditsOf(SMALL, SMALL, { count: 10, good: 0, weight: 10 });
		expect(makeReport(factsOf([answersBy(SMALL, 200)], [often, seldom])).total.accuracy?.value).toBeCloseTo(0.5);
	});

	it('count audits that needed no judge with those of the judge, but for no judge of their own', () => {
		const judged = auditsOf(SMALL, SMALL, { count: 60, good: 60 });
		const without = { ...auditsOf(SMALL, SMALL, { count: 90, good: 0 }), judge: 'none/context_too_long' };
		const { audits, total } = makeReport(factsOf([answersBy(SMALL, 1_000)], [judged, without]));
		expect(audits).toEqual({ judge: 'maker/judge', count: 150 });
		expect(total.accuracy?.value).toBeCloseTo(0.4);
	});

	it('count those that needed no judge no more than the others where a second judge made some of them', () => {
		// A third of all needs no judge; of the others the first judge makes three quarters on one day, and none on the next.
		const without = (day: string) => ({ ...auditsOf(SMALL, SMALL, { count: 100, good: 0, day }), judge: 'none/context_too_long' });
		const [first, next] = ['2026-09-01', '2026-09-02'];
		const judged = auditsOf(SMALL, SMALL, { count: 150, good: 150, day: first });
		const others = [
			auditsOf(SMALL, SMALL, { count: 50, good: 0, day: first, judge: 'maker/other' }),
			auditsOf(SMALL, SMALL, { count: 90, good: 0, day: next, judge: 'maker/other' }),
		];
		const { total, days, audits } = makeReport(
			factsOf(
				[answersBy(SMALL, 1_000, { day: first }), answersBy(SMALL, 500, { day: next })],
				[judged, without(first), without(next), ...others],
			),
		);
		expect(total.accuracy?.value).toBeCloseTo(2 / 3);
		expect(audits).toEqual({ judge: 'maker/judge', count: 250 });
		expect(days.map(({ accuracy }) => accuracy?.audits ?? null)).toEqual([250, null]);
	});

	it('are as sure of those as if each of them stood for that smaller part of the answers', () => {
		const without = (weight: number) => ({
			...auditsOf(SMALL, SMALL, { count: 100, good: 40, weight }),
			judge: 'none/context_too_long',
		});
		const judged = auditsOf(SMALL, SMALL, { count: 50, good: 50 });
		const other = auditsOf(SMALL, SMALL, { count: 50, good: 0, judge: 'maker/other' });
		const accuracyOf = (...audits: OutcomeFacts[]) => makeReport(factsOf([answersBy(SMALL, 5_000)], audits)).total.accuracy;
		const [scaled, plain] = [accuracyOf(judged, without(10), { ...other, count: 25 }), accuracyOf(judged, without(10 * (2 / 3)))];
		expect(scaled?.value).toBeCloseTo(plain?.value ?? NaN, 12);
		expect(scaled?.interval.from).toBeCloseTo(plain?.interval.from ?? NaN, 12);
		expect(scaled?.interval.to).toBeCloseTo(plain?.interval.to ?? NaN, 12);
	});

	it('may be worth anything where a router or a policy was not audited, unless that is chance', () => {
		const audited = [answersBy(SMALL, 1_000), answersBy(LARGE, 1_000)];
		const audits = [auditsOf(SMALL, SMALL, { count: 100, good: 100 })];
		const of = (requests: number, changes: object) =>
			makeReport(
				factsOf([...audited, answersBy(SMALL, requests, changes)], audits, { policies: [POLICY, { ...POLICY, policyHash: 'other' }] }),
			).total;
		for (const changes of [{ routerId: 'workflow:other' }, { policyHash: 'other' }]) {
			const { relative, accuracy, falseCheap, unaudited } = of(1_000, changes);
			expect(unaudited).toBeCloseTo(1 / 3);
			expect(relative?.interval.from).toBeLessThan(2 / 3);
			expect(accuracy?.interval.from).toBeLessThan(0.5);
			expect(falseCheap?.interval.to).toBeGreaterThan(1 / 3);
		}
		const few = of(20, { routerId: 'workflow:other' });
		expect([few.unaudited, (few.relative?.interval.from ?? 0) > 0.97]).toEqual([0, true]);
	});

	it('use no rating, no other source and no second judge for quality, and list them apart', () => {
		const audits = auditsOf(SMALL, SMALL, { count: 100, good: 100 });
		const rating = { ...auditsOf(SMALL, SMALL, { count: 50, good: 0 }), source: 'rating', judge: null, random: false };
		const sample = { ...rating, source: 'spot check', random: true };
		const other = auditsOf(SMALL, SMALL, { count: 40, good: 0, judge: 'maker/other' });
		const report = makeReport(factsOf([answersBy(SMALL, 200)], [other, rating, audits, sample]));
		expect(report.total.accuracy).toMatchObject({ value: 1, audits: 100 });
		expect(report.audits).toEqual({ judge: 'maker/judge', count: 100 });
		expect(report.ratings.map(({ source, count, mean }) => [source, count, mean])).toEqual([
			['rating', 50, 0],
			['spot check', 50, 0],
		]);
	});

	it('do not take audits of a model that did not answer for the quality of what was answered', () => {
		const medium = { modelId: 'maker/medium', rank: 0.5, price: null };
		const policies = [{ ...POLICY, models: [...POLICY.models, medium] }];
		const { total } = makeReport(
			factsOf(
				[answersBy(SMALL, 100), answersBy(LARGE, 100)],
				[auditsOf(SMALL, LARGE, { count: 50, good: 0 }), auditsOf(medium.modelId, SMALL, { count: 50, good: 50 })],
				{ policies },
			),
		);
		expect(total.relative).toBeNull();
	});

	it('have latencies where there are any', () => {
		const latencies = [{ by: 'route', key: SMALL, requests: 5, p50Ms: 100, p95Ms: 900 } as const];
		const { routes, total } = makeReport(factsOf([answersBy(SMALL, 5)], [], { latencies }));
		expect([routes[0]?.latency, total.latency]).toEqual([{ p50Ms: 100, p95Ms: 900 }, null]);
	});
});

describe('audits that Auto-Tune drew', () => {
	const tuned = auditsOf(SMALL, SMALL, { count: 500, good: 500, tuned: true });
	const answers = [answersBy(SMALL, 5_000), answersBy(LARGE, 5_000)];

	it('stand for no other answers, and are no ratings either', () => {
		const { total, audits, singles, ratings } = makeReport(factsOf(answers, [tuned]));
		expect(total).toMatchObject({ relative: null, accuracy: null, falseCheap: null });
		expect(audits).toEqual({ judge: null, count: 0 });
		expect(singles.find(({ modelId }) => modelId === SMALL)).toMatchObject({ relative: null });
		expect(ratings).toEqual([]);
	});

	it('leave nothing to random ones of the same router and settings, which are of what it left aside', () => {
		const random = (routerId: string) => auditsOf(SMALL, SMALL, { count: 10, good: 5, routerId });
		expect(makeReport(factsOf(answers, [tuned, random('workflow:node')])).total.relative).toBeNull();
		expect(makeReport(factsOf(answers, [random('workflow:node')])).total.relative?.audits).toBe(10);
		expect(makeReport(factsOf(answers, [tuned, random('workflow:other')])).audits.count).toBe(10);
	});
});

describe('savings', () => {
	it('price the same tokens at the other model, by the tier of their size', () => {
		const tiers = [
			{ fromInputTokens: 0, inputUsdPerMTok: 10, cachedInputUsdPerMTok: null, outputUsdPerMTok: 10 },
			{ fromInputTokens: 5_000, inputUsdPerMTok: 20, cachedInputUsdPerMTok: null, outputUsdPerMTok: 10 },
		];
		const policy = {
			...POLICY,
			models: POLICY.models.map((model) => (model.modelId === LARGE ? { ...model, price: { tiers, source: 'row' as const } } : model)),
		};
		const [short, long] = [answersBy(SMALL, 10), answersBy(SMALL, 10, { tokens: 6_000 })];
		const both = { ...short, priced: [...short.priced, ...long.priced.map((priced) => ({ ...priced, fromInputTokens: 5_000 }))] };
		const { savingToStrongest } = makeReport(factsOf([both], [], { policies: [policy] })).total;
		expect(savingToStrongest?.spentUsd).toBeCloseTo(0.07);
		expect(savingToStrongest?.baselineUsd).toBeCloseTo(10 * 0.01 + 10 * 0.12);
	});

	it('count what was spent on requests without an answer against routing', () => {
		const paid = {
			...fallback,
			priced: answersBy(SMALL, 10).priced.map((priced) => ({ ...priced, input: 0, inputInput: 0, inputSpent: 0 })),
		};
		const [without, withThem] = [[answersBy(SMALL, 10)], [answersBy(SMALL, 10), paid]].map(
			(groups) => makeReport(factsOf(groups)).total.savingToStrongest,
		);
		expect(without?.share).toBeCloseTo(0.9);
		expect(withThem?.share).toBeCloseTo(0.8);
	});

	it('are unknown where a price is', () => {
		const policy = { ...POLICY, models: POLICY.models.map((model) => ({ ...model, price: null })) };
		expect(makeReport(factsOf([answersBy(SMALL, 10)], [], { policies: [policy] })).total.savingToStrongest).toBeNull();
	});
});
