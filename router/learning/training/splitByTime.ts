import { hashToUnit } from '../statistics/hashToUnit';
import type { Sliced } from '../slices';
import type { OwnExample } from './ownExample';

export interface SplitExamples {
	readonly fit: readonly OwnExample[];
	/** To choose how strongly to fit. */
	readonly calibrate: readonly OwnExample[];
	/** The newest decisions: what comes next is more like them than like the oldest. */
	readonly heldOut: readonly OwnExample[];
	readonly decisions: number;
	/** How many decisions of one weight would say about as much (Kish). */
	readonly effective: number;
}

const HELD_OUT = 0.3;
const CALIBRATE = 0.25;

/** Splits by decision. Same examples and seed, same parts, whatever their order. */
export function* splitByTime(examples: readonly OwnExample[], seed: number): Sliced<SplitExamples> {
	const decisions = yield* decisionsOf(examples);
	const heldOutFrom = decisions.length - Math.round(decisions.length * HELD_OUT);
	const parts: Record<'fit' | 'calibrate' | 'heldOut', OwnExample[]> = { fit: [], calibrate: [], heldOut: [] };
	for (const [i, own] of decisions.entries()) {
		const older = hashToUnit(own[0]?.decisionId ?? '', `${seed}:`) < CALIBRATE ? 'calibrate' : 'fit';
		parts[i >= heldOutFrom ? 'heldOut' : older].push(...own);
		if (i % PIECE === 0) yield;
	}
	yield;
	const weights = decisions.map((own) => own.reduce((sum, { weight }) => sum + weight, 0));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
	return { ...parts, decisions: decisions.length, effective: squares === 0 ? 0 : (total * total) / squares };
}

const PIECE = 500;

/** The examples of each decision, oldest decision first. */
function* decisionsOf(examples: readonly OwnExample[]): Sliced<OwnExample[][]> {
	const byId = new Map<string, OwnExample[]>();
	for (const [i, example] of examples.entries()) {
		if (i % PIECE === 0) yield;
		const own = byId.get(example.decisionId);
		if (own === undefined) byId.set(example.decisionId, [example]);
		else own.push(example);
	}
	// One decision's examples in an order of their own too: sums must not depend on how they came.
	for (const own of byId.values()) own.sort((a, b) => a.r - b.r || a.asGood - b.asGood);
	yield;
	return [...byId.values()].sort(([a], [b]) => (a?.atMs ?? 0) - (b?.atMs ?? 0) || order(a?.decisionId ?? '', b?.decisionId ?? ''));
}

function order(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
