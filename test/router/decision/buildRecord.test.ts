import type { CallResult } from '../../../router/calls/client';
import { createBudget } from '../../../router/execution/budgets/budget';
import { createHealth } from '../../../router/health/inProcess';
import { NOTHING_KEPT, type Identity } from '../../../router/policy';
import { createRouter } from '../../../router/route';
import type { RouteOptions } from '../../../router/routeTypes';
import type { Ranking } from '../../../router/strategies/strategy';
import { requestOf, user } from '../../support/requests';
import { PLAIN_POLICY, answers, chose, fails, fakeClock, limiterOn, modelAt, OPEN_TO_ALL, scriptedClient } from '../../support/routing';

const [weak, strong] = [modelAt(0), modelAt(1)];
const NO_BYPASS = { kind: 'none', definition: null } as const;
const refused = fails('rate_limited', { message: 'Demo is busy (HTTP 429): you asked: SECRETPROMPT', summary: 'Demo is busy (HTTP 429)' });

interface Given {
	readonly identity?: Partial<Identity>;
	readonly ranking?: Ranking;
	readonly bypass?: RouteOptions['bypass'];
}

async function recordOf(script: readonly CallResult[], { identity = {}, ranking = chose(weak), bypass = NO_BYPASS }: Given = {}) {
	let ids = 0;
	const router = createRouter({
		client: scriptedClient(...script),
		ledger: { record: async () => ({ kind: 'stored' }), tally: async () => null },
		health: createHealth(),
		clock: fakeClock(),
		limiter: limiterOn(fakeClock()),
		random: () => 0,
		newId: () => `id${++ids}`,
	});
	return router.route({
		request: { kind: 'request', request: requestOf(user('SECRETPROMPT')) },
		models: [weak, strong],
		checks: [],
		strategy: { name: 'rules', settings: {}, weightsVersion: null, rank: async () => ranking },
		policy: PLAIN_POLICY,
		identity: { routerId: 'w:n', dedupeKey: 'e:n:0:0', ...identity },
		bypass,
		reEntry: null,
		budget: createBudget(null),
		strongest: OPEN_TO_ALL,
		keep: NOTHING_KEPT,
		signal: new AbortController().signal,
	});
}

describe('what a provider quotes', () => {
	it.each<[string, CallResult[]]>([
		['is answered elsewhere', [refused, answers('SECRETPROMPT, you said')]],
		['ends on Fallback', [refused, refused]],
	])('is told in the item and kept out of the record when the item %s', async (_, script) => {
		const { record, reason } = await recordOf(script);
		expect(reason).toContain('you asked: SECRETPROMPT');
		expect(record.attempts[0]?.result).toMatchObject({ kind: 'failed', message: 'Demo is busy (HTTP 429)' });
		expect(record.reason).toContain('Demo is busy (HTTP 429)');
		expect(JSON.stringify(record)).not.toContain('SECRETPROMPT');
	});
});

it('the conversation is written down as the hash that was given, or not at all', async () => {
	const script = [answers('fine')];
	expect((await recordOf(script, { identity: { sessionKey: 'c0ffee' } })).record.sessionKey).toBe('c0ffee');
	expect((await recordOf(script)).record.sessionKey).toBeNull();
});

describe('who took the choice from the strategy', () => {
	const kept = { ...chose(weak), kept: true as const };

	it('is the conversation where its model was kept', async () => {
		expect((await recordOf([answers('fine')], { ranking: kept })).record.forcedBy).toBe('session');
		expect((await recordOf([answers('fine')])).record.forcedBy).toBeNull();
	});

	it('names a kept choice in the same policy', async () => {
		const [one, other] = [await recordOf([answers('fine')], { ranking: kept }), await recordOf([answers('fine')])];
		expect(one.record.policyHash).toBe(other.record.policyHash);
	});
});
