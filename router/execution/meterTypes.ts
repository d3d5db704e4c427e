import type { CallResult, EmbedResult, MeteredCall, ModelClient, ModelRequest, OnPart, Purpose } from '../calls/client';
import type { CallSize, Limiter } from '../health/limiter';
import type { Refusals } from '../health/refusals';
import type { Charge } from '../ledger/record';
import type { Allowed } from '../registry/allowed';
import type { ModelId, ModelSpec } from '../registry/model';
import type { Budget } from './budgets/budget';
import type { SideCallDeps } from './sideCallBreaker';

export interface MeterSetup extends SideCallDeps {
	readonly client: ModelClient;
	/** No call leaves to another model, whoever asks for it. Default: all may be asked. */
	readonly allowed?: Allowed;
	readonly budget: Budget;
	readonly limiter: Limiter;
	/** What models have refused before. Default: a memory of its own. */
	readonly refusals?: Refusals;
	readonly signal: AbortSignal;
	/** How long a judge, an embedding or a check may queue for a place at its model, in ms. */
	readonly sideQueueMs: number;
	readonly decisionId: string;
	readonly newId: () => string;
	/** Estimated tokens of a text, where the provider reports no usage. */
	readonly countTokens: (text: string) => number;
}

/** What a sent call has cost. */
export type Bill = Pick<Charge, 'usage' | 'costNanoUsd' | 'listCostNanoUsd' | 'basis'>;

/** Whose counts were not believed, and which; the estimate or the price list is used instead. */
export interface Doubt {
	readonly model: ModelSpec;
	readonly what: 'tokens' | 'cost';
}

export type Sent<Result> = ({ readonly kind: 'sent'; readonly queuedMs: number } & Paid<Result>) | NotSent;

export interface Paid<Result> {
	readonly result: Result;
	readonly bill: Bill | null;
	/** What was left out of the request because its model had refused it, by wire name. */
	readonly omitted: readonly string[];
}

/** Why a call did not leave; nothing was paid. */
export type NotSent =
	/** `settled` resolves once another try may go better. */
	| { readonly kind: 'over_budget'; readonly settled: (signal: AbortSignal) => Promise<void> }
	/** No place within the time it could queue. */
	| { readonly kind: 'full'; readonly freeAtMs: number }
	| { readonly kind: 'never_fits' }
	/** The request may not be shown to this model. */
	| { readonly kind: 'not_allowed' }
	/** The item's deadline passed while it waited. */
	| { readonly kind: 'too_late' }
	/** Kept back by who asked for it. */
	| { readonly kind: 'kept_back' }
	| { readonly kind: 'cancelled' };

export interface MeteredCallOptions {
	readonly size: CallSize;
	/** How long to queue for a place, in ms. */
	readonly queueMs: number;
	/** Whether it may go beyond the budget. */
	readonly overdraw: boolean;
	/** Called once place and money are reserved, just before the call leaves; `false` keeps it back. */
	readonly onSend?: () => boolean;
	/** Told of the answer's pieces while they come. Default: nobody is, and the answer comes as a whole. */
	readonly onPart?: OnPart;
}

/** The one way to a provider: every call takes a place and reserves its money, settles both, and leaves a charge. */
export interface Meter {
	complete(request: ModelRequest, options: MeteredCallOptions): Promise<Sent<CallResult>>;
	embed(model: ModelSpec, texts: readonly string[], options: MeteredCallOptions): Promise<Sent<EmbedResult>>;
	/** Writes the charge of a sent call once its purpose is known; an unbilled one leaves none. */
	charge(model: ModelSpec, bill: Bill | null, purpose: Purpose, attempt: number | null): void;
	charges(): readonly Charge[];
	/** Whose counts were not believed so far, each once. */
	doubts(): readonly Doubt[];
	/** The models that were to be asked beside the answer and may not be, each once. */
	notAsked(): readonly ModelId[];
	/** The same for strategies and checks: they name a purpose and see neither money nor keys. */
	readonly call: MeteredCall;
}
