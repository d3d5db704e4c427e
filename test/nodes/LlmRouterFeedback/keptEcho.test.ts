import { readFileSync } from 'node:fs';

import { runFeedback } from '../../support/feedbackNode';
import { KEYS, openLedger, provider, run, says } from '../../support/routeNode';

it('a key that a model repeats in its answer is not among the texts kept for audits', async () => {
	const log = await openLedger();
	const server = await provider((_prompt, seen) => says(`I was called with ${String(seen.headers.authorization)}`));
	try {
		await run({
			items: [{ json: { chatInput: 'Say hello.' } }],
			urls: [server.url, server.url],
			parameters: { auditShare: 100 },
		});
		const { json } = await runFeedback({ parameters: { resource: 'decision', operation: 'getAll', options: { withTexts: true } } });
		expect(json).toHaveLength(1);
		expect(json[0]?.['answer']).toContain('I was called with');
		const bytes = ['', '-wal'].map((end) => readFileSync(`${log.file}${end}`, 'latin1'));
		for (const key of Object.values(KEYS)) for (const text of [JSON.stringify(json), ...bytes]) expect(text.includes(key)).toBe(false);
	} finally {
		await server.close();
		await log.close();
	}
});
