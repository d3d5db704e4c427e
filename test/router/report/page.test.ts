import { createHash } from 'node:crypto';

import { renderPage } from '../../../router/report/page';
import { usd } from '../../../router/report/format';
import { makeReport } from '../../../router/report/rows';
import type { ReportFacts } from '../../../router/ledger/reportFacts';
import { answersBy, auditsOf, factsOf, LARGE, SMALL } from '../../support/reportFacts';

const HOSTILE = `</title><script>alert(1)</script><img src=x onerror="alert(2)">'"&\u202e\u0000`;

function page(facts: ReportFacts, title = 'Route LLM Request'): string {
	return renderPage({ report: makeReport(facts), title, period: '1 to 30 September 2026', madeAt: '2026-10-01 09:00' });
}

const usual = () =>
	factsOf(
		[
			answersBy(SMALL, 5_000),
			answersBy(LARGE, 5_000),
			answersBy(SMALL, 10, { result: 'fallback', modelId: null, failure: 'capacity', priced: [] }),
		],
		[auditsOf(SMALL, SMALL, { count: 500, good: 495 })],
		{
			latencies: [{ by: 'route', key: SMALL, requests: 5_000, p50Ms: 100, p95Ms: 900 }],
		},
	);

describe('the page', () => {
	it('begins with the verdict', () => {
		const sentence = makeReport(usual()).verdict.sentences[0] ?? 'none';
		expect(page(usual())).toMatch(new RegExp(`<section class="verdict pays"><p>${sentence.replace(/[().$]/g, '\\$&')}</p>`));
	});

	it('shows beside the verdict what routing cost and what one model would have, where prices are known', () => {
		const { savingToStrongest: saving } = makeReport(usual()).total;
		const verdict = (facts: ReportFacts) => /<section class="verdict.*?<\/section>/s.exec(page(facts))?.[0] ?? '';
		const rows = [...verdict(usual()).matchAll(/<title>([^<]*)<\/title><\/text><rect.*?class="figure"[^>]*>([^<]*)</gs)];
		expect(rows.map(([, name, figure]) => [name, figure])).toEqual([
			['Routing', usd(saving?.spentUsd ?? NaN)],
			['Always the strongest', usd(saving?.baselineUsd ?? NaN)],
		]);
		expect(verdict(factsOf([answersBy(SMALL, 5_000, { priced: [] })]))).not.toContain('<svg');
	});

	it('points to Auto-Tune where only it can say how good answers are', () => {
		const tiles = (tuned: boolean) =>
			page(factsOf([answersBy(SMALL, 10)], [auditsOf(SMALL, SMALL, { count: 9, good: 9, tuned })])).match(
				/<dl class="tiles">.*?<\/dl>/s,
			)?.[0];
		expect(tiles(true)?.match(/<dd>See Auto-Tune<\/dd>/g)).toHaveLength(3);
		expect(tiles(false)).not.toContain('Auto-Tune');
	});

	it('has the cache hits of each route', () => {
		const facts = factsOf([answersBy(SMALL, 10, { cachedTokens: 4_560 }), { ...answersBy(LARGE, 5), inputTokens: 0 }]);
		const routes = page(facts).match(/<h2>Routes<\/h2>.*?<\/section>/s)?.[0] ?? '';
		const cells = routes.match(/<t[hd] [^>]*>[^<]*/g)?.map((cell) => cell.replace(/<[^>]*>/, '')) ?? [];
		const column = cells.indexOf('Cache hits');
		const [width, of] = [cells.indexOf(SMALL), (model: string) => cells[cells.indexOf(model) + column]];
		expect([width, of(SMALL), of(LARGE)]).toEqual([11, '45.6 %', '–']);
	});

	it('shows names from outside as text, wherever they stand', () => {
		const group = { routerId: HOSTILE, strategy: HOSTILE, day: HOSTILE };
		const rating = { ...auditsOf(HOSTILE, HOSTILE, { count: 3, good: 1 }), source: HOSTILE, judge: HOSTILE, random: false };
		const audit = { ...auditsOf(HOSTILE, HOSTILE, { count: 30, good: 1 }), judge: HOSTILE };
		const facts = factsOf(
			[answersBy(HOSTILE, 100, group), answersBy(SMALL, 10, { ...group, result: 'fallback', modelId: null, failure: HOSTILE, priced: [] })],
			[rating, audit],
			{
				policies: [
					{
						policyHash: 'policy',
						models: [
							{ modelId: HOSTILE, rank: 0, price: null },
							{ modelId: LARGE, rank: 1, price: null },
						],
					},
				],
			},
		);
		const text = page(facts, HOSTILE);
		expect(text.match(/<(?:script|img)/gi)).toBeNull();
		expect(text).not.toMatch(/[\u202e\u0000]/);
		expect(
			text.split('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(2)&quot;&gt;&#39;&quot;&amp;\ufffd\ufffd').length,
		).toBeGreaterThan(10);
		expect([...text.matchAll(/<\/title>/g)]).toHaveLength(1 + [...text.matchAll(/<title>/g)].length - 1);
	});

	it('loads nothing and runs nothing: no address, no script, no style but the one whose hash it names', () => {
		const text = page(usual());
		expect(text).not.toMatch(/https?:|\/\/|src=|href=|url\(|@import|<script|\son[a-z]+=|\sstyle=/i);
		const [, style = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? [];
		const hash = createHash('sha256').update(style).digest('base64');
		expect(text.replaceAll('&#39;', "'")).toContain(
			`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
		);
	});

	it('has a table and words behind each chart', () => {
		const sections = page(usual())
			.split('<section')
			.filter((section) => section.includes('<svg'));
		expect(sections.length).toBeGreaterThan(5);
		for (const section of sections) {
			expect(section).toMatch(/<svg [^>]*role="img" aria-label="[^"]+"/);
			const hasFigures = section.includes('<table') || section.includes('aria-label="Cost of the same answers: Routing $');
			expect(hasFigures || section.includes('The figures are in the table of routes.')).toBe(true);
		}
	});

	it('is one with nothing to show where nothing was recorded', () => {
		const text = page(factsOf([]));
		expect(text).toContain('Not enough data: no answers were recorded in this period.');
		expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
	});

	it('says what is not in it', () => {
		const text = page(
			factsOf([answersBy(SMALL, 5, { unknownCosts: 1_234 }), answersBy(SMALL, 6, { result: 'routed', priced: [] })], [], { waiting: 7 }),
		);
		expect(text).toContain('1,234 calls have no known cost');
		expect(text).toContain('6 requests were sent on by Route Only');
		expect(text).toContain('This log is partial: 7 records wait');
	});

	it('never says NaN', () => {
		expect(page(usual())).not.toMatch(/NaN|Infinity|undefined/);
	});
});
