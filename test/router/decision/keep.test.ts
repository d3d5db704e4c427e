import { DAY_MS } from '../../../router/clock';
import { decodeFeatures } from '../../../router/features/encode';
import { readFeatures } from '../../../router/features/features';
import type { CallResult } from '../../../router/calls/client';
import { createBudget } from '../../../router/execution/budgets/budget';
import { createHealth } from '../../../router/health/inProcess';
import { NOTHING_KEPT, type Keep, type Policy } from '../../../router/policy';
import { createRouter } from '../../../router/route';
import type { RouteOptions } from '../../../router/routeTypes';
import { analyzed, requestOf, user } from '../../support/requests';
import { PLAIN_POLICY, answers, chose, fails, fakeClock, limiterOn, modelAt, OPEN_TO_ALL, scriptedClient, T0 } from '../../support/routing';

const policy: Policy = PLAIN_POLICY;
const AUDITED: Keep = { ...NOTHING_KEPT, auditProbability: 0.3, contentDays: 2 };

interface Over {
	readonly keep: Keep;
	readonly script?: readonly CallResult[];
	readonly random?: number;
	readonly operation?: Policy['operation'];
	readonly request?: RouteOptions['request'];
}

async function recordOf({ keep, script = [answers('Paris')], random = 0.2, operation = 'routeAndAnswer', request }: Over) {
	const clock = fakeClock();
	const drawn: number[] = [];
	const router = createRouter({
		client: scriptedClient(...script),
		ledger: { record: async () => ({ kind: 'stored' }), tally: async () => null },
		health: createHealth(),
		clock,
		limiter: limiterOn(clock),
		random: () => drawn.push(random) && random,
		newId: () => `id${Math.random()}`,
	});
	const { record } = await router.route({
		request: request ?? { kind: 'request', request: requestOf(user('What is the capital of France?')) },
		models: [modelAt(0), modelAt(1)],
		checks: [],
		strategy: { name: 'rules', settings: {}, weightsVersion: null, rank: async () => chose(modelAt(0)) },
		policy: { ...policy, operation },
		identity: { routerId: 'w:n', dedupeKey: 'e:n:0:0' },
		bypass: { kind: 'none', definition: null },
		reEntry: null,
		budget: createBudget(null),
		strongest: OPEN_TO_ALL,
		keep,
		signal: new AbortController().signal,
	});
	return { record, draws: drawn.length };
}

describe('what is kept of a request', () => {
	it('is nothing unless somebody has opted in, and no chance is taken for it', async () => {
		const { record, draws } = await recordOf({ keep: NOTHING_KEPT });
		expect(record).toMatchObject({ features: null, stored: null, subjectKey: null, audit: null });
		// One for the retries' jitter.
		expect(draws).toBe(1);
	});

	it('is its messages and its answer, for a time, where chance chose it for an audit', async () => {
		const { record } = await recordOf({ keep: AUDITED });
		expect(record.audit).toEqual({ probability: 0.3, chosen: true });
		expect(record.stored).toEqual({
			prompt: JSON.stringify([user('What is the capital of France?')]),
			answer: 'Paris',
			expiresAtMs: T0 + 2 * DAY_MS,
		});
	});

	it('is no text where chance did not choose it, yet that it might have', async () => {
		const { record } = await recordOf({ keep: AUDITED, random: 0.3 });
		expect(record).toMatchObject({ audit: { probability: 0.3, chosen: false }, stored: null });
	});

	it('is no text where nobody answered, yet that it was chosen', async () => {
		const { record } = await recordOf({ keep: AUDITED, script: [fails('timeout'), fails('timeout')] });
		expect(record.result.kind).toBe('fallback');
		expect(record).toMatchObject({ audit: { probability: 0.3, chosen: true }, stored: null });
	});

	it('is no text where it was only routed, or could not be asked at all', async () => {
		expect((await recordOf({ keep: AUDITED, operation: 'routeOnly' })).record).toMatchObject({ audit: null, stored: null });
		expect((await recordOf({ keep: AUDITED, request: { kind: 'no_prompt', reason: 'nothing' } })).record).toMatchObject({
			audit: null,
			stored: null,
		});
	});

	it('is no text where that is too long', async () => {
		const { record } = await recordOf({ keep: AUDITED, script: [answers('x'.repeat(1_000_000))] });
		expect(record).toMatchObject({ audit: { probability: 0.3, chosen: true }, stored: null });
	});

	it('is nothing of a prompt too long to keep, whose audit chance was never asked about', async () => {
		const long = (chars: number) => recordOf({ keep: AUDITED, request: { kind: 'request', request: requestOf(user('x'.repeat(chars))) } });
		expect((await long(500_001)).record).toMatchObject({ audit: null, stored: null });
		expect((await long(500_000)).record.audit).toEqual({ probability: 0.3, chosen: true });
	});

	it.each(['routeAndAnswer', 'routeOnly'] as const)('is its features, for a time of their own, with %s', async (operation) => {
		const { record } = await recordOf({ keep: { ...NOTHING_KEPT, features: true, featuresDays: 30 }, operation });
		expect(record.features?.expiresAtMs).toBe(T0 + 30 * DAY_MS);
		const features = readFeatures(analyzed('What is the capital of France?'));
		expect(decodeFeatures(record.features?.bytes ?? new Uint8Array())?.ngrams).toEqual(features.ngrams.slice(0, features.count).sort());
		expect(record).toMatchObject({ stored: null, audit: null });
	});

	it('names whom it is about, also where there was nothing to ask', async () => {
		const keep = { ...NOTHING_KEPT, subjectKey: 'somebody' };
		expect((await recordOf({ keep })).record.subjectKey).toBe('somebody');
		expect((await recordOf({ keep, request: { kind: 'no_prompt', reason: 'nothing' } })).record.subjectKey).toBe('somebody');
	});
});

it.each([
	['with tools', { tools: [{ name: 'f', description: null, parameters: {} }] }],
	['after a tool has run', { messages: [...requestOf(user('Which?')).messages, { role: 'tool' as const, content: '7', toolCallId: 'c' }] }],
])('no request %s is kept for an audit: nobody may run tools again for it', async (_, more) => {
	const { record } = await recordOf({ keep: AUDITED, request: { kind: 'request', request: { ...requestOf(user('Which?')), ...more } } });
	expect([record.audit, record.stored]).toEqual([null, null]);
});
