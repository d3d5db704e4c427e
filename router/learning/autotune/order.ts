import { drawFromId } from '../statistics/drawFromId';
import type { Position } from './state';

/** What is asked of a decision: its id, and how much it needs the strongest model by the frozen score, higher more. */
export interface ScoredRequest {
	readonly id: string;
	readonly score: number;
}

/** Where every request is, whatever cut-off is asked about: equal scores are ordered by chance, always the same chance. */
export function positionOf({ id, score }: ScoredRequest): Position {
	return { score, tie: drawFromId(id, 'auto-tune order') };
}

export function inOrder(positions: readonly Position[]): Position[] {
	return [...positions].sort(compare);
}

/** The lowest percentile that holds it, 1 to 100. @param order sorted: of the first requests. */
export function percentileOf(position: Position, order: readonly Position[]): number {
	let [below, above] = [0, order.length];
	while (below < above) {
		const middle = (below + above) >> 1;
		const there = order[middle];
		if (there !== undefined && compare(there, position) < 0) below = middle + 1;
		else above = middle;
	}
	// Harder than all of them is in the last percentile: "all requests" leaves out none.
	return Math.min(100, Math.floor((below * 100) / order.length) + 1);
}

function compare(a: Position, b: Position): number {
	return a.score - b.score || a.tie - b.tie;
}
