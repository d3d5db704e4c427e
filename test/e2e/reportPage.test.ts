import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { source as axeSource, type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';

import { renderPage } from '../../router/report/page';
import { makeReport } from '../../router/report/rows';
import { answersBy, auditsOf, factsOf, LARGE, SMALL } from '../support/reportFacts';
import { openBrowser, screenshot } from '../support/e2e';

const HOSTILE = `</td><script>document.title = 'ran'</script><img src="http://127.0.0.1:9/x" onerror="document.title = 'ran'">`;
const folder = mkdtempSync(path.join(tmpdir(), 'report-page-'));
const file = path.join(folder, 'report.html');
let browser: Browser;

beforeAll(async () => {
	browser = await openBrowser();
	const decisions = [
		answersBy(SMALL, 5_000),
		answersBy(LARGE, 5_000),
		answersBy(SMALL, 90, { result: 'fallback', modelId: null, failure: HOSTILE, priced: [] }),
	];
	const report = makeReport(
		factsOf(
			decisions.map((group) => ({ ...group, routerId: HOSTILE })),
			[auditsOf(SMALL, SMALL, { count: 500, good: 495 })],
		),
	);
	writeFileSync(file, renderPage({ report, title: HOSTILE, period: 'September 2026', madeAt: '2026-10-01' }));
});
afterAll(async () => {
	await browser.close();
	rmSync(folder, { recursive: true, force: true });
});

async function shown(colorScheme: 'light' | 'dark'): Promise<{ page: Page; asked: string[]; said: string[] }> {
	const page = await browser.newPage({ colorScheme, viewport: { width: 1100, height: 900 } });
	const [asked, said]: [string[], string[]] = [[], []];
	page.on('request', (request) => asked.push(request.url()));
	page.on('console', (message) => said.push(message.text()));
	await page.goto(pathToFileURL(file).href);
	return { page, asked, said };
}

describe('the report in a browser', () => {
	it.each(['light', 'dark'] as const)(
		'shows hostile names as text, loads nothing else and breaks no policy of its own, %s',
		async (scheme) => {
			const { page, asked, said } = await shown(scheme);
			expect(await page.locator('h1').innerText()).toBe(HOSTILE);
			expect(await page.title()).toContain('LLM routing report: ');
			expect(await page.locator('script, img').count()).toBe(0);
			expect([asked, said]).toEqual([[pathToFileURL(file).href], []]);
			await screenshot(page, `report-${scheme}`);
			await page.close();
		},
	);

	it('follows the colour scheme, and keeps paper white', async () => {
		const background = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');
		const [light, dark] = [await shown('light'), await shown('dark')];
		expect([await background(light.page), await background(dark.page)]).toEqual(['rgb(255, 255, 255)', 'rgb(20, 23, 29)']);
		await dark.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
		expect(await background(dark.page)).toBe('rgb(255, 255, 255)');
	});

	it('is not wider than its window, but for tables that scroll on their own', async () => {
		const { page } = await shown('light');
		for (const width of [1100, 700, 390]) {
			await page.setViewportSize({ width, height: 900 });
			expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
		}
	});

	it.each([
		['light', 1100],
		['dark', 1100],
		['light', 390],
	] as const)('has nothing that keeps people out, by axe-core: %s, %i pixels wide', async (scheme, width) => {
		const { page } = await shown(scheme);
		await page.setViewportSize({ width, height: 844 });
		await page.evaluate(axeSource);
		const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
		expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(told)).toEqual([]);
		expect(passes.length).toBeGreaterThan(10);
		await screenshot(page, `report-${scheme}-${String(width)}`);
		await page.close();
	});
});

function told({ id, help, nodes }: AxeResults['violations'][number]): string {
	return `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join('; ')}`;
}
