import { readFileSync } from 'node:fs';

import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

import { ensurePrograms } from '../../scripts/lib/apt';
import { makeCertificates, type Certificates } from '../support/certificates';
import { openBrowser, screenshot, SETUP_TIMEOUT_MS, sharedN8n, signedInPage, type SharedN8n } from '../support/e2e';
import { tempFolder } from '../support/ledger';
import { startRedis, type RedisServer } from '../support/redis';

const TYPE = 'llmRouterStoreApi';
const PASSWORD = 'pa55-planted-4f8a9c2d7e1b';
const testSchema = z.object({ status: z.string(), message: z.string() });
const pem = (file: string) => readFileSync(file, 'utf8');

describe('the credential LLM Router Store', () => {
	const folder = tempFolder();
	let certificates: Certificates;
	let n8n: SharedN8n;
	let redis: RedisServer;
	let browser: Browser;
	let page: Page;
	let id: string;

	beforeAll(async () => {
		n8n = sharedN8n();
		await ensurePrograms({ 'redis-server': 'redis-server', openssl: 'openssl' }, (text) => process.stderr.write(`e2e: ${text}\n`));
		certificates = makeCertificates(folder.path);
		redis = await startRedis({ password: PASSWORD, tls: { certificates, clients: true } });
		browser = await openBrowser();
		page = await signedInPage(browser, n8n.url);
		id = await n8n.rest.createCredential(TYPE, 'Store', {
			usePostgres: false,
			redisHost: '127.0.0.1',
			redisPort: redis.port,
			redisEncryption: 'verify',
			redisClientCertificate: pem(certificates.client.cert),
		});
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await browser.close();
		await redis.stop();
		folder.remove();
	});

	const field = (name: string) => page.locator(`[data-test-id="parameter-input-${name}"]`).locator('input, textarea').first();

	it('is filled in by hand, keys pasted with all their lines, and its Test finds Redis', async () => {
		await page.goto(`${n8n.url}/home/credentials/${id}`);
		await field('redisHost').waitFor();
		await screenshot(page, 'store-form');
		await field('redisPassword').fill(PASSWORD);
		await field('redisCa').fill(pem(certificates.ca));
		await field('redisClientKey').fill(pem(certificates.client.key));
		await page.locator('[data-test-id="credential-save-button"]').click();
		await page
			.getByText(/Connection tested successfully/)
			.first()
			.waitFor();
		await screenshot(page, 'store-tested');
		const stored = JSON.stringify(await n8n.rest.request('GET', `/credentials/${id}?includeData=true`));
		expect(stored).not.toContain(PASSWORD);
		expect(stored).not.toContain('PRIVATE KEY');
	});

	it('says in words what is wrong', async () => {
		const data = { usePostgres: false, useRedis: true, redisHost: '127.0.0.1', redisPort: redis.port, redisPassword: PASSWORD };
		const result = testSchema.parse(
			await n8n.rest.request('POST', '/credentials/test', { credentials: { id: '', name: 'Store', type: TYPE, data } }),
		);
		expect(result).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Redis: 127\.0\.0\.1:\d+ closed the connection: if it asks for encryption/),
		});
	});
});
