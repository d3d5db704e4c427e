import type { RequestEmbedder } from '../features/requestEmbedder';
import type { ModelId, ModelSpec } from '../registry/model';
import type { AnalyzedRequest, Signals } from '../request/request';

import { createEmbeddingReader, type EmbeddingRead, NOT_READ } from './classifierEmbedding';
import { qualityAt, riskOf, type Risk } from './classifierRisk';
import type { ClassifierWeights } from './classifierWeights';
import type { Ranking, Strategy } from './strategy';

interface ClassifierOptions {
	readonly weights: ClassifierWeights;
	/** What may be asked for embeddings; only weights that were trained with its model's ask it. Default: none. */
	readonly embedder?: RequestEmbedder | null;
}

/**
 * Logistic model over how hard a request looks, and over its words where it was trained on own requests: for each model
 * the probability that its answer is as good as the strongest's, from the request and the model's place among its
 * peers. No network; microseconds. Only weights that were trained with embeddings have the request embedded first;
 * where that fails its text alone decides.
 */
export function createClassifierStrategy({ weights, embedder = null }: ClassifierOptions): Strategy {
	const embeddings = createEmbeddingReader({ weights, embedder });
	return {
		name: 'classifier',
		settings: { ...embeddings.settings },
		weightsVersion: weights.version,
		notices: () => embeddings.notices(),
		rank: async ({ request, models, call, nowMs }) => rankByRisk(request, models, weights, await embeddings.read({ request, call, nowMs })),
	};
}

/** What `rank` answers, without the promise: the trainer and the benchmark call it too. */
export function rankByRisk(
	request: AnalyzedRequest,
	models: readonly ModelSpec[],
	weights: ClassifierWeights,
	read: EmbeddingRead = NOT_READ,
): Ranking {
	const risk = riskOf(request, weights, read.kind === 'read' ? read.embedding : null);
	const quality = new Map<ModelId, number>();
	// Ranks may have gaps where a model is switched off: places are counted among the enabled models.
	const ordered = [...models].sort((a, b) => a.rank - b.rank);
	ordered.forEach((model, place) => {
		quality.set(model.id, qualityAt(risk.risk, ordered.length === 1 ? 1 : place / (ordered.length - 1), weights.rankPower));
	});
	return { kind: 'scored', quality, reason: reasonFor(risk, request.signals, ordered.length, read), propensity: new Map() };
}

function reasonFor(risk: Risk, signals: Signals, count: number, read: EmbeddingRead): string {
	if (count === 1) return 'only one model is enabled';
	return `${WHY[risk.because]}${embedded(read)} (${describe(signals)})`;
}

function embedded(read: EmbeddingRead): string {
	if (read.kind === 'none') return '';
	return read.kind === 'read' ? ' and its embedding' : `, without its embedding (${read.why})`;
}

const WHY: Record<Risk['because'], string> = {
	demanding: 'looks demanding',
	routine: 'looks like routine work',
	unclear: 'neither clearly routine nor clearly demanding',
};

function describe(signals: Signals): string {
	const seen: string[] = [];
	if (signals.hasMath) seen.push('math');
	if (signals.hasCode || signals.format === 'code') seen.push('code');
	if (signals.reasoningWords > 0) seen.push('reasoning');
	if (signals.domainWords > 0) seen.push(counted(signals.domainWords, 'expert word'));
	if (signals.constraints > 0) seen.push(counted(signals.constraints, 'constraint'));
	if (signals.steps > 1) seen.push(counted(signals.steps, 'step'));
	seen.push(counted(signals.words, 'word'));
	return seen.join(', ');
}

function counted(count: number, name: string): string {
	return `${count} ${name}${count === 1 ? '' : 's'}`;
}
