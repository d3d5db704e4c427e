import { createHash } from 'node:crypto';

import { methodOf } from '../../adapters/langchain/methods';
import { keptTurn, type KeptTurn } from '../../adapters/langchain/keptTurns';
import type { Answer } from '../../router/calls/client';
import { createBudget, type ExecutionBudget } from '../../router/execution/budgets/budget';
import type { VerdictCache } from '../../router/strategies/judgeVerdicts';
import { z } from '../../vendor/zod';
import type { RouterContext } from '../shared/context';
import { executionIdOf, verdictsIn, within, type Json } from '../shared/nodeContext';

/**
 * What this node keeps within one execution, across the steps of an Agent, of which each asks for the model anew. It
 * lives in n8n's node context, which is saved with the execution, so it also lasts over a wait.
 */
export interface Memory {
	/** Stands in for an execution id where n8n gives none. */
	readonly executionId: string;
	readonly verdicts: VerdictCache;
	/** Of the whole execution, for the Cost Cap; shared by all that ask for this node's model at the same time. */
	budget(capNanoUsd: number | null): ExecutionBudget;
	keepSpent(): void;
	/** State of a conversation's session; `null`: none yet. */
	session(key: string): unknown;
	keepSession(key: string, state: object): void;
	/** Sums over all calls so far of the one run of the node that asks, by name. */
	add(sums: Readonly<Record<string, number>>): Readonly<Record<string, number>>;
	/** Whether this hint is told for the first time in this execution. */
	isNews(hint: string): boolean;
	/** The calls of one run of the node that asks. */
	readonly calls: CallMemory;
}

/** Finished steps of a run, so that one that is tried again does not pay for them twice. */
export interface CallMemory {
	/** How many times this was asked already since the model was handed out last: concurrent items may ask the same. */
	occurrence(hash: string): number;
	/** A step that called tools and whose results came back, in an earlier try; `null`: it is to be asked. */
	replay(place: string): Answer | null;
	/** @param answer whose calls have ids. */
	keep(place: string, answer: Answer): void;
	/** Turns that called tools, of all runs of this execution, as they were given. */
	turns(): readonly KeptTurn[];
	/** Results of these calls have come in. */
	followed(toolCallIds: readonly string[]): void;
}

/** A context that n8n has and its types do not tell of; without it nothing lasts beyond this one step. */
function contextOf(ctx: RouterContext): Json {
	return jsonSchema.safeParse(methodOf(ctx, 'getContext')?.('node')).data ?? {};
}

/** The very object: what is written to it n8n keeps. */
const jsonSchema = z.custom<Json>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

/** Money reserved by one step must count for others under way: one budget for each context, which n8n keeps as one object. */
const budgets = new WeakMap<Json, ExecutionBudget>();

/** @param runIndex of the node that asks. */
export function openMemory(ctx: RouterContext, { name, runIndex }: { readonly name: string; readonly runIndex: number }): Memory {
	const store = contextOf(ctx);
	const sessions = within(store, 'sessions');
	const run = `${name}:${String(runIndex)}`;
	const sums = within(within(store, 'sums'), run);
	const told = within(store, 'told');
	return {
		executionId: executionIdOf(ctx, store),
		verdicts: verdictsIn(within(store, 'verdicts')),
		budget(capNanoUsd) {
			const budget = budgets.get(store) ?? createBudget(capNanoUsd, number.parse(store['spentNanoUsd']));
			budgets.set(store, budget);
			return budget;
		},
		keepSpent() {
			const budget = budgets.get(store);
			if (budget !== undefined) store['spentNanoUsd'] = budget.spent();
		},
		session: (key) => (Object.hasOwn(sessions, key) ? sessions[key] : null),
		keepSession: (key, state) => void (sessions[key] = state),
		add(more) {
			for (const [key, value] of Object.entries(more)) sums[key] = number.parse(sums[key]) + value;
			return sumsSchema.parse(sums);
		},
		isNews(hint) {
			const key = hashOf(hint);
			if (told[key] === true) return false;
			told[key] = true;
			return true;
		},
		calls: callsIn(within(store, 'calls'), run),
	};
}

const number = z.number().catch(0);
const sumsSchema = z.record(number);

function callsIn(runs: Json, run: string): CallMemory {
	const kept = within(runs, run);
	const asked = new Map<string, number>();
	const answered = within(kept, 'answered');
	const followed = within(kept, 'followed');
	// What this try itself has kept is no replay: the same may be asked again for another item.
	const before = new Set(Object.keys(answered));
	return {
		occurrence(hash) {
			const times = asked.get(hash) ?? 0;
			asked.set(hash, times + 1);
			return times;
		},
		replay(place) {
			const step = before.has(place) ? stepSchema.safeParse(answered[place]).data : undefined;
			return step !== undefined && step.ids.some((id) => followed[id] === true) ? { ...step.answer, ...PAID } : null;
		},
		keep(place, { text, reasoning, toolCalls, carried, servedBy }) {
			const ids = toolCalls.flatMap(({ id }) => (id === null ? [] : [id]));
			if (ids.length > 0) answered[place] = { ids, answer: { text, reasoning, toolCalls, carried, servedBy } };
		},
		turns: () => Object.keys(runs).flatMap((name) => Object.values(within(within(runs, name), 'answered')).flatMap((step) => turnOf(step))),
		followed(toolCallIds) {
			for (const id of toolCallIds) followed[id] = true;
		},
	};
}

/** A loop may have thousands of steps, and each later call asks for them all: each is read once. n8n keeps the very object. */
const turnsRead = new WeakMap<object, readonly KeptTurn[]>();

function turnOf(step: unknown): readonly KeptTurn[] {
	if (typeof step !== 'object' || step === null) return [];
	const known = turnsRead.get(step);
	if (known !== undefined) return known;
	const answer = stepSchema.safeParse(step).data?.answer;
	const turn = answer === undefined ? null : keptTurn(answer);
	const turns = turn === null ? [] : [turn];
	turnsRead.set(step, turns);
	return turns;
}

/** Its bill was settled when it was asked. */
const PAID = { finish: 'stop', usage: null, logProbs: null } as const;

const carriedSchema = z.object({ providerId: z.string(), apiModel: z.string(), fields: z.record(z.unknown()) }).optional();
const callSchema = z.object({ id: z.string().nullable(), name: z.string(), arguments: z.string(), carried: carriedSchema });
const answerSchema = z
	.object({
		text: z.string(),
		reasoning: z.string().optional(),
		toolCalls: z.array(callSchema),
		carried: carriedSchema,
		servedBy: z.string().nullable(),
	})
	.transform(({ reasoning, ...rest }) => ({ ...rest, ...(reasoning !== undefined && { reasoning }) }));
const stepSchema = z.object({ ids: z.array(z.string()), answer: answerSchema });

/** Short names for long texts, which are not kept. */
export function hashOf(...texts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);
}
