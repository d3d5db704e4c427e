import { isKnown, readFeatures } from '../../../../router/features/features';
import { trainOn, type TrainingResult } from '../../../../router/learning/training/train';
import { type OwnExample } from '../../../../router/learning/training/ownExample';
import { riskOf } from '../../../../router/strategies/classifierRisk';
import { decodeWeights, encodeWeights } from '../../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { seeded } from '../../../../scripts/lib/seeded';
import { analyzed } from '../../../support/requests';

const prior = shippedWeights();
const TOPICS = ['invoices', 'harbours', 'gardens', 'qoxlets'];
const FILLERS = ['blue', 'kindly', 'red', 'out', 'there', 'they', 'said', 'about', 'our', 'last', 'delivery', 'today'];

/** Requests of four topics. `asGood`: by topic, how often the cheap model's answer is as good. */
function examples(count: number, asGood: (topic: string, risk: number) => number, over: Partial<OwnExample> = {}): OwnExample[] {
	const random = seeded(11);
	return Array.from({ length: count }, (_, i) => {
		const topic = TOPICS[Math.floor(random() * TOPICS.length)] ?? '';
		const words = Array.from({ length: 12 }, () => FILLERS[Math.floor(random() * FILLERS.length)] ?? '');
		const request = analyzed(`Those ${topic}: ${words.join(' ')}.`);
		const features = readFeatures(request, null);
		const ngrams = features.ngrams.slice(0, features.count);
		const good = random() < asGood(topic, riskOf(request, prior).risk) ? 1 : 0;
		return { decisionId: `d${i}`, atMs: i, ngrams, signals: request.signals, r: 0, models: 2, asGood: good, weight: 1, ...over };
	});
}

const train = (list: readonly OwnExample[], seed = 1): Promise<TrainingResult> =>
	trainOn({ examples: list, prior, seed, pause: () => new Promise(setImmediate) });
const byTopic = (topic: string) => (topic === 'qoxlets' ? 0.1 : 0.95);

describe('trainOn', () => {
	it('learns which of the own topics is hard, and hands out only what is better on the newest decisions', async () => {
		const result = await train(examples(900, byTopic));
		if (result.kind !== 'better') throw new Error(`it was ${result.kind}`);
		expect(result.interval.from).toBeGreaterThan(0);
		expect(result).toMatchObject({ examples: 900, heldOut: 270 });
		const risk = (topic: string) =>
			riskOf(analyzed(`Those ${topic}: blue and red out there they said about our last delivery today.`), result.weights).risk;
		expect(risk('qoxlets')).toBeGreaterThan(0.6);
		expect(risk('gardens')).toBeLessThan(0.3);
		const bucket = readFeatures(analyzed('qoxlets'), null).ngrams[0] ?? NaN;
		expect([prior, result.weights].map(({ knownWords }) => isKnown(knownWords, bucket))).toEqual([false, true]);
		expect(result.weights.version).not.toBe(prior.version);
		expect(decodeWeights(encodeWeights(result.weights))).toEqual(result.weights);
		expect(result.weights).toMatchObject({
			rankPower: prior.rankPower,
			defaultThreshold: prior.defaultThreshold,
			baseRisk: prior.baseRisk,
		});
	}, 60_000);

	it('finds nothing better where the outcomes are as the weights predict', async () => {
		expect(await train(examples(900, (_, risk) => 1 - risk))).toMatchObject({ kind: 'no_better' });
	}, 60_000);

	it('finds nothing better where what was learned no longer holds', async () => {
		const then = examples(600, byTopic);
		const now = examples(900, (topic) => (topic === 'qoxlets' ? 0.95 : 0.5)).slice(600);
		const result = await train([...then, ...now]);
		expect(result.kind).toBe('no_better');
		expect(result.kind === 'no_better' && result.difference).toBeLessThan(0);
	}, 60_000);

	it('says about how much is missing', async () => {
		expect(await train([])).toEqual({ kind: 'not_enough_data', about: 300 });
		expect(await train(examples(100, byTopic))).toEqual({ kind: 'not_enough_data', about: 200 });
		// Half of them weigh next to nothing: it takes twice as many.
		const uneven = examples(200, byTopic).map((example, i) => ({ ...example, weight: i % 2 === 0 ? 1 : 1e-9 }));
		expect(await train(uneven)).toEqual({ kind: 'not_enough_data', about: 400 });
		expect(await train(examples(400, byTopic, { r: 1 }))).toMatchObject({ kind: 'not_enough_data' });
	});

	it('gives the same for the same examples and seed, in whatever order they come', async () => {
		const list = examples(400, byTopic);
		const [one, other] = [await train(list), await train([...list].reverse())];
		expect(one).toEqual(other);
	}, 60_000);

	it('lets others run in between', async () => {
		let turns = 0;
		const timer = setInterval(() => turns++, 1);
		let pauses = 0;
		const result = await trainOn({
			examples: examples(400, byTopic),
			prior,
			seed: 1,
			pause: () => {
				pauses++;
				return new Promise(setImmediate);
			},
		});
		clearInterval(timer);
		expect(result.kind).not.toBe('not_enough_data');
		expect(pauses).toBeGreaterThan(40);
		expect(turns).toBeGreaterThan(1);
	}, 60_000);
});
