import { adaptiveState, type AdaptiveRow } from '../../../../router/learning/adaptive/adaptiveState';
import { adaptiveStateSchema } from '../../../../router/strategies/corrections';
import { analyzed } from '../../../support/requests';

const { signals } = analyzed('Which river runs past the old town?');

function row(over: Partial<AdaptiveRow['outcome']> = {}, propensity = 0.5, firstChoice = 'cheap'): AdaptiveRow {
	return {
		signals,
		candidates: [
			{ modelId: 'cheap', prior: 0.8, propensity },
			{ modelId: 'strong', prior: 1, propensity: 1 - propensity },
		],
		firstChoice,
		outcome: { modelId: 'cheap', score: 0.6, kind: 'rated', inclusionProbability: null, ...over },
	};
}

describe('adaptiveState', () => {
	it('adds up outcomes by model and kind, each weighing 1 ÷ the probability of its being there', () => {
		const { cells } = adaptiveState([
			row(),
			row({ score: 1, inclusionProbability: 0.5 }),
			row({ modelId: 'strong', score: 1 }, 0.5, 'strong'),
		]);
		expect(cells).toHaveLength(2);
		expect(cells[0]).toMatchObject({
			modelId: 'cheap',
			kind: 'other',
			rated: { count: 2, weight: 6, weightSquares: 20, scores: 5.2, scoreSquares: 4.72 },
		});
		expect(cells[0]?.rated.predictions).toBeCloseTo(4.8, 12);
		expect(cells[1]).toMatchObject({ modelId: 'strong', rated: { count: 1, weight: 2, scores: 2, predictions: 2 } });
	});

	it.each([
		['a rating where chance had no say', row({}, 1)],
		['an outcome of a model that came in later', row({}, 0.5, 'strong')],
		['a model that was never to be chosen', row({}, 0)],
		['a model that was no candidate', row({ modelId: 'other' }, 0.5, 'other')],
		['a decision nothing was predicted for', { ...row(), candidates: [{ modelId: 'cheap', prior: null, propensity: 0.5 }] }],
	])('learns nothing of %s', (_, one) => {
		expect(adaptiveState([one]).cells).toEqual([]);
	});

	it('counts a comparison with the strongest even where chance had no say', () => {
		expect(adaptiveState([row({ kind: 'compared' }, 1)]).cells).toMatchObject([
			{ compared: { count: 1, weight: 1, scores: 0.6 }, rated: { count: 0 } },
		]);
	});

	it.each([
		['the first choice, which chance chose', row({ kind: 'compared', inclusionProbability: 0.25 })],
		['the first choice, which was sure', row({ kind: 'compared', inclusionProbability: 0.25 }, 1)],
		['a model that was not chosen', row({ kind: 'compared', inclusionProbability: 0.25 }, 0, 'strong')],
	])('counts an audit of %s with 1 ÷ the probability of the audit alone', (_, one) => {
		expect(adaptiveState([one]).cells).toMatchObject([{ modelId: 'cheap', compared: { count: 1, weight: 4, scores: 2.4 } }]);
	});

	it('is plain JSON, the same whatever the order of the rows', () => {
		const rows = [row(), row({ kind: 'compared', score: 0.5 }), row({ modelId: 'strong', score: 0.5 }, 0.5, 'strong')];
		const state = adaptiveState(rows);
		expect(adaptiveStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
		expect(adaptiveState([...rows].reverse())).toEqual(state);
	});
});
