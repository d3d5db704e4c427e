import { askedOf, audit, COST, honest, logged, models } from '../../support/auditRun';
import { openLedger, run } from '../../support/routeNode';

it('routed items are audited as they were asked, whoever has answered, and what their decisions cost stays as it was', async () => {
	const ledger = await openLedger();
	const server = await models(honest(({ b }) => (b.startsWith('large') ? 'B' : 'A')));
	try {
		const prompts = Array.from({ length: 12 }, (_, index) =>
			index % 2 === 0
				? `Say hello ${String(index)}.`
				: `Prove that there are infinitely many primes congruent to 3 modulo 4, in ${String(index)} ways.`,
		);
		const routed = await run({
			items: prompts.map((chatInput) => ({ json: { chatInput } })),
			urls: [server.url, server.url],
			parameters: { systemMessage: 'Be brief.', auditShare: 100 },
		});
		const bySmall = routed.items('Router', 1).length;
		const byLarge = routed.items('Router', 2).length;
		expect([bySmall > 0, byLarge > 0, bySmall + byLarge]).toEqual([true, true, 12]);
		const ids = [1, 2].flatMap((output) => routed.items('Router', output).map(({ json }) => (json['llmRoute'] as { id: string }).id));
		const own = new Map((await logged(...ids)).map(({ id, charges }) => [id, charges]));
		const asked = server.journal.length;
		const { json } = await audit(server);
		// The row of the router says what its models cost, the credential of this node what the judge does.
		expect(json).toMatchObject([{ audited: 12, worse: 12, asGood: 0, disagreed: 0, left: 0 }]);
		const shadow = server.journal
			.slice(asked)
			.map(({ body }) => JSON.parse(body) as { model: string; messages: { role: string; content: string }[] });
		expect(askedOf({ ...server, journal: server.journal.slice(asked) }).sort()).toEqual([
			...Array.from({ length: 24 }, () => 'judge'),
			...Array.from({ length: bySmall }, () => 'large'),
			...Array.from({ length: byLarge }, () => 'small'),
		]);
		const repeated = shadow.filter(({ model }) => model !== 'judge').map(({ messages }) => messages);
		expect(repeated.map((messages) => messages[1]?.content).sort()).toEqual([...prompts].sort());
		expect(repeated.every(([system]) => system?.role === 'system' && system.content === 'Be brief.')).toBe(true);
		for (const { id, charges, stored, outcomes } of await logged(...ids)) {
			expect(charges.filter(({ purpose }) => purpose !== 'shadow')).toEqual(own.get(id));
			expect(charges.filter(({ modelId }) => modelId === 'custom1/judge').map(({ costNanoUsd }) => costNanoUsd)).toEqual([
				COST.judge,
				COST.judge,
			]);
			expect([stored, outcomes.map(({ modelId, score, inclusionProbability }) => [modelId, score, inclusionProbability])]).toEqual([
				null,
				[['custom1/small', 0, 1]],
			]);
		}
	} finally {
		await server.close();
		await ledger.close();
	}
});
