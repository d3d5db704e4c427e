import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { bothBudgets, createBudget, type Budget } from '../../router/execution/budgets/budget';
import type { StrongestShare } from '../../router/execution/budgets/periodSpending';
import { type Allowed, allowedOf } from '../../router/registry/allowed';
import type { ModelId } from '../../router/registry/model';
import type { RouteOptions, Router } from '../../router/routeTypes';
import { z } from '../../vendor/zod';
import { createRouterFor } from '../shared/createRouterFor';
import type { NodeSpending } from '../shared/periodSpending';
import type { Pace } from '../shared/pace';
import { inQueueMode, storeFor, type Store } from '../shared/store';

import { answerTextOf, outputOf } from './answerText';
import type { RunTuning } from './autoTune/tuning';
import { converse } from './conversation';
import { finish, notBegun, type Finished } from './finished';
import type { Memory } from './memory';
import { inParallel } from './parallel';
import type { ItemProblem } from './parameters/modelNames';
import type { PreparedRun, ReadyItem } from './prepare';
import { routerIdOf, routerNameOf } from './routerId';
import { countOf } from './fallen';
import type { NodeSettings } from './settings';
import { spendingIn } from './spendingIn';
import { thisMachine } from './thisMachine';

/**
 * Route Only mostly waits for no provider, only for the ledger, which stores many records as fast as one: enough for the
 * batches it has under way. More would only fill the memory while they wait.
 */
const ROUTE_ONLY_PARALLEL = 256;

interface RouteItemsOptions {
	readonly ctx: IExecuteFunctions;
	readonly node: INode;
	readonly runIndex: number;
	readonly input: readonly INodeExecutionData[];
	readonly prepared: PreparedRun;
	readonly memory: Memory;
	readonly signal: AbortSignal;
	readonly pace: Pace;
}

export interface Routed {
	/** In the order of the input. */
	readonly finished: readonly Finished[];
	/** Of the run as a whole, for the user. */
	readonly notices: readonly string[];
	/** How far Auto-Tune is; `null`: nothing is tuned. */
	readonly status: string | null;
}

/** Routes every item of the run. */
export async function routeItems(options: RouteItemsOptions): Promise<Routed> {
	const store = await storeFor(options.ctx, options.prepared.store);
	let background = Promise.resolve();
	try {
		const { tuning, ...routed } = await routeWith(options, store);
		background = tuning?.background() ?? background;
		return routed;
	} finally {
		void background.then(() => store.release());
	}
}

type Tuned = Routed & { readonly tuning: RunTuning | null };

async function routeWith(options: RouteItemsOptions, store: Store): Promise<Tuned> {
	const { prepared, memory, signal } = options;
	const { settings } = prepared;
	const budget = createBudget(settings.costCapNanoUsd, memory.spent());
	const names = namesOf(options);
	const spending = spendingIn({ ctx: options.ctx, prepared, routerId: names.routerId, store, clock: thisMachine.clock });
	const router = createRouterFor({ world: thisMachine, ctx: options.ctx, prepared, store });
	const tuning = await tuningOf(options, { store, spending, routerId: names.routerId });
	const notAsked = countNotAsked();
	const routed = async (item: ReadyItem, index: number) => {
		const replayed = memory.replay(index);
		if (replayed !== null) return replayed;
		if (signal.aborted) return notBegun();
		const own = spending.of(item.settings.keep.budgetKey?.hash ?? null);
		const turn = {
			router,
			notAsked,
			budget: bothBudgets(budget, own.budget),
			strongest: own.strongest,
			item: tuned(item, tuning),
			index,
			tuning,
			names,
		};
		const one = await routeItem(options, turn);
		memory.keepSpent(budget.spent());
		memory.remember(index, one);
		return one;
	};
	// Where providers are asked, it is their answers that come one by one; to begin apart would only part the log's batches.
	const pace = settings.operation === 'routeOnly' ? options.pace : undefined;
	const finished = await inParallel(prepared.items, widthOf(settings), routed, pace);
	await tuning?.end();
	return {
		finished,
		tuning,
		status: tuning?.hint() ?? null,
		notices: [...store.notices(), ...spending.notices(), ...aloneInQueue(prepared), ...notAsked.notices()],
	};
}

/** What tunes is loaded only where something is tuned. */
async function tuningOf(
	{ ctx, prepared, signal }: RouteItemsOptions,
	{ store, spending, routerId }: { readonly store: Store; readonly spending: NodeSpending; readonly routerId: string },
): Promise<RunTuning | null> {
	const settings = prepared.settings.thresholdFrom;
	if (settings.kind !== 'auto_tune') return null;
	const { openTuning } = await import('./autoTune/tuning');
	const client = thisMachine.createClient({ ctx, endpoints: prepared.resolved.endpoints, connected: prepared.connected });
	return await openTuning({ ctx, routerId, prepared, settings, store, client, spending, signal });
}

function tuned(item: ReadyItem, tuning: RunTuning | null): ReadyItem {
	return tuning === null ? item : { ...item, strategy: tuning.strategyFor(item.strategy) };
}

/** Turns are kept in a connected Memory in the order of the items, and each item is to see those before it. */
function widthOf({ operation, conversation, parallelItems, strategy, embeddingModelId }: NodeSettings): number {
	if (operation === 'routeAndAnswer') return conversation === 'memory' ? 1 : parallelItems;
	return conversation === 'memory' || strategy.callsToChoose === true || embeddingModelId !== null ? parallelItems : ROUTE_ONLY_PARALLEL;
}

