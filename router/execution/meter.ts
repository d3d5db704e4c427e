import type { CallResult, EmbedResult, ModelRequest, RateLimitHint } from '../calls/client';
import type { CallSize, Settlement } from '../health/limiter';
import { createRefusals, tokensOf, withoutRefused, type Refusals } from '../health/refusals';
import type { Charge } from '../ledger/record';
import { estimateNanoUsd } from '../registry/cost';
import { isAllowed } from '../registry/allowed';
import type { ModelId, ModelSpec } from '../registry/model';
import { IMAGE_TOKENS } from '../request/tokens';
import { imagesOf } from '../request/userText';

import { billOf, type OwnCount } from './bill';
import type { Reserved } from './budgets/budget';
import type { Bill, Doubt, Meter, MeteredCallOptions, MeterSetup, Paid, Sent } from './meterTypes';
import { createSideCalls } from './sideCalls';
import { withDeadline } from './withDeadline';

export function createMeter(setup: MeterSetup): Meter {
	const charges: Charge[] = [];
	const doubts = new Map<string, Doubt>();
	const notAsked = new Set<ModelId>();
	const { client, clock, signal, refusals = createRefusals() } = setup;
	const settle = <Result extends CallResult | EmbedResult>(result: Result, own: OwnCount) => {
		const settled = billOf(result, own);
		for (const doubt of settled.doubts) doubts.set(`${doubt.what} ${doubt.model.id}`, doubt);
		return { result, bill: settled.bill };
	};
	const meter: Omit<Meter, 'call'> = {
		async complete(request, ask) {
			const { model } = request;
			await refusals.refresh([model]);
			return await pay(setup, model, ask, async ({ leftMs, onLeave }) => {
				const asked = withoutRefused(request, refusals.of(model, clock.now()));
				const result = await client.complete({ ...asked, timeoutMs: Math.min(request.timeoutMs, leftMs) }, signal, onLeave, ask.onPart);
				learn({ refusals, nowMs: clock.now() }, request, result, tokensOf(ask.size));
				const { bill } = settle(result, ownCount(setup, request, ask.size, result));
				return { result: believed(result, bill), bill, omitted: asked.omit };
			});
		},
		embed: (model, texts, ask) =>
			pay(setup, model, ask, async ({ onLeave }) => {
				const result = await embedInTime(setup, (ended) => client.embed(model, texts, ended, onLeave));
				const { inputTokens } = ask.size;
				const own = { model, inputTokens, wordTokens: inputTokens, outputTokens: () => 0, outputChars: 0, wrote: false };
				return { ...settle(result, own), omitted: [] };
			}),
		charge(model, bill, purpose, attempt) {
			if (bill === null) return;
			const { decisionId } = setup;
			charges.push({ id: setup.newId(), decisionId, attempt, modelId: model.id, purpose, ...bill });
		},
		charges: () => charges,
		doubts: () => [...doubts.values()],
		notAsked: () => [...notAsked],
	};
	return Object.assign(meter, { call: createSideCalls(setup, meter, notAsked) });
}

interface Departure {
	/** How much time is left for the call, in ms. */
	readonly leftMs: number;
	readonly onLeave: () => void;
}

/** Selection keeps to what is allowed too; this is for the mistake that nobody has thought of. */
async function pay<Result extends CallResult | EmbedResult>(
	setup: MeterSetup,
	model: ModelSpec,
	ask: MeteredCallOptions,
	send: (departure: Departure) => Promise<Paid<Result>>,
): Promise<Sent<Result>> {
	return isAllowed(setup.allowed ?? null, model) ? await payFor(setup, model, ask, send) : { kind: 'not_allowed' };
}

