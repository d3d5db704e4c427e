import { z } from 'zod';

import type { DecisionRecord } from '../../router/ledger/record';

/** What an item said when it left the router: its `llmRoute`. */
export type Emitted = z.infer<typeof emittedSchema>;

export const emittedSchema = z.object({
	id: z.string(),
	model: z.string().nullable(),
	branch: z.string(),
	costUsd: z.number().nullable(),
	failure: z.string().optional(),
});

/** What a record lacks of what belongs to it, where two models could be chosen. */
export function halves({ id, candidates, attempts, charges, result, signals }: DecisionRecord): string[] {
	const paid = attempts.flatMap(({ result: became }, index) =>
		became.kind === 'answered' || (became.kind === 'failed' && became.billed) ? [index] : [],
	);
	const noPrompt = result.kind === 'fallback' && result.failure === 'no_prompt';
	const whole: Record<string, boolean> = {
		candidates: noPrompt || candidates.length === 2,
		signals: noPrompt || signals !== null,
		attempts: noPrompt || attempts.length > 0,
		charges: JSON.stringify(charges.map(({ attempt }) => attempt)) === JSON.stringify(paid),
		answer: result.kind !== 'answered' || attempts.at(-1)?.modelId === result.modelId,
	};
	return Object.entries(whole).flatMap(([part, there]) => (there ? [] : [`${id}: its ${part} are not whole`]));
}

/** What the item said when it left, beside what is recorded of it. */
export function differences(item: Emitted, record: DecisionRecord | undefined): string[] {
	if (record === undefined) return [`${item.id} left by ${item.branch} and has no record`];
	const { result, charges } = record;
	const model = result.kind === 'answered' ? result.modelId : null;
	const failure = result.kind === 'fallback' ? result.failure : undefined;
	const costUsd = charges.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0) / 1e9;
	const recorded = { model, failure, costUsd };
	const said = { model: item.model, failure: item.failure, costUsd: item.costUsd };
	return JSON.stringify(recorded) === JSON.stringify(said)
		? []
		: [`${item.id} left with ${JSON.stringify(said)}, recorded is ${JSON.stringify(recorded)}`];
}

/** Ids that are there more than once. */
export function repeated(ids: readonly string[]): string[] {
	const seen = new Set<string>();
	return ids.filter((id) => seen.has(id) || !seen.add(id));
}
