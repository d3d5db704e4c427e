import type { LlmRequest } from '../../../router/request/request';
import { createAutoTunedStrategy, type TuningAsk, type TuningChoice } from '../../../router/strategies/autoTuned';
import { createClassifierStrategy } from '../../../router/strategies/classifier';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import type { RankOptions } from '../../../router/strategies/strategy';
import { analyzed } from '../../support/requests';
import { modelAt } from '../../support/routing';

const classifier = createClassifierStrategy({ weights: shippedWeights() });
const models = [0, 1, 2].map((rank) => modelAt(rank));
const [weakest, middle, strongest] = models.map(({ id }) => id);
const never = () => Promise.reject(new Error('not to be called'));
const TUNING = { basis: 'b', score: 0.5, probability: 1, ticket: null };

async function rank(over: Partial<RankOptions> = {}, choice: Partial<TuningChoice> = {}, judge = strongest ?? '') {
	const asked: TuningAsk[] = [];
	const decide = (ask: TuningAsk): TuningChoice => {
		asked.push(ask);
		return { modelId: middle ?? null, tuning: TUNING, reason: 'Auto-Tune: 40 % certified', ...choice };
	};
	const strategy = createAutoTunedStrategy({ classifier, settings: { target: 0.95, judge }, decide });
	const options = { request: analyzed('Translate "good morning" to French.'), models, threshold: 0.76, random: () => 0.5, nowMs: 0 };
	const ranking = await strategy.rank({ ...options, call: { complete: never, embed: never }, requestKey: 'key', ...over });
	return { asked, ranking, strategy };
}

const changed = (changes: Partial<LlmRequest>) => {
	const request = analyzed('Hello');
	return { ...request, request: { ...request.request, ...changes } };
};

describe('Auto-Tune around the classifier', () => {
	it('asks the model that is decided for, and keeps what was predicted and drawn', async () => {
		const { asked, ranking } = await rank();
		expect(ranking).toMatchObject({ kind: 'choice', modelId: middle, tuning: TUNING, propensity: new Map([[middle, 1]]) });
		expect(ranking.reason).toMatch(/^Auto-Tune: 40 % certified, so /);
		expect(ranking.quality?.size).toBe(3);
		expect(asked).toEqual([{ key: 'key', score: 1 - (ranking.quality?.get(weakest ?? '') ?? NaN) }]);
	});

	it('asks the strongest where nobody is decided for, or one that is not there', async () => {
		for (const modelId of [null, 'gone'])
			expect((await rank({}, { modelId })).ranking).toMatchObject({ modelId: strongest, tuning: TUNING });
	});

	it('keeps nothing of a request that does not count', async () => {
		expect((await rank({}, { tuning: null })).ranking).not.toHaveProperty('tuning');
	});

	it.each<[string, Partial<RankOptions>]>([
		['may not be shown to all models', { models: models.slice(0, 2), notAllowed: models.slice(2) }],
		['uses tools', { request: changed({ tools: [{ name: 't', description: null, parameters: {} }] }) }],
		['is a step behind a tool', { request: changed({ messages: [{ role: 'tool', content: 'x' }] }) }],
		['holds an image', { request: changed({ messages: [{ role: 'user', content: [{ kind: 'image', url: 'data:x' }] }] }) }],
		['is too long to be kept', { request: changed({ messages: [{ role: 'user', content: 'x'.repeat(500_001) }] }) }],
	])('sends what %s to the strongest that it may be shown to, and counts nothing', async (_, over) => {
		const { asked, ranking } = await rank(over);
		expect(asked).toEqual([]);
		expect(ranking).toMatchObject({ modelId: over.models?.at(-1)?.id ?? strongest });
		expect(ranking).not.toHaveProperty('tuning');
	});

	it('compares nothing that its judge may not see', async () => {
		const allowed = new Set(models.map(({ id }) => id));
		expect((await rank({ allowed }, {}, 'another/judge')).asked).toEqual([]);
		expect((await rank({ allowed: new Set([...allowed, 'another/judge']) }, {}, 'another/judge')).asked).toHaveLength(1);
	});

	it('names target and judge in its settings, and no threshold', async () => {
		const { strategy } = await rank();
		expect(strategy).toMatchObject({ name: 'classifier', ignoresThreshold: true, weightsVersion: classifier.weightsVersion });
		expect(strategy.settings).toEqual({ ...Object(classifier.settings), autoTune: { target: 0.95, judge: strongest } });
	});
});
