import { cheapestFirst } from '../registry/cost';
import type { ModelSpec } from '../registry/model';

import type { Plan } from './plan';

/** These models as a ranking wants them asked, best choice first; `plan.models` says how strong the choice is. */
export function choiceOrder(models: readonly ModelSpec[], plan: Pick<Plan, 'ranking' | 'models' | 'threshold' | 'needs'>): ModelSpec[] {
	const { ranking } = plan;
	if (ranking.kind === 'scored') {
		const quality = (model: ModelSpec) => ranking.quality.get(model.id) ?? 0;
		const good = models.filter((model) => quality(model) >= plan.threshold);
		const poor = models.filter((model) => quality(model) < plan.threshold);
		return [...cheapestFirst(good, plan.needs), ...poor.sort((a, b) => quality(b) - quality(a) || b.rank - a.rank)];
	}
	const { only } = ranking;
	if (only !== undefined) {
		const place = ({ id }: ModelSpec) => only.indexOf(id);
		return models.filter((model) => place(model) >= 0).sort((a, b) => place(a) - place(b));
	}
	const from = plan.models.find(({ id }) => id === ranking.modelId)?.rank ?? -1;
	const up = models.filter((model) => model.rank >= from).sort((a, b) => a.rank - b.rank);
	const down = models.filter((model) => model.rank < from).sort((a, b) => b.rank - a.rank);
	return [...up, ...down];
}
