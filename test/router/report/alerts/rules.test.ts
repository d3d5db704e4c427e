import { makeReport } from '../../../../router/report/rows';
import { type ReportRow } from '../../../../router/report/reportRow';
import { checkRule, type AlertRule } from '../../../../router/report/alerts/rules';
import { MEASURE_NAMES, MEASURES, readingOf, type MeasureName } from '../../../../router/report/alerts/measures';
import { answersBy, auditsOf, factsOf, LARGE, SMALL } from '../../../support/reportFacts';

const RULE: AlertRule = {
	name: '',
	measure: 'fallback_rate',
	is: 'above',
	limit: 0.05,
	windowHours: 24,
	minRequests: 20,
	certain: false,
	routerId: null,
};

/** Requests of which so many went to Fallback. */
function row(requests: number, fallback: number): ReportRow {
	return makeReport(
		factsOf(
			[
				answersBy(SMALL, requests - fallback),
				answersBy(SMALL, fallback, { result: 'fallback', modelId: null, failure: 'capacity', priced: [] }),
			].filter(({ requests: n }) => n > 0),
		),
	).total;
}

/** Of 1,000 cheap answers audited so many, and so many of them good. */
function audited(count: number, good: number): ReportRow {
	return makeReport(factsOf([answersBy(SMALL, 1_000), answersBy(LARGE, 10)], [auditsOf(SMALL, SMALL, { count, good })])).total;
}

describe('a rule', () => {
	it('is broken beyond its limit, and the limit itself is still all right', () => {
		expect(checkRule(RULE, row(100, 6)).state).toBe('breached');
		expect(checkRule(RULE, row(100, 5)).state).toBe('fine');
		expect(checkRule({ ...RULE, is: 'below' }, row(100, 5)).state).toBe('fine');
		expect(checkRule({ ...RULE, is: 'below' }, row(100, 4)).state).toBe('breached');
	});

	it('says nothing with fewer requests than it asks for, and of what is not known', () => {
		expect(checkRule(RULE, row(19, 19))).toMatchObject({
			state: 'unclear',
			sentence: 'Fallback rate: not enough data in the last 24 h (19 of 20 requests).',
		});
		expect(checkRule(RULE, row(20, 20)).state).toBe('breached');
		expect(checkRule({ ...RULE, measure: 'quality' }, row(500, 0))).toMatchObject({
			state: 'unclear',
			sentence: 'Quality compared with the strongest: not known in the last 24 h (500 requests).',
		});
		expect(checkRule({ ...RULE, minRequests: 0 }, makeReport(factsOf([])).total).state).toBe('unclear');
	});

	it('on the number of requests counts however few there are', () => {
		expect(checkRule({ ...RULE, measure: 'requests', is: 'below', limit: 10 }, row(3, 0))).toMatchObject({
			state: 'breached',
			sentence: 'Requests 3 in the last 24 h, below 10.',
		});
		expect(checkRule({ ...RULE, measure: 'requests', is: 'below', limit: 10 }, makeReport(factsOf([])).total).state).toBe('breached');
	});

	it('that must be certain begins only where the whole interval is beyond the limit, and ends where the figure is back', () => {
		const rule: AlertRule = { ...RULE, measure: 'routing_accuracy', is: 'below', limit: 0.9, certain: true };
		expect(checkRule(rule, audited(20, 17)).state).toBe('unclear');
		expect(checkRule({ ...rule, certain: false }, audited(20, 17)).state).toBe('breached');
		expect(checkRule(rule, audited(800, 640)).state).toBe('breached');
		expect(checkRule(rule, audited(20, 19)).state).toBe('fine');
	});

	it('says in words what it found, ready for a message', () => {
		expect(checkRule(RULE, row(1204, 148)).sentence).toBe('Fallback rate 12.3 % in the last 24 h, above 5 % (1,204 requests).');
		expect(checkRule({ ...RULE, limit: 0.125 }, row(1204, 12)).sentence).toBe(
			'Fallback rate 1.0 % in the last 24 h, not above 12.5 % (1,204 requests).',
		);
		expect(checkRule({ ...RULE, measure: 'total_cost', limit: 0.01 }, row(100, 0)).sentence).toBe(
			'Total cost $0.100 in the last 24 h, above $0.01 (100 requests).',
		);
	});

	it('is another one with anything changed but its name', () => {
		const changed: Partial<AlertRule>[] = [
			{ measure: 'degraded_share' },
			{ is: 'below' },
			{ limit: 0.06 },
			{ windowHours: 12 },
			{ minRequests: 1 },
			{ certain: true },
			{ routerId: 'w:n' },
		];
		const keys = [RULE, ...changed.map((change) => ({ ...RULE, ...change }))].map((rule) => checkRule(rule, row(100, 1)).key);
		expect(new Set(keys).size).toBe(keys.length);
		expect(checkRule({ ...RULE, name: 'Called otherwise' }, row(100, 1)).key).toBe(keys[0]);
	});
});

describe('the measures', () => {
	const report = makeReport(
		factsOf(
			[
				answersBy(SMALL, 60, { escalated: 6, degraded: 3 }),
				answersBy(LARGE, 20),
				answersBy(SMALL, 10, { priced: [], unknownCosts: 10 }),
				answersBy(SMALL, 10, { result: 'fallback', modelId: null, failure: 'capacity', priced: [] }),
			],
			[auditsOf(SMALL, SMALL, { count: 40, good: 30 })],
			{ latencies: [{ by: 'total', key: '', requests: 90, p50Ms: 150, p95Ms: 900 }] },
		),
	);
	const value = (measure: MeasureName) => readingOf(measure, report.total)?.value;

	it('are the figures of the report', () => {
		const { total } = report;
		expect({
			requests: value('requests'),
			total: value('total_cost'),
			each: value('cost_per_request'),
			p50: value('latency_p50'),
			p95: value('latency_p95'),
		}).toEqual({ requests: 100, total: total.costUsd.total, each: total.costUsd.total / 100, p50: 150, p95: 900 });
		expect([value('escalation_rate'), value('degraded_share'), value('fallback_rate'), value('unknown_cost_share')]).toEqual([
			0.06, 0.03, 0.1, 0.2,
		]);
		expect([value('quality'), value('routing_accuracy'), value('false_cheap_rate')]).toEqual([
			total.relative?.value,
			0.75,
			total.falseCheap?.value,
		]);
		expect([value('saving_to_strongest'), value('saving_to_best_single')]).toEqual([
			total.savingToStrongest?.share,
			total.savingToSingle?.share,
		]);
	});

	it('have names for all of them', () => {
		expect([...MEASURE_NAMES].sort()).toEqual(Object.keys(MEASURES).sort());
	});

	it('that allow for chance have an interval', () => {
		for (const measure of MEASURE_NAMES) {
			if (MEASURES[measure].certain !== null)
				expect([measure, readingOf(measure, report.total)?.interval]).toEqual([
					measure,
					{ from: expect.any(Number), to: expect.any(Number) },
				]);
		}
	});
});
