import { cheapestFirst } from '../registry/cost';

import { choiceOf } from './choice';
import type { Ranking, Strategy, RankOptions } from './strategy';

/**
 * Cheapest first: the quality gate decides whether its answer stays or a stronger model is asked (FrugalGPT,
 * Chen et al. 2023). By lowest rank where a price is unknown. A cascade that starts elsewhere needs no
 * strategy of its own: whatever strategy chose the first model, a rejected answer escalates from there.
 */
export function createCascadeStrategy(): Strategy {
	return { name: 'cascade', settings: {}, ignoresThreshold: true, weightsVersion: null, rank: (ask) => Promise.resolve(startOf(ask)) };
}

function startOf({ models, request }: RankOptions): Ranking {
	const [cheapest] = cheapestFirst(models, request.needs);
	if (cheapest === undefined) throw new Error('there is no model to start at');
	return choiceOf(cheapest.id, { reason: `The cheapest model goes first, so ${cheapest.branch}` });
}
