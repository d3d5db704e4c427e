import { randomUUID } from 'node:crypto';

import type { VerdictCache } from '../../router/strategies/judgeVerdicts';
import { z } from '../../vendor/zod';

import type { RouterContext } from './context';

/** What n8n keeps for a node within one execution, and saves with it: plain JSON, without secrets. */
export type Json = Record<string, unknown>;

/** A loop of many thousand different prompts must not fill the stored execution. */
export const VERDICTS_KEPT = 1_000;
const said = { confidence: z.number(), reason: z.string() };
const verdictSchema = z.union([
	z.object({ tier: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]), ...said }),
	z.object({ place: z.number().int().min(0), ...said }),
]);

/** What a judge has said of requests in this execution: the same one is paid for once. */
export function verdictsIn(kept: Json): VerdictCache {
	return {
		get: (key) => (Object.hasOwn(kept, key) ? (verdictSchema.safeParse(kept[key]).data ?? null) : null),
		set(key, verdict) {
			if (Object.keys(kept).length < VERDICTS_KEPT) kept[key] = verdict;
		},
	};
}

/** Where n8n gives none, one of its own for as long as the execution lasts. */
export function executionIdOf(ctx: Pick<RouterContext, 'getExecutionId'>, store: Json): string {
	const given = z.string().min(1).safeParse(ctx.getExecutionId()).data;
	if (given !== undefined) return given;
	const kept = z.string().safeParse(store['executionId']).data ?? randomUUID();
	store['executionId'] = kept;
	return kept;
}

/** A part of it, made where it is not there yet. */
export function within(parent: Json, key: string): Json {
	const known = parent[key];
	if (isJson(known)) return known;
	const made: Json = {};
	parent[key] = made;
	return made;
}

function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
