import type { Bypass } from '../../router/bypass';
import { createBudget } from '../../router/execution/budgets/budget';
import { createHealth } from '../../router/health/inProcess';
import { NOTHING_KEPT, type Policy } from '../../router/policy';
import { notEmpty } from '../../router/quality/notEmpty';
import type { ModelSpec } from '../../router/registry/model';
import { createRouter } from '../../router/route';
import type { RouteOptions } from '../../router/routeTypes';
import type { Strategy } from '../../router/strategies/strategy';
import { requestOf, user } from '../support/requests';
import {
	PLAIN_POLICY,
	answers,
	chose,
	fails,
	fakeClock,
	limiterOn,
	modelAt,
	OPEN_TO_ALL,
	scored,
	scriptedClient,
	type ScriptedClient,
} from '../support/routing';

const policy: Policy = { ...PLAIN_POLICY, patienceMs: 1_000 };
const NONE: Bypass = { kind: 'none', definition: null };
const STRONGEST: Bypass = { kind: 'strongest', because: 'condition', definition: { alwaysStrongest: '={{ $json.risky }}' } };
const fixed = (modelId: string): Bypass => ({ kind: 'fixed', modelId, definition: { routeNothing: modelId } });

interface Over extends Partial<Omit<RouteOptions, 'policy'>> {
	readonly client?: ScriptedClient;
	readonly policy?: Partial<Policy>;
}

/** Rows are shuffled, so that strength is told by rank and not by place. */
function laddersOf(size: number): { models: ModelSpec[]; byRank: ModelSpec[]; weakest: ModelSpec; strongest: ModelSpec } {
	const byRank = Array.from({ length: size }, (_, rank) => modelAt(rank));
	const models = [...byRank.slice(1), ...byRank.slice(0, 1)].map((model, index) => ({ ...model, slot: index + 1 }));
	const at = (rank: number): ModelSpec => models.find((model) => model.rank === rank) ?? modelAt(rank);
	return { models, byRank: byRank.map(({ rank }) => at(rank)), weakest: at(0), strongest: at(size - 1) };
}

function routing(models: readonly ModelSpec[], over: Over = {}) {
	const { client = scriptedClient(answers()), policy: policyOver, ...ask } = over;
	let asked = 0;
	/** Would send everything to the weakest. */
	const strategy: Strategy = {
		name: 'classifier',
		settings: {},
		weightsVersion: 'w1',
		rank: async () => {
			asked += 1;
			return scored(
				models,
				models.map(() => 0.9),
			);
		},
	};
	let ids = 0;
	const router = createRouter({
		client,
		ledger: { record: async () => ({ kind: 'stored' }), tally: async () => null },
		health: createHealth(),
		clock: fakeClock(),
		limiter: limiterOn(fakeClock()),
		random: () => 0,
		newId: () => `id${++ids}`,
	});
	const go = () =>
		router.route({
			request: { kind: 'request', request: requestOf(user('hi')) },
			models,
			strategy,
			checks: [notEmpty],
			policy: { ...policy, ...policyOver },
			identity: { routerId: 'w:n', dedupeKey: 'e:n:0:0' },
			bypass: NONE,
			reEntry: null,
			budget: createBudget(null),
			strongest: OPEN_TO_ALL,
			keep: NOTHING_KEPT,
			signal: new AbortController().signal,
			...ask,
		});
	return { go, client, asked: () => asked };
}

