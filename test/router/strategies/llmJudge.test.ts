import type { CallResult } from '../../../router/calls/client';
import { TIERS } from '../../../router/judging/tiers';
import type { ModelSpec } from '../../../router/registry/model';
import { qualityAt, requiredStrength } from '../../../router/strategies/classifierRisk';
import { tierMapping } from '../../../router/strategies/judgeTiers';
import type { RememberedVerdict, VerdictCache } from '../../../router/strategies/judgeVerdicts';
import { createLlmJudgeStrategy, type LlmJudgeOptions } from '../../../router/strategies/llmJudge';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { asSaid, scriptedCall, tierReply, type ScriptedCall } from '../../support/judge';
import { analyzed, ladderOf } from '../../support/requests';
import { answers, fails, modelAt } from '../../support/routing';

const judge = modelAt(9);
const weights = shippedWeights();
const EASY = 'Hello!';
/** The classifier wants the strongest of five for it. */
const EXPERT = 'Prove that there are infinitely many primes.';

function mapCache(): VerdictCache & { readonly kept: Map<string, RememberedVerdict> } {
	const kept = new Map<string, RememberedVerdict>();
	return { kept, get: (key) => kept.get(key) ?? null, set: (key, verdict) => void kept.set(key, verdict) };
}

const strategyOf = (over: Partial<LlmJudgeOptions> = {}) =>
	createLlmJudgeStrategy({
		judge,
		criteria: '',
		timeoutMs: 5_000,
		weights,
		classifierThreshold: 0.76,
		cache: mapCache(),
		clean: asSaid,
		...over,
	});

type Strategy = ReturnType<typeof strategyOf>;

async function rank(
	call: ScriptedCall,
	text: string,
	over: { models?: readonly ModelSpec[]; threshold?: number; strategy?: Strategy } = {},
) {
	const { models = ladderOf(5), threshold = 0.7, strategy = strategyOf() } = over;
	const ranking = await strategy.rank({ request: analyzed(text), models, threshold, call, random: () => 0, nowMs: 0 });
	if (ranking.kind !== 'choice') throw new Error('it scored');
	return ranking;
}

const after = (reply: string | CallResult, text = EASY, over = {}) => rank(scriptedCall(reply), text, over);

describe('tier to model', () => {
	it.each([
		[1, [0, 0, 0, 0, 0]],
		[2, [0, 0, 1, 1, 1]],
		[3, [0, 1, 1, 2, 2]],
		[4, [0, 1, 2, 2, 3]],
		[5, [0, 1, 2, 3, 4]],
		[10, [0, 2, 5, 7, 9]],
	])('of %i models', (size, ranks) => {
		const names = Object.values(TIERS).map(({ name }) => name);
		expect(tierMapping(ladderOf(size).reverse())).toEqual(ranks.map((place, tier) => ({ tier: names[tier], modelId: `p/m${place}` })));
	});

	it('counts places among the models in play', async () => {
		const models = ladderOf(6).filter(({ rank: place }) => place !== 0 && place !== 3);
		expect(tierMapping(models).map(({ modelId }) => modelId)).toEqual(['p/m1', 'p/m2', 'p/m4', 'p/m4', 'p/m5']);
		expect(await after(tierReply(0), EASY, { models })).toMatchObject({ modelId: 'p/m1' });
	});
});

describe('the verdict', () => {
	it.each([0, 1, 2, 3, 4])('tier %i chooses its model', async (tier) => {
		expect(await after(tierReply(tier))).toMatchObject({ modelId: `p/m${tier}`, confidence: 1 });
	});

	it('is told in our words, the judge’s own beside them', async () => {
		expect(await after(tierReply(1, 0.9, 'SECRET greeting'))).toEqual({
			kind: 'choice',
			modelId: 'p/m1',
			confidence: 0.9,
			propensity: new Map([['p/m1', 1]]),
			reason: 'The judge rated it easy (confidence 0.90), so m1',
			quote: 'SECRET greeting',
		});
		expect(await after(tierReply(1, 0.9, ' '))).not.toHaveProperty('quote');
	});

	it.each([
		[0.7, 'p/m1', 'The judge rated it easy (confidence 0.70), so m1'],
		[0.69, 'p/m2', 'The judge rated it easy (confidence 0.69), raised to moderate because that is below 0.7, so m2'],
	])('with confidence %d at threshold 0.7 goes to %s', async (confidence, modelId, reason) => {
		expect(await after(tierReply(1, confidence))).toMatchObject({ modelId, reason });
	});

	it('cannot be raised above the hardest', async () => {
		expect(await after(tierReply(4, 0))).toMatchObject({
			modelId: 'p/m4',
			reason: 'The judge rated it expert (confidence 0.00), so m4',
		});
	});

	it('lowers the tier one step below the classifier’s at most', async () => {
		expect(await after(tierReply(0), EXPERT)).toMatchObject({
			modelId: 'p/m3',
			reason: 'The judge rated it trivial (confidence 1.00), raised to hard by the classifier, so m3',
		});
		expect(await after(tierReply(3), EXPERT)).toMatchObject({
			modelId: 'p/m3',
			reason: 'The judge rated it hard (confidence 1.00), so m3',
		});
		expect(await after(tierReply(4), EXPERT)).toMatchObject({ modelId: 'p/m4' });
	});

	it('reads the classifier with the classifier’s threshold', async () => {
		const strategy = strategyOf({ classifierThreshold: 0.1 });
		expect(await after(tierReply(0), EXPERT, { strategy })).toMatchObject({ modelId: 'p/m0' });
	});

	it.each<[string, string | CallResult, string]>([
		['a failing judge', fails('server_error', { message: 'quotes SECRET' }), 'it was server_error'],
		['a slow one', fails('timeout'), 'it was timeout'],
		['one that talks', 'tier 0!', 'its reply could not be read'],
	])('of %s is the strongest model', async (_, reply, why) => {
		const ranking = await after(reply);
		expect(ranking).toEqual({
			kind: 'choice',
			modelId: 'p/m4',
			confidence: null,
			reason: `The judge gave no verdict (${why}), so m4`,
			propensity: new Map([['p/m4', 1]]),
		});
	});

	it('is not asked for where there is one model', async () => {
		expect(await rank(scriptedCall(), EASY, { models: ladderOf(1) })).toMatchObject({ modelId: 'p/m0' });
	});
});

