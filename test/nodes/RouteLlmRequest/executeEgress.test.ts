import { SsrfProtectionConfig } from '@n8n/config';
import { Container } from '@n8n/di';

import { NODE, openLedger, provider, run, says, type TestLedger } from '../../support/routeNode';
import type { TestServer } from '../../support/httpServer';

let ledger: TestLedger;
let server: TestServer;
beforeAll(async () => {
	ledger = await openLedger();
	server = await provider(() => says('an answer'));
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});

/** As `N8N_SSRF_PROTECTION_ENABLED` of the environment. */
async function protectedRun(enabled: boolean) {
	Container.get(SsrfProtectionConfig).enabled = enabled;
	return await run({ items: [{ json: { text: 'hello' } }], urls: [server.url, server.url], parameters: { maxRetries: 0, maxWaitTime: 0 } });
}

afterAll(() => {
	Container.get(SsrfProtectionConfig).enabled = false;
});

it("asks no address inside the network where n8n's own protection against that is on", async () => {
	const kept = await protectedRun(true);
	expect([kept.counts(NODE), server.journal.length]).toEqual([[1, 0, 0], 0]);
	const open = await protectedRun(false);
	expect([open.counts(NODE)[0], server.journal.length]).toEqual([0, 1]);
});