describe.each([2, 3, 10])('with %d models', (size) => {
	const { models, byRank, weakest, strongest } = laddersOf(size);

	describe('always the strongest', () => {
		it('asks the strongest and not the strategy, and says and records so', async () => {
			const { go, client, asked } = routing(models, { bypass: STRONGEST });
			const { outcome, reason, record } = await go();
			expect(outcome).toMatchObject({ kind: 'answered', model: strongest, degraded: false });
			expect([asked(), client.called()]).toEqual([0, [strongest.id]]);
			expect(reason).toBe(`Always the Strongest When is true, so ${strongest.branch}`);
			expect(record).toMatchObject({ forcedBy: 'bypass', strategy: 'classifier', weightsVersion: 'w1' });
			expect(record.candidates.map(({ modelId, excludedBy, propensity }) => ({ modelId, excludedBy, propensity }))).toEqual(
				models.map(({ id }) => ({
					modelId: id,
					excludedBy: id === strongest.id ? null : 'below_floor',
					propensity: id === strongest.id ? 1 : 0,
				})),
			);
		});

		it.each([
			['a failure', fails('server_error'), 'server_error'],
			['a rejected answer', answers(''), 'quality'],
		] as const)('never asks a weaker one: %s goes to Fallback', async (_, reply, failure) => {
			const { go, client } = routing(models, { bypass: STRONGEST, client: scriptedClient(reply, answers()) });
			expect((await go()).outcome).toMatchObject({ kind: 'fallback', failure });
			expect(client.called()).toEqual([strongest.id]);
		});

		it('sends nothing to a weaker one that alone could serve the request', async () => {
			const small = models.map((model) => (model.id === strongest.id ? { ...model, contextTokens: 10 } : model));
			const { go, client } = routing(small, { bypass: STRONGEST });
			expect((await go()).outcome).toMatchObject({ kind: 'fallback', failure: 'no_model' });
			expect(client.called()).toEqual([]);
		});

		it('holds against a lower floor', async () => {
			const { go, client } = routing(models, {
				bypass: STRONGEST,
				policy: { floor: weakest.id },
				client: scriptedClient(fails('server_error'), answers()),
			});
			await go();
			expect(client.called()).toEqual([strongest.id]);
		});

		it('Route Only: one that came back goes to Fallback, not to a weaker model', async () => {
			const only: Over = { bypass: STRONGEST, policy: { operation: 'routeOnly' } };
			expect((await routing(models, only).go()).outcome).toMatchObject({ kind: 'routed', model: strongest });
			const back = await routing(models, { ...only, reEntry: { decisionId: 'id0', failed: [strongest.id] } }).go();
			expect(back).toMatchObject({
				outcome: { kind: 'fallback', failure: 'downstream' },
				record: { forcedBy: 're_entry', reEntryOf: 'id0' },
				reason: expect.stringContaining('Always the Strongest When is true') as unknown,
			});
		});
	});

	describe('never below', () => {
		it.each(byRank.map((model): [number, ModelSpec] => [model.rank, model]))(
			'rank %d: no weaker model is chosen, and the record says who was left out',
			async (_, floor) => {
				const { go, client, asked } = routing(models, { policy: { floor: floor.id } });
				const { record, reason } = await go();
				expect([asked(), client.called()]).toEqual([1, [floor.id]]);
				expect(record.forcedBy).toBeNull();
				expect(
					record.candidates
						.filter(({ excludedBy }) => excludedBy === 'below_floor')
						.map(({ rank }) => rank)
						.sort((a, b) => a - b),
				).toEqual(byRank.slice(0, floor.rank).map(({ rank }) => rank));
				expect(reason.includes(`${weakest.branch} is weaker than Never Below allows`)).toBe(floor.rank > 0);
			},
		);

		it('a failure at the floor goes up, and to Fallback from the strongest', async () => {
			const floor = byRank[size - 2] ?? weakest;
			const { go, client } = routing(models, {
				policy: { floor: floor.id },
				client: scriptedClient(fails('auth'), fails('auth'), answers()),
			});
			expect((await go()).outcome).toMatchObject({ kind: 'fallback', failure: 'auth' });
			expect(client.called()).toEqual([floor.id, strongest.id]);
		});

		it('holds against a rule that names a weaker model', async () => {
			const rules: Strategy = { name: 'rules', settings: {}, weightsVersion: null, rank: async () => chose(weakest) };
			const { go, client } = routing(models, { strategy: rules, policy: { floor: strongest.id } });
			await go();
			expect(client.called()).toEqual([strongest.id]);
		});
	});

	describe('route nothing', () => {
		it.each(byRank.map((model): [number, ModelSpec] => [model.rank, model]))(
			'rank %d answers everything, measured like any other',
			async (_, model) => {
				const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 0 };
				const { go, client, asked } = routing(models, { bypass: fixed(model.id), client: scriptedClient(answers('ok', { usage })) });
				const { reason, record, costNanoUsd } = await go();
				expect([asked(), client.called()]).toEqual([0, [model.id]]);
				expect(reason).toBe(`Bypass Routing is on, so ${model.branch}`);
				expect(costNanoUsd).toBe(15_000 * (model.rank + 1));
				expect(record).toMatchObject({
					forcedBy: 'bypass',
					degraded: false,
					signals: { words: 1 },
					charges: [{ modelId: model.id, purpose: 'answer' }],
					attempts: [{ result: { verdict: 'accepted' } }],
				});
			},
		);

		it('others serve only after a failure or a rejection, the next stronger first', async () => {
			const next = byRank[1] ?? strongest;
			for (const first of [fails('server_error'), answers(' ')]) {
				const { go, client } = routing(models, { bypass: fixed(weakest.id), client: scriptedClient(first, answers()) });
				expect((await go()).outcome).toMatchObject({ kind: 'answered', model: next, degraded: false });
				expect(client.called()).toEqual([weakest.id, next.id]);
			}
		});

		it('a weaker one that takes over is marked degraded', async () => {
			const below = byRank[size - 2] ?? weakest;
			const { go } = routing(models, { bypass: fixed(strongest.id), client: scriptedClient(fails('server_error'), answers()) });
			expect((await go()).outcome).toMatchObject({ kind: 'answered', model: below, degraded: true });
		});

		it('Route Only: one that came back goes to the next stronger', async () => {
			const reEntry = { decisionId: 'id0', failed: [weakest.id] };
			const { go } = routing(models, { bypass: fixed(weakest.id), policy: { operation: 'routeOnly' }, reEntry });
			expect((await go()).outcome).toMatchObject({ kind: 'routed', model: byRank[1] });
		});
	});
});

