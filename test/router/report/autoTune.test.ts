import { writeFileSync } from 'node:fs';

import { autoTuneView } from '../../../router/report/autoTune';
import { renderPage } from '../../../router/report/page';
import { reportJson } from '../../../router/report/json';
import { makeReport } from '../../../router/report/rows';
import { answersBy, factsOf, LARGE, SMALL } from '../../support/reportFacts';
import { documentAfter } from '../../support/tuningDocument';

const ROUTER = 'wf:router';
const NAMES = new Map([[ROUTER, 'Support / Router']]);
const report = makeReport(factsOf([answersBy(SMALL, 500), answersBy(LARGE, 500)]));
const viewOf = (ask: Parameters<typeof documentAfter>[0]) => autoTuneView(documentAfter(ask), ROUTER, NAMES);
const pageOf = (...autoTune: ReturnType<typeof viewOf>[]) =>
	renderPage({ report, title: 'T', period: 'p', madeAt: 'now', names: NAMES, autoTune });
const rects = (page: string, name: string) =>
	[...page.matchAll(new RegExp(`<rect class="${name}"[^>]* height="([\\d.]+)"`, 'g'))].map(([, height]) => Number(height));

/** Worse now and then, and far more often among the hard ones. */
const loss = (i: number) => ((i * 617) % 1_000 > 550 ? Number(i % 4 === 0) : Number(i % 41 === 0));
const CLIMBING = { items: 460, loss };
const TWO = {
	items: 6_000,
	weaker: ['maker/small', 'maker/middle'],
	loss: (i: number, model: string) => (model === 'maker/middle' ? Number(i % 60 === 0) : loss(i)),
};

describe('what is shown of Auto-Tune', () => {
	it('is who answers what, from the cheapest to the strongest: together everything', () => {
		const { phase, serves, ladders } = viewOf(TWO);
		expect(phase).toBe('certified');
		expect(serves.map(({ model }) => model)).toEqual(['maker/small', 'maker/middle', 'maker/strong']);
		expect(serves.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
		expect(ladders.map(({ certified }) => certified)).toEqual(serves.slice(0, 2).map(({ share }) => share));
		expect(ladders[1]?.rungs[0]?.from).toBe(ladders[0]?.certified);
	});

	it('is the step that is climbed, those compared in advance and what they have seen', () => {
		const { phase, ladders, comparisons, says } = viewOf(CLIMBING);
		expect(phase).toBe('comparing');
		const states = ladders[0]?.rungs.map(({ state }) => state) ?? [];
		expect(states.filter((state) => state === 'climbing')).toHaveLength(1);
		expect(states.lastIndexOf('certified')).toBe(states.indexOf('climbing') - 1);
		expect(states[states.indexOf('climbing') + 1]).toBe('ahead');
		const next = ladders[0]?.rungs.find(({ state }) => state === 'climbing');
		expect(next?.evidence).toBeGreaterThan(0);
		expect(next?.evidence).toBeLessThan(1);
		expect(next?.worse).toBeGreaterThan(0);
		expect(comparisons.done).toBeGreaterThan(50);
		expect(says).toContain('Of all answers at least 90 %');
	});

	it('is that everything goes to the strongest while it is paused, with its evidence kept', () => {
		const document = documentAfter(CLIMBING);
		const paused = autoTuneView({ ...document, paused: true }, ROUTER, NAMES);
		expect(paused).toMatchObject({ paused: true, serves: [{ model: 'maker/strong', share: 1 }] });
		expect(paused.says).toContain('paused');
		expect(paused.ladders[0]?.certified).toBe(viewOf(CLIMBING).ladders[0]?.certified);
		expect(paused.ladders[0]?.rungs.some(({ state }) => state === 'climbing' || state === 'ahead')).toBe(false);
	});

	it('is in the report as JSON', () => {
		const head = {
			title: '',
			router: null,
			routerName: null,
			period: { from: '', to: '', timeZone: '', text: '' },
			tolerance: 0.05,
			partial: false,
			notes: [],
		};
		const view = viewOf(CLIMBING);
		expect(reportJson({ report, head, names: NAMES, autoTune: [view] }).autoTune).toEqual([view]);
	});
});

describe('the ladder on the page', () => {
	const page = pageOf(viewOf(CLIMBING));

	it('stands below the sentence and has a table behind it', () => {
		const [section = ''] = /<h2>Auto-Tune: Support \/ Router \(wf:router\)<\/h2>.*?<\/section>/s.exec(page) ?? [];
		expect(section.indexOf('<p class="says">')).toBeLessThan(section.indexOf('<svg'));
		expect(section).toMatch(/<svg [^>]*role="img" aria-label="[^"]*Now: \d+ % maker\/small, \d+ % maker\/strong"/);
		expect(section).toContain('<table>');
		expect(section).toMatch(/<td class="text">next to be certified<\/td>/);
	});

	it('fills certified steps to the top and the others as far as their evidence is', () => {
		const { rungs = [] } = viewOf(CLIMBING).ladders[0] ?? {};
		const certified = rungs.filter(({ state }) => state === 'certified');
		expect(certified.length).toBeGreaterThan(0);
		expect(rects(page, 'step certified')).toEqual(rects(page, 't0').slice(1));
		expect(rects(page, 'step certified')).toHaveLength(certified.length);
		const next = rungs.find(({ state }) => state === 'climbing');
		expect((rects(page, 't0 part')[0] ?? 0) / (rects(page, 'step climbing')[0] ?? 0)).toBeCloseTo(next?.evidence ?? -1, 1);
	});

	it('rises from easy to hard', () => {
		const heights = [...page.matchAll(/<rect class="step [^"]*"[^>]* height="([\d.]+)"/g)].map(([, height]) => Number(height));
		expect(heights).toHaveLength(11);
		expect(heights).toEqual([...heights].sort((a, b) => a - b));
	});

	it('is missing where nothing was compared yet, and the sentence is there', () => {
		const text = pageOf(viewOf({ items: 20 }));
		expect(text).toContain('20 of 100 requests');
		expect(text).not.toContain('class="step');
	});

	it('has a staircase for each model', () => {
		const text = pageOf(viewOf(TWO));
		expect(text).toMatch(/maker\/middle, above the \d+ % that cheaper models answer/);
		expect(rects(text, 't1').length).toBeGreaterThan(1);
	});

	it('shows names from outside as text', () => {
		const HOSTILE = `</svg><script>alert(1)</script>"'&`;
		const document = documentAfter({ ...CLIMBING, weaker: [HOSTILE], strongest: HOSTILE.concat('2') });
		const text = pageOf(autoTuneView(document, HOSTILE, new Map([[HOSTILE, HOSTILE]])));
		expect(text).not.toMatch(/<script/);
		expect(text.match(/<svg /g)?.length).toBe(text.match(/<\/svg>/g)?.length);
		expect(text).not.toMatch(/NaN|Infinity|undefined|\sstyle=/);
	});
});

if (process.env['LADDER'] !== undefined) writeFileSync(process.env['LADDER'], pageOf(viewOf(CLIMBING), viewOf(TWO)));
