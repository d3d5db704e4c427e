import { begin } from '../../../../router/learning/autotune/begin';
import { type AutoTuneEvent, next } from '../../../../router/learning/autotune/next';
import type { AutoTuneState, Basis, Ladder, Plan } from '../../../../router/learning/autotune/state';
import { wish, type Wish } from '../../../../router/learning/autotune/wish';

export const BASIS: Basis = { policy: 'p1', scoreVersion: 'w1', judge: 'j1', target: 0.95, weaker: ['small'] };
export const PLAN: Plan = { expectedItems: 10_000, nanoUsd: { weaker: [10, 50], strongest: 150, judge: 100 }, mostNanoUsd: 1e12 };
export const fresh = (basis: Partial<Basis> = {}, plan: Partial<Plan> = {}) => begin({ ...BASIS, ...basis }, { ...PLAN, ...plan });

/** What happens to the requests that are driven through. */
export interface World {
	readonly items: number;
	/** Of request i, in [0, 1). */
	readonly score?: (i: number) => number;
	/** Of request i and the model compared. */
	readonly loss?: (i: number, modelId: string) => number;
	readonly passesControl?: (i: number) => boolean;
	/** Chance, in [0, 1). */
	readonly draw?: (i: number) => number;
	readonly from?: number;
}

export interface Driven {
	readonly state: AutoTuneState;
	readonly events: readonly AutoTuneEvent[];
	readonly wishes: readonly Wish[];
}

/** Spread evenly, in an order that repeats every 1,000 requests. */
export const spread = (i: number) => ((i * 617) % 1_000) / 1_000;

/** Each request wished for, answered, audited at once where drawn. */
export function drive(
	state: AutoTuneState,
	{ items, score = spread, loss = () => 0, passesControl = () => false, draw = spread, from = 0 }: World,
): Driven {
	const events: AutoTuneEvent[] = [];
	const wishes: Wish[] = [];
	const tell = (event: AutoTuneEvent) => {
		events.push(event);
		state = next(state, event);
	};
	for (let i = from; i < from + items; i++) {
		const request = { id: `d${String(i)}`, score: score(i) };
		const wished = wish(state, request);
		wishes.push(wished);
		const { serve, audit } = wished;
		const ticket = audit !== null && draw(i) < audit.probability ? audit.ticket : null;
		tell({ kind: 'scored', ...request, servedBy: serve.kind === 'weaker' ? serve.modelId : 'strongest', ticket });
		if (ticket === null) continue;
		const result =
			ticket.kind === 'control'
				? ({ kind: 'control', passed: passesControl(i) } as const)
				: ({ kind: 'loss', loss: loss(i, ticket.modelId) } as const);
		tell({ kind: 'audited', id: request.id, result, nanoUsd: 110 });
	}
	return { state, events, wishes };
}

export function laddersOf({ phase }: AutoTuneState): readonly Ladder[] {
	return 'ladders' in phase ? phase.ladders : [];
}
