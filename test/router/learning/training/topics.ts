import { readFeatures } from '../../../../router/features/features';
import type { OwnExample } from '../../../../router/learning/training/ownExample';
import { trainOn, type TrainingResult } from '../../../../router/learning/training/train';
import { riskOf } from '../../../../router/strategies/classifierRisk';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { seeded } from '../../../../scripts/lib/seeded';
import { analyzed } from '../../../support/requests';

export const prior = shippedWeights();
const TOPICS = ['invoices', 'harbours', 'gardens', 'qoxlets'];
const FILLERS = ['blue', 'kindly', 'red', 'out', 'there', 'they', 'said', 'about', 'our', 'last', 'delivery', 'today'];

/** Requests of four topics. `asGood`: by topic, how often the cheap model's answer is as good. */
export function examples(count: number, asGood: (topic: string, risk: number) => number, over: Partial<OwnExample> = {}): OwnExample[] {
	const random = seeded(11);
	return Array.from({ length: count }, (_, i) => {
		const topic = TOPICS[Math.floor(random() * TOPICS.length)] ?? '';
		const words = Array.from({ length: 12 }, () => FILLERS[Math.floor(random() * FILLERS.length)] ?? '');
		const request = analyzed(`Those ${topic}: ${words.join(' ')}.`);
		const features = readFeatures(request);
		const ngrams = features.ngrams.slice(0, features.count);
		const good = random() < asGood(topic, riskOf(request, prior).risk) ? 1 : 0;
		return { decisionId: `d${i}`, atMs: i, ngrams, signals: request.signals, r: 0, models: 2, asGood: good, weight: 1, ...over };
	});
}

export const train = (list: readonly OwnExample[], seed = 1): Promise<TrainingResult> =>
	trainOn({ examples: list, prior, seed, pause: () => new Promise(setImmediate) });
export const byTopic = (topic: string) => (topic === 'qoxlets' ? 0.1 : 0.95);
