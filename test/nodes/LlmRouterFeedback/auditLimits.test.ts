import { clearHealth } from '../../../nodes/shared/health';
import { estimateAudit } from '../../../router/learning/audit/estimate';
import { readKeptRequest } from '../../../router/learning/audit/keptRequest';
import { AUDIT_LEASE_MS } from '../../../router/ledger/feedbackPort';
import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { startFeedback } from '../../support/feedbackNode';
import { askedOf, audit, auditAsk, candidate, COST, decide, forgetAll, honest, logged, models, promptOf } from '../../support/auditRun';
import type { TestServer } from '../../support/httpServer';
import { modelAt, priceOf } from '../../support/routing';
import { KEYS, openLedger, refuses, says, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;

beforeAll(async () => {
	ledger = await openLedger();
});
beforeEach(async () => {
	clearHealth();
	server = await models(honest(() => 'tie'));
});
afterEach(async () => {
	delete process.env['EXECUTIONS_MODE'];
	await forgetAll();
	await server.close();
});
afterAll(() => ledger.close());

const many = async (count: number) => {
	for (let i = 0; i < count; i++) await decide(`d${String(i)}`, { atMs: i });
};
const ONE_AUDIT = (COST.large + 2 * COST.judge) / 1e9;
const OPTIONS = { reservedOutputTokens: 100, parallel: 1 };

/** What is reserved for the audit of one decision of `many`, in USD. */
function reservedForOne(): number {
	const request = readKeptRequest(promptOf('d0'), OPTIONS.reservedOutputTokens);
	if (request === null) throw new Error('the prompt could not be read');
	const [large, judge] = [modelAt(1, { price: priceOf(2, 8) }), modelAt(2, { price: priceOf(3, 12) })];
	return (estimateAudit({ request, models: [large], judge, verdicts: 2, roomTokens: OPTIONS.reservedOutputTokens }) ?? NaN) / 1e9;
}

describe('the budget of a run', () => {
	it('keeps back an audit that does not fit, before its first call; the others wait for another run', async () => {
		const one = reservedForOne();
		await many(3);
		const { json, hints } = await audit(server, { ...OPTIONS, budgetPerRun: one + ONE_AUDIT / 2 });
		expect(json).toMatchObject([
			{
				audited: 1,
				left: 1,
				stopped: 'budget',
				failed: { budget: 1 },
				costUsd: ONE_AUDIT,
				budgetLeftUsd: expect.closeTo(one - ONE_AUDIT / 2, 9),
			},
		]);
		expect(hints).toEqual([expect.stringContaining('The budget has no room for another audit')]);
		expect(server.journal).toHaveLength(3);
		const later = await sqliteLedgerAt(ledgerFile).feedback.audits({ routerId: null, limit: 10, nowMs: Date.now() + AUDIT_LEASE_MS });
		expect(later.map(({ id }) => id)).toEqual(['d1', 'd2']);
	});

	it('passes over one that may cost more than all of it, and says so', async () => {
		await decide('large', {
			stored: { prompt: JSON.stringify([{ role: 'user', content: 'word '.repeat(20_000) }]), answer: 'a', expiresAtMs: 4e12 },
			atMs: 0,
		});
		await decide('small', { atMs: 1 });
		const { json, hints } = await audit(server, { ...OPTIONS, budgetPerRun: 0.05 });
		expect(json).toMatchObject([{ audited: 1, left: 1, stopped: null, failed: { larger_than_budget: 1 } }]);
		expect(hints).toEqual([expect.stringContaining('more than the whole budget')]);
	});

	it('limits each answer; without one there is no limit', async () => {
		await many(1);
		await audit(server, { budgetPerRun: 1, reservedOutputTokens: 77 });
		await forgetAll();
		await many(1);
		await audit(server);
		const limits = server.journal
			.map(({ body }) => JSON.parse(body) as { model: string; max_tokens?: number; max_completion_tokens?: number })
			.filter(({ model }) => model === 'large');
		expect(limits.map((body) => body.max_completion_tokens ?? body.max_tokens)).toEqual([77, undefined]);
	});

	it('needs the price of the judge, and says so before a call', async () => {
		await many(1);
		const { status, error } = await audit(server, { budgetPerRun: 1 }, { judge: 'custom1/unpriced' });
		expect(status).toBe('error');
		expect(error?.message).toMatch(/^Options, Budget per Run: cannot be kept, because no price is known for the judge "custom1\/unpriced"/);
		expect(server.journal).toEqual([]);
	});

	it('leaves an audit of a model without a price, and says which', async () => {
		await decide('unpriced', { candidates: [candidate('custom1/small', 0), candidate('custom2/unpriced', 1)] });
		const { json, hints } = await audit(server, { dailyBudget: 1 });
		expect(json).toMatchObject([{ left: 1, failed: { no_price: 1 } }]);
		expect(hints).toEqual([expect.stringContaining('no price is known for custom2/unpriced')]);
		expect(server.journal).toEqual([]);
	});
});

describe('the budget of a day', () => {
	it('goes on over runs and over a restart, and is apart from what routers spend', async () => {
		const one = reservedForOne();
		const options = { ...OPTIONS, dailyBudget: one + ONE_AUDIT / 2 };
		await many(3);
		expect((await audit(server, { ...options, mostAudits: 1 })).json).toMatchObject([{ audited: 1, stopped: null }]);
		expect((await audit(server, { ...options, mostAudits: 1 })).json).toMatchObject([{ audited: 0, stopped: 'budget' }]);
		clearHealth();
		expect((await audit(server, { ...options, mostAudits: 1 })).json).toMatchObject([{ audited: 0, stopped: 'budget', costUsd: 0 }]);
		expect(await sqliteLedgerAt(ledgerFile).tally({ routerId: 'wf:router-id', sinceMs: 0, modelId: null, keyHash: null })).toMatchObject({
			costNanoUsd: 0,
		});
	});
});

describe('rate limits', () => {
	it('are kept, and half is left to the routers', async () => {
		await many(3);
		const facts = { modelFacts: { values: [{ modelId: 'custom2/large', requestsPerMinute: 4 }] } };
		const { json, hints } = await audit(server, { maxWaitTime: 0, parallel: 1 }, { credential: facts });
		expect(json).toMatchObject([{ audited: 2, left: 1, failed: { no_place: 1 } }]);
		expect(hints).toEqual([expect.stringContaining('the rate limit of custom2/large left no room within Max Wait Time')]);
	});
});

describe('a run that cannot be begun', () => {
	it.each([
		['no judge', {}, { judge: '={{ "" }}' }, 'Judge Model: is empty'],
		['a judge without its provider', {}, { judge: '={{ "gpt-4o" }}' }, 'Judge Model: does not name its provider'],
		[
			'a judge of a provider the credential does not have',
			{},
			{ judge: 'openai/gpt-4o' },
			'Judge Model: "openai/gpt-4o" belongs to a provider that is not in the credential',
		],
		['a number out of range', { parallel: 0 }, {}, 'Options, Parallel Audits: is 0'],
	])('says why: %s', async (_, options, over, message) => {
		await many(1);
		const { status, error } = await audit(server, options, over);
		expect(status).toBe('error');
		expect(error?.message).toContain(message);
		expect(server.journal).toEqual([]);
	});

	it('in queue mode without a Postgres store refuses, and says what to add', async () => {
		process.env['EXECUTIONS_MODE'] = 'queue';
		await many(1);
		const { error } = await audit(server);
		expect(error?.message).toContain('LLM Router Store: is missing, and n8n runs in queue mode');
		expect(server.journal).toEqual([]);
	});
});

describe('a stopped execution', () => {
	it('stops at once, and what it had paid is recorded', async () => {
		await server.close();
		let judging: () => void = () => undefined;
		const judged = new Promise<void>((resolve) => (judging = resolve));
		server = await models(({ model }) => {
			if (model !== 'judge') return says('an answer');
			judging();
			return { kind: 'silence' };
		});
		await many(3);
		const run = await startFeedback(auditAsk(server, { parallel: 1 }));
		await judged;
		run.cancel();
		await run.done;
		// The ledger writes a moment after the engine has let go.
		for (let tries = 0; tries < 200 && ((await logged('d0'))[0]?.charges.length ?? 0) === 0; tries++)
			await new Promise((resolve) => setTimeout(resolve, 10));
		expect(await logged('d0')).toMatchObject([{ outcomes: [], stored: { answer: 'small answer d0' } }]);
		expect((await logged('d0'))[0]?.charges[0]).toMatchObject({ modelId: 'custom2/large', purpose: 'shadow', costNanoUsd: COST.large });
		expect(askedOf(server)).toEqual(['large', 'judge']);
	});
});

describe('keys', () => {
	it('are in no output, hint or error, even where a provider repeats them', async () => {
		await server.close();
		server = await models(({ model }) =>
			model === 'judge' ? refuses(500, { message: `bad key ${KEYS.custom1}` }) : refuses(401, { message: `bad key ${KEYS.custom2}` }),
		);
		await many(1);
		await decide('strong', {
			result: { kind: 'answered', modelId: 'custom2/large', slot: 2 },
			candidates: [candidate('custom1/judge', 0), candidate('custom2/large', 1)],
		});
		const results = [
			await audit(server),
			await audit(server, { itemPerAudit: true }),
			await audit(server, {}, { judge: `openai/${KEYS.custom1}` }),
		];
		const told = JSON.stringify(
			results.map(({ json, hints, error }) => [json, hints, error?.message.replace(`openai/${KEYS.custom1}`, '')]),
		);
		for (const key of Object.values(KEYS)) expect(told).not.toContain(key);
	});
});
