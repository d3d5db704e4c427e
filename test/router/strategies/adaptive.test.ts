import fc from 'fast-check';

import { adaptiveState, type AdaptiveRow } from '../../../router/learning/adaptive/adaptiveState';
import { kindOf } from '../../../router/features/kind';
import type { ModelSpec } from '../../../router/registry/model';
import { createAdaptiveStrategy } from '../../../router/strategies/adaptive';
import { createClassifierStrategy } from '../../../router/strategies/classifier';
import { type AdaptiveState, NOTHING_LEARNED } from '../../../router/strategies/corrections';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import type { Ranking, Strategy } from '../../../router/strategies/strategy';
import { analyzed, ladderOf } from '../../support/requests';
import { modelAt, planOf, healthOf, T0 } from '../../support/routing';
import { nextStep } from '../../../router/selection/nextStep';

const weights = shippedWeights();
const CODE = 'Write a Python function that adds two numbers.';
const GREETING = 'Translate "good morning" to French.';

const adaptive = (state: AdaptiveState, epsilon = 0) => createAdaptiveStrategy({ weights, state: () => state, epsilon });

async function ranked(strategy: Strategy, text: string, models: readonly ModelSpec[]): Promise<Ranking> {
	const never = () => Promise.reject(new Error('not to be called'));
	return await strategy.rank({
		request: analyzed(text),
		models,
		threshold: 0.76,
		call: { complete: never, embed: never },
		random: () => 0.5,
		nowMs: 0,
	});
}

/** Comparisons of the weakest model's answers with the strongest's. */
async function compared(text: string, score: number, count: number, models: readonly ModelSpec[]): Promise<AdaptiveRow[]> {
	const { prior } = await ranked(adaptive(NOTHING_LEARNED), text, models);
	const [weakest] = models;
	const id = weakest?.id ?? '';
	const one: AdaptiveRow = {
		signals: analyzed(text).signals,
		candidates: [{ modelId: id, prior: prior?.get(id) ?? NaN, propensity: 1 }],
		firstChoice: id,
		outcome: { modelId: id, score, kind: 'compared', inclusionProbability: null },
	};
	return Array.from({ length: count }, () => one);
}

describe('the adaptive strategy', () => {
	it('decides exactly as the classifier while nothing is learned and ε is 0', async () => {
		const words = fc.constantFrom('prove', 'hello', 'translate', 'why', 'python', 'sum', '3', '+', 'law', 'list', 'the', 'zzqx', '?');
		await fc.assert(
			fc.asyncProperty(fc.array(words, { maxLength: 60 }), fc.integer({ min: 2, max: 10 }), async (text, size) => {
				const models = Array.from({ length: size }, (_, rank) => modelAt(rank));
				const [own, plain] = [
					await ranked(adaptive(NOTHING_LEARNED), text.join(' '), models),
					await ranked(createClassifierStrategy({ weights }), text.join(' '), models),
				];
				expect(own.quality).toEqual(plain.quality);
				const step = (ranking: Ranking) => nextStep(planOf(models, ranking, { threshold: 0.76 }), [], healthOf(), T0);
				expect(step(own)).toEqual(step(plain));
			}),
			{ numRuns: 200 },
		);
	});

	it('keeps what was predicted before the correction, and says what it corrected', async () => {
		const models = ladderOf(2);
		const plain = await ranked(createClassifierStrategy({ weights }), CODE, models);
		const own = await ranked(adaptive(adaptiveState(await compared(CODE, 0, 1_000, models)), 0.1), CODE, models);
		expect(own.prior).toEqual(plain.quality);
		expect(own.quality?.get('p/m0')).toBeLessThan((plain.quality?.get('p/m0') ?? NaN) - 0.3);
		expect(own.reason).toMatch(/corrected by your outcomes for code: m0 −0\.\d\d$/);
		expect(own.epsilon).toBe(0.1);
	});

	it('takes from a model whose answers turn out bad for one kind that kind only', async () => {
		const models = ladderOf(2);
		const good = (await ranked(createClassifierStrategy({ weights }), GREETING, models)).quality?.get('p/m0') ?? NaN;
		const rows = [...(await compared(CODE, 0, 1_500, models)), ...(await compared(GREETING, 1, 3_000, models))];
		const state = adaptiveState(rows);
		const qualityOf = async (text: string) => (await ranked(adaptive(state), text, models)).quality?.get('p/m0') ?? NaN;
		const before = (await ranked(createClassifierStrategy({ weights }), CODE, models)).quality?.get('p/m0') ?? NaN;
		expect([kindOf(analyzed(CODE).signals), kindOf(analyzed(GREETING).signals)]).toEqual(['code', 'everyday']);
		expect(await qualityOf(CODE)).toBeLessThan(Math.min(before - 0.3, 0.76));
		expect(await qualityOf(GREETING)).toBeGreaterThan(0.76);
		expect(good).toBeGreaterThan(0.76);
	});

	it('leaves the strongest at 1 and every quality within [0, 1]', async () => {
		const models = ladderOf(3);
		for (const score of [0, 1]) {
			const { quality = new Map() } = await ranked(
				adaptive(adaptiveState(await compared(GREETING, score, 50_000, models))),
				GREETING,
				models,
			);
			expect(quality.get('p/m2')).toBe(1);
			for (const value of quality.values()) expect(value >= 0 && value <= 1).toBe(true);
		}
	});

	it('sees at once what was learned meanwhile', async () => {
		const models = ladderOf(2);
		let state = NOTHING_LEARNED;
		const strategy = createAdaptiveStrategy({ weights, state: () => state });
		const before = (await ranked(strategy, CODE, models)).quality?.get('p/m0') ?? NaN;
		state = adaptiveState(await compared(CODE, 0, 1_000, models));
		expect((await ranked(strategy, CODE, models)).quality?.get('p/m0')).toBeLessThan(before);
	});
});
