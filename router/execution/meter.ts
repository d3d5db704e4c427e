import type {
	CallResult,
	EmbedResult,
	MeteredCall,
	ModelClient,
	ModelRequest,
	Purpose,
	Usage,
} from '../calls/client';
import type { Failure } from '../calls/failure';
import type { Charge } from '../ledger/record';
import { costNanoUsd, estimateNanoUsd } from '../registry/cost';
import type { ModelSpec } from '../registry/model';
import type { Message } from '../request/request';
import { IMAGE_TOKENS } from '../request/tokens';
import { imagesOf } from '../request/userText';

import type { Budget } from './budget';
import { sparing, type SideCallDeps } from './sideCalls';

export interface MeterSetup extends SideCallDeps {
	readonly client: ModelClient;
	readonly budget: Budget;
	readonly signal: AbortSignal;
	readonly decisionId: string;
	readonly newId: () => string;
	/** Estimated tokens of a text, where the provider reports no usage. */
	readonly countTokens: (text: string) => number;
}

/** What a sent call has cost. */
export type Bill = Pick<Charge, 'usage' | 'costNanoUsd' | 'basis'>;

export type Sent<Result> =
	| { readonly kind: 'sent'; readonly result: Result; readonly bill: Bill | null }
	| { readonly kind: 'over_budget' };

/** The one way to a provider: every call reserves its money, settles it, and leaves a charge. */
export interface Meter {
	/** @param inputTokens estimate of the request. @param outputTokens most the answer may have. */
	complete(
		request: ModelRequest,
		inputTokens: number,
		outputTokens: number,
		/** Called once the money is reserved, just before the call leaves. */
		onSend?: () => void,
	): Promise<Sent<CallResult>>;
	/** Writes the charge of a sent call once its purpose is known; an unbilled one leaves none. */
	charge(model: ModelSpec, bill: Bill | null, purpose: Purpose, attempt: number | null): void;
	charges(): readonly Charge[];
	/** The same for strategies and checks: they name a purpose and see neither money nor keys. */
	readonly call: MeteredCall;
}

export function createMeter(setup: MeterSetup): Meter {
	const charges: Charge[] = [];
	const meter: Omit<Meter, 'call'> = {
		complete: (request, inputTokens, outputTokens, onSend) =>
			pay(setup, request.model, inputTokens, outputTokens, async () => {
				onSend?.();
				const result = await setup.client.complete(request, setup.signal);
				const text = result.ok ? result.answer.text : '';
				return { result, bill: billOf(result, request.model, inputTokens, () => setup.countTokens(text)) };
			}),
		charge(model, bill, purpose, attempt) {
			if (bill === null) return;
			const { decisionId } = setup;
			charges.push({ id: setup.newId(), decisionId, attempt, modelId: model.id, purpose, ...bill });
		},
		charges: () => charges,
	};
	return { ...meter, call: sparing(sideCalls(setup, meter), setup) };
}

/** What judges, embedders and checks get: no money, no keys, a purpose. */
function sideCalls(setup: MeterSetup, meter: Pick<Meter, 'complete' | 'charge'>): MeteredCall {
	return {
		async complete(purpose, request) {
			const tokens = tokensOf(request.messages, setup.countTokens);
			const outputTokens = request.maxOutputTokens ?? 0;
			const sent = await inTurn(setup, estimateNanoUsd(request.model, tokens, outputTokens), () => meter.complete(request, tokens, outputTokens));
			if (sent.kind === 'over_budget') return { ok: false, failure: OVER_BUDGET, usage: null, limits: null };
			meter.charge(request.model, sent.bill, purpose, null);
			return sent.result;
		},
		async embed(model, texts) {
			const tokens = texts.reduce((sum, text) => sum + setup.countTokens(text), 0);
			const sent = await inTurn(setup, estimateNanoUsd(model, tokens, 0), () =>
				pay(setup, model, tokens, 0, async () => {
					const result = await setup.client.embed(model, texts, setup.signal);
					return { result, bill: billOf(result, model, tokens, () => 0) };
				}),
			);
			if (sent.kind === 'over_budget') return { ok: false, failure: OVER_BUDGET };
			meter.charge(model, sent.bill, 'embedding', null);
			return sent.result;
		},
	};
}

const OVER_BUDGET: Failure = {
	kind: 'bad_request',
	scope: 'request',
	httpStatus: null,
	parameter: null,
	retryAfterMs: null,
	billed: false,
	retryable: false,
	message: 'The cost cap leaves no room for this call.',
	summary: 'The cost cap leaves no room for this call.',
};

/** An image counts as one, however long its data is. */
function tokensOf(messages: readonly Message[], count: MeterSetup['countTokens']): number {
	const words = messages.map(({ role, content }) => ({ role, content: typeof content === 'string' ? content : content.filter(({ kind }) => kind === 'text') }));
	return count(JSON.stringify(words)) + messages.reduce((sum, message) => sum + imagesOf(message), 0) * IMAGE_TOKENS;
}

/** Where calls in flight hold the money, most of it comes back: a judge that was refused for it would send the item to the dearest model. */
async function inTurn<Result>(
	{ budget, signal }: MeterSetup,
	estimate: number | null,
	send: () => Promise<Sent<Result>>,
): Promise<Sent<Result>> {
	for (;;) {
		const sent = await send();
		const left = budget.unspent();
		if (sent.kind === 'sent' || estimate === null || left === null || estimate > left || signal.aborted) return sent;
		await budget.settled(signal);
	}
}

async function pay<Result>(
	{ budget }: MeterSetup,
	model: ModelSpec,
	inputTokens: number,
	outputTokens: number,
	send: () => Promise<{ result: Result; bill: Bill | null }>,
): Promise<Sent<Result>> {
	const estimate = estimateNanoUsd(model, inputTokens, outputTokens);
	// Under a cap an unknown price may not be spent: nobody could say whether it still fits.
	if (estimate === null && budget.unspent() !== null) return { kind: 'over_budget' };
	const reservation = budget.reserve(estimate ?? 0);
	if (reservation === null) return { kind: 'over_budget' };
	// A bug in the client must not leave the reservation standing: `null` spends it.
	let settled: number | null = null;
	try {
		const { result, bill } = await send();
		settled = bill === null ? 0 : bill.costNanoUsd;
		return { kind: 'sent', result, bill };
	} finally {
		reservation.settle(settled);
	}
}

function billOf(
	result: CallResult | EmbedResult,
	model: ModelSpec,
	inputTokens: number,
	outputTokens: () => number,
): Bill | null {
	if (!result.ok && !result.failure.billed) return null;
	const reported = reportedUsage(result);
	if (reported !== null) return priced(model, reported, 'reported');
	if (!result.ok) return { usage: null, costNanoUsd: null, basis: 'unknown' };
	return priced(model, { inputTokens, outputTokens: outputTokens(), cachedInputTokens: 0 }, 'estimated');
}

function reportedUsage(result: CallResult | EmbedResult): Usage | null {
	if ('answer' in result) return result.answer.usage;
	return 'usage' in result ? result.usage : null;
}

function priced(model: ModelSpec, usage: Usage, basis: 'reported' | 'estimated'): Bill {
	const cost = costNanoUsd(model.price, usage);
	return { usage, costNanoUsd: cost, basis };
}
