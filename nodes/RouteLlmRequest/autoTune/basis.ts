import { createHash } from 'node:crypto';

import { canonicalJson } from '../../../router/canonicalJson';
import type { Basis } from '../../../router/learning/autotune/state';
import type { PlanFacts } from '../../../router/learning/autotune/plan';
import { likelyNanoUsd } from '../../../router/registry/cost';
import { inCostOrder } from '../../../router/registry/cost';
import type { ModelSpec } from '../../../router/registry/model';
import { strongestOf } from '../../../router/registry/rank';
import type { RouterContext } from '../../shared/context';
import type { FieldName } from '../description/defaults';
import { pathOf } from '../description/defaults';
import { storedAt } from '../parameters/panel';
import type { AutoTuneSettings } from '../settings';

/** A workflow's item is mostly a few paragraphs with an answer of one or two. For the order alone. */
const TYPICAL = { inputTokens: 500, roomTokens: 300, vision: false, tools: false, jsonSchema: false };

interface BasisOptions {
	/** Two or more. */
	readonly models: readonly ModelSpec[];
	readonly settings: AutoTuneSettings;
	/** `null`: the strongest of them. */
	readonly judge: ModelSpec | null;
	/** Version of the weights that order the requests. */
	readonly scoreVersion: string;
}

/** What is compared with what, and what planning needs of it. */
export interface TuningSubject {
	readonly basis: Basis;
	readonly facts: PlanFacts;
	readonly strongest: ModelSpec;
	readonly judge: ModelSpec;
}

/** What comparisons are about. Prices are no part of it, but for which of two models is the cheaper one. */
export function subjectOf({ models, settings, judge, scoreVersion }: BasisOptions): TuningSubject {
	const strongest = strongestOf(models);
	const compares = judge ?? strongest;
	const weaker = inCostOrder(
		models
			.filter(({ id }) => id !== strongest.id)
			.map((model) => ({ model, rank: model.rank, costNanoUsd: likelyNanoUsd(model, TYPICAL) })),
	).map(({ model }) => model);
	return {
		strongest,
		judge: compares,
		facts: { weaker, strongest, judge: compares, mostNanoUsd: settings.mostNanoUsd },
		basis: {
			policy: fingerprint(models),
			scoreVersion,
			judge: compares.id,
			target: settings.target,
			weaker: weaker.map(({ id }) => id),
		},
	};
}

function fingerprint(models: readonly ModelSpec[]): string {
	const facts = models.map(({ id, rank, settings }) => ({ id, rank, ...(settings !== undefined && { settings }) }));
	return hashOf(facts.toSorted((a, b) => a.rank - b.rank));
}

/** All that every item is asked alike. */
const ASKED: readonly FieldName[] = ['systemMessage', 'promptFrom', 'prompt', 'responseFormat', 'responseSchema'];

/** Of what every item is asked alike, as the workflow has it: with its expressions, not what they give. */
export function promptHashOf(ctx: RouterContext): string {
	return hashOf(ASKED.map((name) => storedAt(ctx, pathOf(name)) ?? null));
}

const HEX_DIGITS = 16;

function hashOf(json: unknown): string {
	return createHash('sha256').update(canonicalJson(json, 'auto-tune')).digest('hex').slice(0, HEX_DIGITS);
}
