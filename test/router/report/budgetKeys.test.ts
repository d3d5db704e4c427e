import type { KeyFacts } from '../../../router/ledger/reportFacts';
import { flatReportRows, reportJson } from '../../../router/report/json';
import { renderPage } from '../../../router/report/page';
import { makeReport } from '../../../router/report/rows';
import { answersBy, factsOf, LARGE, POLICY, SMALL } from '../../support/reportFacts';

const facts = (keyHash: string | null, modelId: string | null, over: Partial<KeyFacts> = {}): KeyFacts => ({
	keyHash,
	keyText: null,
	policyHash: POLICY.policyHash,
	modelId,
	requests: 10,
	costNanoUsd: 1e9,
	unknownCosts: 0,
	...over,
});

const HASH = '0123456789abcdef0123456789abcdef';
const report = makeReport(
	factsOf([answersBy(SMALL, 5)], [], {
		keyCount: 42,
		budgetKeys: [
			facts(null, SMALL, { costNanoUsd: 90e9 }),
			facts(HASH, SMALL, { requests: 30 }),
			facts(HASH, LARGE, { unknownCosts: 2 }),
			facts('f'.repeat(32), null, { keyText: '<b>Ann & Co</b>', costNanoUsd: 3e9, requests: 0 }),
		],
	}),
);

describe('the rows of budget keys', () => {
	it('are the dearest first with their share of the strongest, all others together at the end', () => {
		expect(report.budgetKeys).toEqual([
			{
				name: '<b>Ann & Co</b>',
				keys: 1,
				requests: 0,
				costUsd: 3,
				unknownCosts: 0,
				strongest: expect.objectContaining({ count: 0, share: 0 }),
			},
			{
				name: '01234567…',
				keys: 1,
				requests: 40,
				costUsd: 2,
				unknownCosts: 2,
				strongest: expect.objectContaining({ count: 10, share: 0.25 }),
			},
			{ name: 'other', keys: 40, requests: 10, costUsd: 90, unknownCosts: 0, strongest: expect.objectContaining({ count: 0, share: 0 }) },
		]);
	});

	it('are in the JSON and, with the columns of all others, in the rows for a sheet', () => {
		const head = {
			title: 't',
			router: null,
			routerName: null,
			period: { from: '', to: '', timeZone: 'UTC', text: '' },
			tolerance: 0.05,
			partial: false,
			notes: [],
		};
		expect(reportJson({ report, head, names: new Map(), autoTune: [] }).budgetKeys).toHaveLength(3);
		const rows = flatReportRows(report, new Map());
		const [total] = rows;
		const keyed = rows.filter(({ by }) => by === 'budget_key');
		expect(keyed.map((row) => Object.keys(row))).toEqual(keyed.map(() => Object.keys(total ?? {})));
		expect(keyed[1]).toMatchObject({
			name: '01234567…',
			requests: 40,
			cost_usd: 2,
			cost_per_request_usd: 0.05,
			strongest_share: 0.25,
			latency_p50_ms: null,
			cache_hits: null,
		});
		expect(total).toMatchObject({ strongest_share: null, cache_hits: 0 });
	});

	it('are a table of the page, as text, and no table where there are none', () => {
		const page = (of: typeof report) => renderPage({ report: of, title: 't', period: 'p', madeAt: 'now' });
		expect(page(report)).toContain('&lt;b&gt;Ann &amp; Co&lt;/b&gt;');
		expect(page(report)).toContain('other (40 keys)');
		expect(page(makeReport(factsOf([answersBy(SMALL, 5)])))).not.toContain('Budget keys');
	});
});