describe('the record of a bypass', () => {
	const { models, strongest, weakest } = laddersOf(3);
	const recordOf = async (over: Over) => (await routing(models, over).go()).record;

	it('an unclear condition is said to be one', async () => {
		expect((await recordOf({ bypass: { ...STRONGEST, because: 'unclear' } })).reason).toBe(
			`Always the Strongest When gave neither true nor false, so ${strongest.branch}`,
		);
	});

	it('a model that is not in play is replaced by the strongest, in so many words', async () => {
		expect((await recordOf({ bypass: fixed('gone/m') })).reason).toBe(
			`Bypass Routing is on, but gone/m is not enabled, so the strongest model, ${strongest.branch}`,
		);
	});

	it('an item without a prompt was not bypassed', async () => {
		const record = await recordOf({ bypass: STRONGEST, request: { kind: 'no_prompt', reason: 'the prompt is empty' } });
		expect(record).toMatchObject({ forcedBy: null, result: { failure: 'no_prompt' } });
	});

	it('input that cannot be read goes to Fallback as such, unasked', async () => {
		const { go, client } = routing(models, { request: { kind: 'bad_input', reason: 'the image is too large' } });
		expect(await go()).toMatchObject({
			outcome: { kind: 'fallback', failure: 'bad_input', message: 'the image is too large' },
			reason: 'the image is too large',
			record: { result: { kind: 'fallback', failure: 'bad_input' }, candidates: [] },
		});
		expect(client.called()).toEqual([]);
	});

	it('notes on the request end the reason, on the item and in the record', async () => {
		const request: RouteOptions['request'] = { kind: 'request', request: requestOf(user('hi')), notes: ['there is no image'] };
		const result = await routing(models, { request }).go();
		expect(result.reason).toMatch(/; there is no image$/);
		expect(result.record.reason).toMatch(/; there is no image$/);
	});

	it('the policy is the same for items of one definition, another for another, and the old one without any', async () => {
		const hash = async (over: Over) => (await recordOf(over)).policyHash;
		const plain = await hash({});
		expect(plain).toBe('f8922046b79fbd9c8de94b8c7b590b54c573d7cdb7ad2cb2594216948d74b6de');
		expect(await hash({ bypass: { ...STRONGEST, kind: 'none' } })).toBe(await hash({ bypass: STRONGEST }));
		const others = [
			await hash({ bypass: STRONGEST }),
			await hash({ bypass: fixed(weakest.id) }),
			await hash({ bypass: fixed(strongest.id) }),
			await hash({ policy: { floor: weakest.id } }),
			await hash({ policy: { floor: strongest.id } }),
		];
		expect(new Set([plain, ...others]).size).toBe(6);
	});
});
