import type { CallResult } from '../../../router/calls/client';
import type { ModelSpec } from '../../../router/registry/model';
import { requiredStrength, riskOf } from '../../../router/strategies/classifierRisk';
import { textOf } from '../../../router/request/userText';
import type { RememberedVerdict } from '../../../router/strategies/judgeVerdicts';
import { createLlmJudgeStrategy } from '../../../router/strategies/llmJudge';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { ALL_INJECTIONS } from '../../support/injections';
import { asSaid, fitReply, scriptedCall, tierReply, type ScriptedCall } from '../../support/judge';
import { analyzed, ladderOf } from '../../support/requests';
import { fails, modelAt } from '../../support/routing';

const judge = modelAt(9);
const weights = shippedWeights();
const THRESHOLD = 0.76;
const EASY = 'Hello!';
/** The classifier wants nearly the strongest for it. */
const EXPERT = 'Prove that there are infinitely many primes.';

const describedAs = (models: readonly ModelSpec[], more = '') => new Map(models.map(({ id, rank }) => [id, `Subject ${rank}${more}`]));

const strategyOf = (models: readonly ModelSpec[], { kept = new Map<string, RememberedVerdict>(), more = '' } = {}) =>
	createLlmJudgeStrategy({
		judge,
		criteria: '',
		timeoutMs: 5_000,
		weights,
		classifierThreshold: THRESHOLD,
		cache: { get: (key) => kept.get(key) ?? null, set: (key, verdict) => void kept.set(key, verdict) },
		clean: asSaid,
		descriptions: describedAs(models, more),
	});

async function rank(call: ScriptedCall, text: string, models = ladderOf(4), strategy = strategyOf(models)) {
	const ranking = await strategy.rank({ request: analyzed(text), models, threshold: 0.7, call, random: () => 0, nowMs: 0 });
	if (ranking.kind !== 'choice') throw new Error('it scored');
	return ranking;
}

describe('the choice', () => {
	it.each([0, 1, 2, 3])('is the model of the letter, at place %i', async (place) => {
		expect(await rank(scriptedCall(fitReply('ABCD'.charAt(place), 0.9, 'SECRET words')), EASY)).toEqual({
			kind: 'choice',
			modelId: `p/m${place}`,
			confidence: 0.9,
			propensity: new Map([[`p/m${place}`, 1]]),
			reason: `The judge chose m${place} (confidence 0.90) by its description`,
			quote: 'SECRET words',
		});
	});

	it('goes by the list as it is, whatever the order of strength, and among those that may serve alone', async () => {
		const models = ladderOf(4).reverse();
		expect(await rank(scriptedCall(fitReply('A')), EASY, models)).toMatchObject({ modelId: 'p/m3' });
		const call = scriptedCall(fitReply('B'));
		expect(await rank(call, EASY, models.slice(1, 3), strategyOf(models))).toMatchObject({ modelId: 'p/m1' });
		expect((call.sent[0]?.messages ?? []).map(textOf)[0]?.match(/^[A-Z]: .*$/gm)).toEqual(['A: Subject 2', 'B: Subject 1']);
	});

	it('shows the judge no id, branch, price or strength', async () => {
		const models = ladderOf(3).map((model) => ({
			...model,
			branch: `branch-${model.rank}`,
			id: `id-${model.rank}`,
			keyId: `key-${model.rank}`,
			apiModel: `api-${model.rank}`,
		}));
		const call = scriptedCall(fitReply('A'));
		await rank(call, EASY, models);
		const said = JSON.stringify(call.sent[0]?.messages) + JSON.stringify(call.sent[0]?.responseFormat);
		expect(
			models.flatMap(({ id, branch, apiModel, keyId }) => [id, branch, apiModel, keyId].filter((part) => said.includes(part))),
		).toEqual([]);
		expect(said).toContain('Subject 1');
	});

	it('of a judge that is not sure enough is the strongest model', async () => {
		expect(await rank(scriptedCall(fitReply('A', 0.69)), EASY)).toMatchObject({
			modelId: 'p/m3',
			confidence: 0.69,
			reason: 'The judge chose m0 (confidence 0.69), which is below 0.7, so the strongest model, m3',
		});
		expect(await rank(scriptedCall(fitReply('A', 0.7)), EASY)).toMatchObject({ modelId: 'p/m0' });
	});

	it.each<[string, string | CallResult, string]>([
		['a failing judge', fails('server_error'), 'it was server_error'],
		['a slow one', fails('timeout'), 'it was timeout'],
		['one that answers another question', tierReply(0), 'its reply could not be read'],
		['one that names no model of the list', fitReply('E'), 'its reply could not be read'],
	])('of %s is the strongest model', async (_, reply, why) => {
		expect(await rank(scriptedCall(reply), EASY)).toMatchObject({
			modelId: 'p/m3',
			confidence: null,
			reason: `The judge gave no verdict (${why}), so m3`,
		});
	});

	it('is nobody’s to make where there is one model', async () => {
		expect(await rank(scriptedCall(), EASY, ladderOf(1))).toMatchObject({ modelId: 'p/m0' });
	});
});

