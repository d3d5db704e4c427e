import { fingerprintOf } from '../../../router/learning/autotune/basisKey';
import type { Basis } from '../../../router/learning/autotune/state';
import { type PlanFacts, TYPICAL_INPUT_TOKENS, TYPICAL_OUTPUT_TOKENS } from '../../../router/learning/autotune/plan';
import { inCostOrder, likelyNanoUsd } from '../../../router/registry/cost';
import type { ModelId, ModelSpec } from '../../../router/registry/model';
import { strongestOf } from '../../../router/registry/rank';
import type { RouterContext } from '../../shared/context';
import type { FieldName } from '../description/defaults';
import { pathOf } from '../description/defaults';
import { storedAt, varies } from '../parameters/panel';
import type { AutoTuneSettings, NodeSettings } from '../settings';

/** For comparing what models cost alone. */
const TYPICAL = {
	inputTokens: TYPICAL_INPUT_TOKENS,
	roomTokens: TYPICAL_OUTPUT_TOKENS,
	vision: false,
	tools: false,
	jsonSchema: false,
};

interface BasisOptions extends Asked {
	/** `null`: the strongest model. */
	readonly judge: ModelSpec | null;
	/** Version of the weights that order the requests. */
	readonly scoreVersion: string;
}

interface Asked {
	/** One or more. */
	readonly models: readonly ModelSpec[];
	readonly settings: AutoTuneSettings;
	/** Never Below of the whole run; `null`: none, or each item has its own. */
	readonly floor: ModelId | null;
}

/** What is compared with what, and what planning needs of it. */
export interface TuningSubject {
	/** Where `weaker` is empty, there is nothing to compare. */
	readonly basis: Basis;
	readonly facts: PlanFacts;
	readonly strongest: ModelSpec;
	readonly judge: ModelSpec;
}

/** What comparisons are about. Prices are no part of it, but for which of two models is the cheaper one. */
export function subjectOf({ judge, scoreVersion, ...asked }: BasisOptions): TuningSubject {
	const strongest = strongestOf(asked.models);
	const compares = judge ?? strongest;
	return {
		strongest,
		judge: compares,
		facts: { weaker: weakerOf(asked), strongest, judge: compares, mostNanoUsd: asked.settings.mostNanoUsd },
		basis: { ...questionOf({ ...asked, judgeId: compares.id }), scoreVersion },
	};
}

/** What they are about, whatever orders the requests. */
export function questionOf({ judgeId, ...asked }: Asked & { readonly judgeId: ModelId }): Omit<Basis, 'scoreVersion'> {
	return {
		policy: fingerprint(asked.models),
		judge: judgeId,
		target: asked.settings.target,
		weaker: weakerOf(asked).map(({ id }) => id),
	};
}

/** Those worth comparing, cheapest first. */
function weakerOf({ models, floor }: Asked): ModelSpec[] {
	const strongest = strongestOf(models);
	return inCostOrder(
		models
			.filter((model) => isWorthComparing(model, strongest) && !isBelow(model, models, floor))
			.map((model) => ({ model, rank: model.rank, costNanoUsd: likelyNanoUsd(model, TYPICAL) })),
	).map(({ model }) => model);
}

/** One that saves nothing has nothing to prove; where a price is unknown, the plan says so. */
function isWorthComparing(model: ModelSpec, strongest: ModelSpec): boolean {
	if (model.id === strongest.id) return false;
	const [cost, most] = [likelyNanoUsd(model, TYPICAL), likelyNanoUsd(strongest, TYPICAL)];
	return cost === null || most === null || cost < most;
}

function isBelow({ rank }: ModelSpec, models: readonly ModelSpec[], floor: ModelId | null): boolean {
	return rank < (models.find(({ id }) => id === floor)?.rank ?? -Infinity);
}

/** Never Below, where it is the same in every run: an expression only has single items served by somebody stronger. */
export function fixedFloor(ctx: RouterContext, { policy }: Pick<NodeSettings, 'policy'>): ModelId | null {
	return varies(ctx, 'neverBelow') ? null : policy.floor;
}

/** Why no weaker model is left, and what to do about it. */
export function whyNothingToCompare(models: readonly ModelSpec[], floor: ModelId | null): string {
	const strongest = strongestOf(models);
	const cheaper = models.filter((model) => isWorthComparing(model, strongest));
	if (cheaper.length === 0)
		return 'no weaker model costs less. Add a cheaper model, or correct the prices under Model Facts in the credential.';
	const names = cheaper.map(({ branch }) => branch).join(' or ');
	const least = models.find(({ id }) => id === floor)?.branch ?? '';
	return `Never Below is ${least}, so no cheaper model may answer. Set it to ${names}, or clear it.`;
}

function fingerprint(models: readonly ModelSpec[]): string {
	const facts = models.map(({ id, rank, settings }) => ({ id, rank, ...(settings !== undefined && { settings }) }));
	return fingerprintOf(
		facts.toSorted((a, b) => a.rank - b.rank),
		'auto-tune',
	);
}

/** All that every item is asked alike. */
const ASKED: readonly FieldName[] = ['systemMessage', 'promptFrom', 'prompt', 'responseFormat', 'responseSchema'];

/** Of what every item is asked alike, as the workflow has it: with its expressions, not what they give. */
export function promptHashOf(ctx: RouterContext): string {
	return fingerprintOf(
		ASKED.map((name) => storedAt(ctx, pathOf(name)) ?? null),
		'auto-tune',
	);
}
