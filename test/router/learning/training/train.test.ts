import { riskOf } from '../../../../router/strategies/classifierRisk';
import { decodeWeights, encodeWeights } from '../../../../router/strategies/classifierWeights';
import { analyzed } from '../../../support/requests';
import { byTopic, examples, prior, train } from './topics';

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
		expect(result.weights.version).not.toBe(prior.version);
		expect(decodeWeights(encodeWeights(result.weights))).toEqual(result.weights);
		expect(result.weights).toMatchObject({
			rankPower: prior.rankPower,
			defaultThreshold: prior.defaultThreshold,
		});
	});

	it('says about how much is missing', async () => {
		expect(await train([])).toEqual({ kind: 'not_enough_data', about: 50 });
		expect(await train(examples(30, byTopic))).toEqual({ kind: 'not_enough_data', about: 20 });
		// Half of them weigh next to nothing: it takes twice as many.
		const uneven = examples(40, byTopic).map((example, i) => ({ ...example, weight: i % 2 === 0 ? 1 : 1e-9 }));
		expect(await train(uneven)).toEqual({ kind: 'not_enough_data', about: 60 });
		expect(await train(examples(400, byTopic, { r: 1 }))).toMatchObject({ kind: 'not_enough_data' });
	});
});