describe('the same request asked twice', () => {
	it('is judged once, and the backstop holds for the remembered verdict too', async () => {
		const cache = mapCache();
		const strategy = strategyOf({ cache });
		const call = scriptedCall(tierReply(0, 0.8, 'r'));
		const first = await rank(call, EXPERT, { strategy });
		expect(await rank(call, EXPERT, { strategy })).toEqual(first);
		expect(call.sent).toHaveLength(1);
		expect([...cache.kept.values()]).toEqual([{ tier: 0, confidence: 0.8, reason: 'r' }]);
		expect([...cache.kept.keys()].join()).toMatch(/^[0-9a-f]{64}$/);
	});

	it('at the same time too: one call', async () => {
		const strategy = strategyOf({ cache: { get: () => null, set: () => undefined } });
		let reply: (result: CallResult) => void = () => undefined;
		const call = scriptedCall(new Promise<CallResult>((resolve) => (reply = resolve)));
		const both = [rank(call, EASY, { strategy }), rank(call, EASY, { strategy })];
		reply(answers(tierReply(2)));
		expect((await Promise.all(both)).map(({ modelId }) => modelId)).toEqual(['p/m2', 'p/m2']);
		expect(call.sent).toHaveLength(1);
	});

	it('is asked again after a failure, and after a judge that broke', async () => {
		const strategy = strategyOf();
		const call = scriptedCall(fails('timeout'), Promise.reject(new TypeError('bug')), tierReply(1));
		expect(await rank(call, EASY, { strategy })).toMatchObject({ confidence: null });
		await expect(rank(call, EASY, { strategy })).rejects.toThrow('bug');
		expect(await rank(call, EASY, { strategy })).toMatchObject({ modelId: 'p/m1' });
	});

	it.each<[string, Partial<LlmJudgeOptions>, string]>([
		['prompts', {}, 'Hello you!'],
		['criteria', { criteria: 'French is hard.' }, EASY],
		['judges', { judge: modelAt(8) }, EASY],
	])('is another with other %s', async (_, over, text) => {
		const cache = mapCache();
		await rank(scriptedCall(tierReply(1)), EASY, { strategy: strategyOf({ cache }) });
		expect(await rank(scriptedCall(tierReply(2)), text, { strategy: strategyOf({ cache, ...over }) })).toMatchObject({ modelId: 'p/m2' });
	});
});

it('says what the policy hash must know', () => {
	const { name, settings, weightsVersion } = strategyOf({ criteria: 'c' });
	expect([name, weightsVersion]).toEqual(['llm_judge', weights.version]);
	expect(settings).toEqual({ judge: judge.id, criteria: 'c', timeoutMs: 5_000, classifierThreshold: 0.76, tiers: 'judge-1' });
});

describe('the strength a risk asks for', () => {
	const grid = [0, 0.001, 0.1, 0.24, 0.25, 0.5, 0.76, 0.99, 1];

	it.each([0.25, 0.5, 1, 2])('is the smallest whose quality reaches the threshold, at rank power %d', (power) => {
		for (const risk of grid) {
			for (const threshold of grid) {
				const strength = requiredStrength(risk, threshold, power);
				expect(strength >= 0 && strength <= 1).toBe(true);
				expect(qualityAt(risk, strength, power)).toBeGreaterThanOrEqual(threshold - 1e-9);
				if (strength > 1e-6) expect(qualityAt(risk, strength - 1e-6, power)).toBeLessThan(threshold);
			}
		}
	});
});
