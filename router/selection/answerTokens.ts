import type { Limiter } from '../health/limiter';
import type { ModelId, ModelSpec } from '../registry/model';
import { roomIn } from '../registry/rows';
import type { AnalyzedRequest } from '../request/request';

/** The request with what answers of rows of one model are taken to have: by that their costs are compared. */
export function withAnswerTokens(
	request: AnalyzedRequest,
	models: readonly ModelSpec[],
	limiter: Pick<Limiter, 'likelyAnswer'>,
): AnalyzedRequest {
	const answerTokens = answerTokensOf(models, request.needs.roomTokens, (model) => limiter.likelyAnswer(model));
	return answerTokens.size === 0 ? request : { ...request, needs: { ...request.needs, answerTokens } };
}

/**
 * How many tokens an answer is taken to have at rows of one model that differ by their settings: the room kept free
 * for it, in proportion to how long the answers of each row have been. A row with low effort is then cheaper than
 * the same model with high effort, whose price is the same. Only where the lengths of all rows of a model are known:
 * a row that was never asked would else look more expensive than it is, or cheaper, and stay so.
 * @param lengthOf tokens that answers of a row have had; `null`: not known yet.
 * @returns by model id; rows that are alone with their model, or not known, have no entry.
 */
export function answerTokensOf(
	models: readonly ModelSpec[],
	roomTokens: number,
	lengthOf: (model: ModelSpec) => number | null,
): ReadonlyMap<ModelId, number> {
	const tokens = new Map<ModelId, number>();
	for (const model of models) {
		const rows = models.filter(({ limitsKey }) => limitsKey === model.limitsKey);
		const own = rows.length === 1 ? null : lengthOf(model);
		const lengths = own === null ? [] : rows.flatMap((row) => lengthOf(row) ?? []);
		if (own === null || lengths.length < rows.length) continue;
		const longest = Math.max(...lengths, 1);
		tokens.set(model.id, Math.ceil((roomIn(roomTokens, model) * own) / longest));
	}
	return tokens;
}
