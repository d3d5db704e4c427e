import type { Answer, OnPart } from '../../router/calls/client';
import { bothBudgets } from '../../router/execution/budgets/budget';
import type { LlmRequest } from '../../router/request/request';
import type { RouteOptions, RouteResult, Router } from '../../router/routeTypes';
import { createRouterFor } from '../shared/createRouterFor';
import type { NodeSpending } from '../shared/periodSpending';
import type { Store } from '../shared/store';
import type { ReadyItem } from '../RouteLlmRequest/prepare';
import { routerNameOf } from '../RouteLlmRequest/routerId';
import { spendingIn } from '../RouteLlmRequest/spendingIn';
import type { World } from '../RouteLlmRequest/world';

import type { AskedFor } from './asked';
import { tellHints } from './hints';
import { hashOf } from './memory';
import type { RouterRun } from './run';
import { openSession } from './session';
import { strictestOf as strictestItem } from './strictest';
import { addTotals } from './totals';

/** One answer of the router's, and how it came to be. */
export interface Said {
	readonly answer: Answer;
	/** What the step is called in the node's memory. */
	readonly place: string;
	/** `null`: it was paid for in an earlier try of the same step. */
	readonly result: RouteResult | null;
}

/** What a call came to where nobody answered. */
export interface Unanswered {
	readonly answer: null;
	readonly result: RouteResult;
}

interface CallOptions {
	readonly world: World;
	readonly asked: AskedFor;
	readonly signal: AbortSignal;
	/** `null`: the answer is wanted as a whole. */
	readonly onPart: OnPart | null;
}

/** Routes one request of the consumer: a turn of a conversation, or the step after its tools have run. */
export async function routeCall(run: RouterRun, { world, asked, signal, onPart }: CallOptions): Promise<Said | Unanswered> {
	const { memory, prepared } = run;
	const { calls } = memory;
	const place = placeOf(run, asked.request);
	calls.followed(
		asked.request.messages.flatMap(({ role, toolCallId }) => (role === 'tool' && toolCallId !== undefined ? [toolCallId] : [])),
	);
	const paid = calls.replay(place);
	if (paid !== null) return { answer: paid, place, result: null };
	const store = await world.storeFor(run.ctx, prepared.store);
	try {
		const { result, ...came } = await routeWith(run, store, { world, asked, signal, onPart, place });
		tellHints(run, result, { ...came, streamed: onPart !== null });
		const { outcome } = result;
		if (outcome.kind !== 'answered') return { answer: null, result };
		return { answer: outcome.answer, place, result };
	} finally {
		store.release();
	}
}

/** The same step of the same conversation has the same name when it is tried again; concurrent items may ask the same. */
function placeOf({ memory }: RouterRun, { messages, tools = [], responseFormat }: LlmRequest): string {
	const hash = hashOf(JSON.stringify([messages, tools.map(({ name }) => name), responseFormat]));
	return `${hash}:${String(memory.calls.occurrence(hash))}`;
}

interface PlacedOptions extends CallOptions {
	readonly place: string;
}

async function routeWith(run: RouterRun, store: Store, { world, asked, signal, onPart, place }: PlacedOptions) {
	const { memory, prepared, ctx, node, consumer } = run;
	const spending = spendingIn({ ...run, store, clock: world.clock });
	const item = run.itemOf(asked.request.messages);
	const ready = item === null ? await strictest(run, spending) : prepared.items[item];
	if (ready === undefined) throw new Error(`Item ${String(item)} is not one of the consumer's`);
	const { settings, strategy, checks } = ready;
	const session = await openSession(run, store.sessions, item, asked.request);
	const own = spending.of(settings.keep.budgetKey?.hash ?? null);
	const streams = onPart !== null && !settings.bufferUntilChecked && strategy.name !== CHECKED_FIRST;
	const router: Router = createRouterFor({ world, ctx, prepared, store, ownAnthropic: true });
	const result = await router.route({
		...askedOf(ready, asked),
		allowedDefinition: settings.allowedNames.definition,
		models: prepared.resolved.models,
		strategy: session.sticky(strategy),
		checks: streams ? [] : checks,
		policy: settings.policy,
		bypass: settings.bypass,
		identity: {
			routerId: run.routerId,
			routerName: routerNameOf(ctx, node),
			dedupeKey: [memory.executionId, node.id, consumer.name, String(consumer.runIndex), place].join(':'),
			sessionKey: session.key,
		},
		reEntry: null,
		budget: bothBudgets(memory.budget(prepared.settings.costCapNanoUsd), own.budget),
		strongest: own.strongest,
		keep: settings.keep,
		embedder: prepared.embedder,
		...(streams && { onPart }),
		signal,
	});
	memory.keepSpent();
	addTotals(run, result);
	await session.end(result);
	return { result, notices: [...store.notices(), ...spending.notices()], isUnknownItem: item === null };
}

/** Its answers are checked one after the other, so none can be shown before it is through. */
const CHECKED_FIRST = 'cascade';

function askedOf({ allowedFor, settings }: ReadyItem, { request, notes }: AskedFor): Pick<RouteOptions, 'request' | 'allowed'> {
	const problem = settings.problem ?? (allowedFor.kind === 'problem' ? allowedFor : null);
	if (problem !== null) return { request: { ...problem, kind: 'no_model' }, allowed: new Set() };
	return {
		request: { kind: 'request', request: { ...request, roomTokens: settings.roomTokens }, ...(notes.length > 0 && { notes }) },
		allowed: allowedFor.kind === 'set' ? allowedFor.allowed : null,
	};
}

async function strictest(run: RouterRun, spending: NodeSpending): Promise<ReadyItem> {
	const { items, resolved } = run.prepared;
	const hashes = new Set(items.map(({ settings }) => settings.keep.budgetKey?.hash ?? null));
	await Promise.all([...hashes].map((hash) => spending.of(hash).look()));
	const leftOf = (keyHash: string | null) => spending.of(keyHash).budget.unspent();
	return strictestItem({ items, base: await run.base(), models: resolved.models, leftOf });
}