async function payFor<Result extends CallResult | EmbedResult>(
	{ budget, limiter, clock, deadlineMs, signal }: MeterSetup,
	model: ModelSpec,
	{ size, queueMs, overdraw, onSend }: MeteredCallOptions,
	send: (departure: Departure) => Promise<Paid<Result>>,
): Promise<Sent<Result>> {
	const estimate = estimateNanoUsd(model, size.inputTokens, size.roomTokens);
	// Under a cap an unknown price may not be spent: nobody could say whether it still fits.
	if (estimate === null && budget.unspent() !== null) return { kind: 'over_budget', settled: () => Promise.resolve() };
	// The place first: who waits for one must not hold money that others could use.
	const leftMs = () => (deadlineMs ?? Infinity) - clock.now();
	if (leftMs() <= 0) return { kind: 'too_late' };
	const acquired = await limiter.acquire({ model, size, patienceMs: Math.min(queueMs, leftMs()), signal });
	if (acquired.kind !== 'lease') return acquired;
	const { lease } = acquired;
	let settled: number | null = 0;
	let used: Settlement = { kind: 'released' };
	let limits: RateLimitHint | null = null;
	let reserved: Reserved | null = null;
	try {
		reserved = leftMs() > 0 ? await budget.reserve(estimate ?? 0, overdraw) : null;
		if (reserved === null) return { kind: 'too_late' };
		if (reserved.kind === 'refused') return { kind: 'over_budget', settled: reserved.settled };
		if (onSend?.() === false) return { kind: 'kept_back' };
		// A bug in the client must not leave the reservations standing: money counts as spent, tokens as used.
		[settled, used] = [null, { kind: 'unknown' }];
		const paid = await send({ leftMs: leftMs(), onLeave: () => limiter.markSent(lease) });
		const { result, bill } = paid;
		settled = bill === null ? 0 : bill.costNanoUsd;
		used = usedBy(result, bill);
		if ('limits' in result) limits = result.limits;
		return { kind: 'sent', ...paid, queuedMs: lease.waitedMs };
	} finally {
		if (reserved?.kind === 'reserved') reserved.reservation.settle(settled);
		limiter.settle(lease, used);
		// Only now: the provider has counted this call, so it is not one under way any more.
		if (limits !== null) limiter.observe(model, limits);
	}
}

/** A parameter counts as refused once the call without it has been answered: a refusal may name one it is not about. */
function learn(
	{ refusals, nowMs }: { readonly refusals: Refusals; readonly nowMs: number },
	{ model, omit }: ModelRequest,
	result: CallResult,
	tokens: number,
): void {
	if (result.ok) {
		refusals.fitted(model, tokens, nowMs);
		const { parameters } = refusals.of(model, nowMs);
		for (const name of omit) if (!parameters.includes(name)) refusals.learn(model, { kind: 'parameter', name }, nowMs);
		return;
	}
	const { outputLimit, tokenLimit } = result.failure;
	if (outputLimit?.lasting) refusals.learn(model, { kind: 'output_limit', tokens: outputLimit.tokens }, nowMs);
	if (tokenLimit !== undefined) refusals.learn(model, { kind: 'token_limit', tokens: tokenLimit }, nowMs);
}

/** An embedding has no timeout of its own in the panel; the item's deadline ends it all the same. */
async function embedInTime(
	{ clock, deadlineMs, signal }: MeterSetup,
	send: (signal: AbortSignal) => Promise<EmbedResult>,
): Promise<EmbedResult> {
	const result = await withDeadline({ clock, deadlineMs, signal }, send);
	if (result.ok || result.failure.kind !== 'cancelled' || signal.aborted) return result;
	return { ok: false, failure: { ...result.failure, kind: 'timeout', message: OUT_OF_TIME, summary: OUT_OF_TIME } };
}

const OUT_OF_TIME = 'the time for this item was over';

function usedBy(result: CallResult | EmbedResult, bill: Bill | null): Settlement {
	if (bill === null) return !result.ok && result.failure.kind === 'cancelled' ? { kind: 'released' } : { kind: 'unbilled' };
	return bill.usage === null ? { kind: 'unknown' } : { kind: 'used', usage: bill.usage };
}

function ownCount({ countTokens }: MeterSetup, { model, messages }: ModelRequest, { inputTokens }: CallSize, result: CallResult): OwnCount {
	const images = messages.reduce((sum, message) => sum + imagesOf(message), 0);
	// What broke off in the middle was written all the same.
	const broken = { text: result.ok ? '' : (result.partial ?? ''), written: undefined, reasoning: '', toolCalls: [] };
	const { text: said, written = said, reasoning = '', toolCalls } = result.ok ? result.answer : broken;
	const called = toolCalls.map(({ name, arguments: given }) => name + given).join('');
	// Thinking is billed as output, wherever the provider puts it.
	const text = (written === said ? said + reasoning : written) + called;
	return {
		model,
		inputTokens,
		wordTokens: inputTokens - images * IMAGE_TOKENS,
		outputTokens: () => countTokens(text),
		outputChars: text.length,
		wrote: text.trim() !== '' || isTruncated(result),
	};
}

/** What reached its limit before there was an answer was written all the same: thinking nobody sees. */
function isTruncated(result: CallResult): boolean {
	return !result.ok && result.failure.kind === 'truncated';
}

/** Counts that were not believed are not handed on: they would be kept, and learned from. */
function believed(result: CallResult, bill: Bill | null): CallResult {
	if (!result.ok || result.answer.usage === bill?.usage) return result;
	return { ...result, answer: { ...result.answer, usage: null } };
}