interface Turn {
	readonly router: Router;
	readonly budget: Budget;
	readonly strongest: StrongestShare;
	readonly item: ReadyItem;
	readonly notAsked: NotAsked;
	readonly tuning: RunTuning | null;
	readonly index: number;
	readonly names: RouterNames;
}

async function routeItem(
	options: RouteItemsOptions,
	{ router, budget, strongest, notAsked, tuning, item, index, names }: Turn,
): Promise<Finished> {
	const { prepared, memory } = options;
	const { settings, strategy, checks } = item;
	const reEntry = settings.operation === 'routeOnly' ? reEntryOf(options.input[index], memory) : null;
	const { allowed, problem } = allowedNow(item, reEntry);
	const seesImages = allowedOf(prepared.resolved.models, allowed).some(({ capabilities }) => capabilities?.has('vision') ?? true);
	const conversation = await converse({ ctx: options.ctx, settings, asked: item, itemIndex: index, seesImages });
	const result = await router.route({
		request: problem === null ? conversation.request : { ...problem, kind: 'no_model' },
		allowed,
		allowedDefinition: settings.allowedNames.definition,
		models: prepared.resolved.models,
		strategy,
		checks,
		policy: settings.policy,
		bypass: settings.bypass,
		identity: { ...names, dedupeKey: dedupeKeyOf(options, index) },
		reEntry,
		earlierTries: memory.earlierTries(index),
		budget,
		strongest,
		keep: settings.keep,
		embedder: prepared.embedder,
		signal: options.signal,
	});
	tuning?.done(result.record.dedupeKey, result.outcome.kind === 'answered' ? result.outcome.answer.text : null);
	const { message: clean } = prepared.redactor;
	notAsked.count(result.notAsked);
	const hints = [...conversation.hints, ...(await conversation.keep(result.outcome))].map(clean);
	const texts = { textOf: answerTextOf(settings), outputOf: outputOf(settings, prepared.redactor), clean };
	const finished = finish({ result, failedBefore: reEntry?.failed ?? [], includeDetails: settings.includeDetails, ...texts });
	if (finished.tried.length > 0) memory.issue(result.record.id, { tried: finished.tried, allowed });
	return hints.length === 0 ? finished : { ...finished, hints: [...finished.hints, ...hints] };
}

/** Workers are processes of their own: without a store each would let the whole limit through. */
function aloneInQueue({ settings, store, resolved }: PreparedRun): string[] {
	const limited = resolved.models.some(({ limits }) => Object.values(limits).some((limit) => limit !== null));
	const counts = limited || settings.spending.budgetNanoUsd !== null || settings.spending.strongestShare !== null;
	if (!inQueueMode() || !counts || store?.redis) return [];
	return [
		'n8n runs in queue mode, and each worker counts rate limits and budgets for itself. To count together, switch on Share Limits and Log Between Workers under Options and choose an LLM Router Store with Redis.',
	];
}

type RouterNames = Pick<RouteOptions['identity'], 'routerId' | 'routerName'>;

function namesOf({ ctx, node }: RouteItemsOptions): RouterNames {
	return { routerId: routerIdOf(ctx, node), routerName: routerNameOf(ctx, node) };
}

function dedupeKeyOf({ node, memory, runIndex }: RouteItemsOptions, index: number): string {
	return `${memory.executionId}:${node.id}:${String(runIndex)}:${String(index)}`;
}

/** Whatever has become of the fields that Allowed Models reads, an item that came back keeps the set it had. */
function allowedNow(
	{ allowedFor, settings }: ReadyItem,
	reEntry: CameBack | null,
): { readonly allowed: Allowed; readonly problem: ItemProblem | null } {
	if (reEntry !== null) return { allowed: reEntry.allowed, problem: settings.problem };
	return allowedFor.kind === 'set' ? { allowed: allowedFor.allowed, problem: settings.problem } : { allowed: NOBODY, problem: allowedFor };
}

const NOBODY: Allowed = new Set();

interface NotAsked {
	count(models: readonly ModelId[]): void;
	notices(): string[];
}

/** How often Allowed Models kept a judge, a check or an embedding model from being asked. */
function countNotAsked(): NotAsked {
	const counts = new Map<ModelId, number>();
	return {
		count(models) {
			for (const id of models) counts.set(id, (counts.get(id) ?? 0) + 1);
		},
		notices: () =>
			[...counts].map(
				([id, times]) =>
					`${id} was not asked about ${countOf(times)}, because Allowed Models does not name it. Add it there, or choose another one.`,
			),
	};
}

interface CameBack extends NonNullable<RouteOptions['reEntry']> {
	readonly allowed: Allowed;
}

const cameBack = z.object({ id: z.string() });

/** An incoming `llmRoute` is outside data: its id counts only if this execution of this node issued it. */
function reEntryOf(item: INodeExecutionData | undefined, memory: Memory): CameBack | null {
	const llmRoute: unknown = item?.json['llmRoute'];
	if (llmRoute === undefined) return null;
	const id = cameBack.safeParse(llmRoute).data?.id;
	const issued = id === undefined ? null : memory.issued(id);
	return id === undefined || issued === null ? null : { decisionId: id, failed: issued.tried, allowed: issued.allowed };
}