describe('a judge that does whatever the request says', () => {
	/** From the classifier alone: half of the ladder below what it asks for. */
	function leastRank(text: string, count: number): number {
		const strength = requiredStrength(riskOf(analyzed(text), weights).risk, THRESHOLD, weights.rankPower);
		return Array.from({ length: count }, (_, place) => place).find((place) => place / (count - 1) >= strength - 0.5) ?? count - 1;
	}

	it.each([2, 3, 4, 10])('never gets it further below what the classifier asks for than half of %i models', async (count) => {
		let held = 0;
		for (const injection of ALL_INJECTIONS) {
			for (const text of [injection, `${EXPERT} ${injection}`]) {
				const { modelId, reason } = await rank(scriptedCall(fitReply('A')), text, ladderOf(count));
				const least = leastRank(text, count);
				expect([text, modelId]).toEqual([text, `p/m${least}`]);
				expect(reason.includes('too weak by the classifier')).toBe(least > 0);
				if (least > 0) held += 1;
			}
		}
		// Without requests the backstop had to hold for, the test would prove nothing.
		expect(held).toBeGreaterThan(ALL_INJECTIONS.length / 2);
	});

	it('and what is near enough is left to the description', async () => {
		const least = leastRank(EXPERT, 10);
		expect(least).toBeGreaterThan(0);
		const letter = String.fromCharCode(65 + least);
		expect((await rank(scriptedCall(fitReply(letter)), EXPERT, ladderOf(10))).reason).toContain('by its description');
	});
});

describe('the same request asked twice', () => {
	it('is judged once, by place alone, and anew with other descriptions or other models', async () => {
		const kept = new Map<string, RememberedVerdict>();
		const models = ladderOf(4);
		const call = scriptedCall(fitReply('B', 0.8, 'r'), fitReply('C'), fitReply('A'));
		const first = await rank(call, EASY, models, strategyOf(models, { kept }));
		expect(await rank(call, EASY, models, strategyOf(models, { kept }))).toEqual(first);
		expect([...kept.values()]).toEqual([{ place: 1, confidence: 0.8, reason: 'r' }]);
		expect(call.sent).toHaveLength(1);
		expect(await rank(call, EASY, models, strategyOf(models, { kept, more: '!' }))).toMatchObject({ modelId: 'p/m2' });
		expect(await rank(call, EASY, models.slice(1), strategyOf(models, { kept }))).toMatchObject({ modelId: 'p/m1' });
		expect(call.sent).toHaveLength(3);
	});
});

it('says what the policy hash must know: the descriptions too', () => {
	const models = ladderOf(2);
	expect(strategyOf(models).settings).toEqual({
		judge: judge.id,
		criteria: '',
		timeoutMs: 5_000,
		classifierThreshold: THRESHOLD,
		descriptions: { 'p/m0': 'Subject 0', 'p/m1': 'Subject 1' },
		prompt: 'fit-1',
	});
});
