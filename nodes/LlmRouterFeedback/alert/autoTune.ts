import { createHash } from 'node:crypto';

import type { TuningNews } from '../../../router/learning/autotune/document';
import { newsSentence } from '../../../router/report/alerts/autoTune';
import type { News } from '../../../router/report/alerts/incidents';
import { NANO_USD_PER_USD } from '../../../router/registry/cost';
import { calledRouter, type RouterNames } from '../../../router/report/routerNames';
import { readAllTuned } from '../autoTune/document';
import type { OperationOptions } from '../operation';

/** What Auto-Tune of one router, or (`null`) of all, has had to say lately. */
export async function autoTuneNews(
	{ ledger }: Pick<OperationOptions, 'ledger'>,
	names: RouterNames,
	routerId: string | null,
): Promise<News[]> {
	const tuned = await readAllTuned(ledger, routerId);
	return tuned.flatMap(({ routerId: id, document }) =>
		document.news.map((one) => ({
			key: keyOf(id, one),
			name: 'Auto-Tune',
			sentence: `${calledRouter(names, id)}: ${newsSentence(one)}`,
			facts: factsOf(id, one),
			atMs: one.atMs,
		})),
	);
}

/** The same for the same news, whatever becomes of the document. */
function keyOf(routerId: string, news: TuningNews): string {
	return createHash('sha256')
		.update(JSON.stringify([routerId, news.kind, news.modelId, news.percent, news.atMs]))
		.digest('hex')
		.slice(0, 24);
}

function factsOf(routerId: string, { kind, percent, modelId, target, confidence, spentNanoUsd }: TuningNews): News['facts'] {
	return {
		router: routerId,
		autoTune: kind,
		share: percent / 100,
		model: modelId,
		target,
		confidence,
		spentUsd: spentNanoUsd / NANO_USD_PER_USD,
	};
}
