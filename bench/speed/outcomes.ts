import type { Outcome } from '../../router/ledger/outcome';
import { syntheticDecisions } from '../../scripts/lib/syntheticDecisions';
import { monthOf, withMonth } from './month';
import { type LoopLoad, loadOf, watched } from './watch';

export interface OutcomesSpeed {
	readonly outcomes: number;
	/** Outcomes of one run of the node. */
	readonly atOnce: number;
	readonly outcomesPerSecond: number;
	readonly load: LoopLoad;
}

const AT_ONCE = 1_000;

/** How fast ratings are recorded: as the node does it, which looks up the models of a run's decisions first. */
export async function measureOutcomes(workerPath: string, decisions: number): Promise<OutcomesSpeed> {
	const ratings = [...ratingsOf(decisions)];
	return await withMonth({ workerPath, records: decisions }, async ({ ledger: { feedback } }) => {
		const recorded = await watched(async () => {
			for (let from = 0; from < ratings.length; from += AT_ONCE) {
				const run = ratings.slice(from, from + AT_ONCE);
				await feedback.modelsOf(run.map(({ decisionId }) => decisionId));
				const refused = (await feedback.recordOutcomes(run)).find(({ kind }) => kind !== 'stored');
				if (refused !== undefined) throw new Error(`An outcome was not stored: ${refused.kind}.`);
			}
		});
		return {
			outcomes: ratings.length,
			atOnce: AT_ONCE,
			outcomesPerSecond: Math.round((1_000 * ratings.length) / recorded.ms),
			load: loadOf(recorded),
		};
	});
}

/** One of each decision of the month that was answered. */
function* ratingsOf(decisions: number): Generator<Outcome> {
	for (const {
		record: { id, result, atMs },
	} of syntheticDecisions(monthOf(decisions))) {
		if (result.kind !== 'answered') continue;
		yield {
			decisionId: id,
			modelId: result.modelId,
			atMs: atMs + 1,
			score: 1,
			source: 'slack',
			judge: null,
			inclusionProbability: null,
			dedupeKey: `bench:${id}`,
		};
	}
}
