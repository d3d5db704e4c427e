import type { Failure } from '../calls/failure';
import type { CallResult, EmbedResult, MeteredCall, ModelRequest } from '../calls/client';
import { estimateNanoUsd } from '../registry/cost';
import { isAllowed } from '../registry/allowed';
import type { ModelId, ModelSpec } from '../registry/model';
import { inWords } from '../request/responseFormat';
import { IMAGE_TOKENS } from '../request/tokens';
import { imagesOf } from '../request/userText';

import type { MeteredCallOptions, Meter, MeterSetup, NotSent, Sent } from './meterTypes';
import { withSideCallBreaker } from './sideCallBreaker';
import { withDeadline } from './withDeadline';

/** What judges, embedders and checks get: no money, no keys, a purpose. */
export function createSideCalls(setup: MeterSetup, meter: Omit<Meter, 'call'>, notAsked: Set<ModelId>): MeteredCall {
	const { allowed = null, countTokens } = setup;
	const allows = (model: ModelSpec) => {
		const may = isAllowed(allowed, model);
		if (!may) notAsked.add(model.id);
		return may;
	};
	const call: MeteredCall = {
		allows,
		async complete(purpose, request) {
			const { model, maxOutputTokens } = request;
			if (!allows(model)) return { ok: false, failure: notSent({ kind: 'not_allowed' }), usage: null, limits: null };
			const roomTokens = maxOutputTokens ?? 0;
			const size = { inputTokens: tokensOf(request, countTokens), roomTokens, outputLimit: maxOutputTokens };
			const ask = { size, queueMs: Math.min(setup.sideQueueMs, request.timeoutMs), overdraw: false };
			const sent = await inTurn(setup, model, ask, () => meter.complete(request, ask));
			if (sent.kind !== 'sent') return { ok: false, failure: notSent(sent), usage: null, limits: null };
			meter.charge(model, sent.bill, purpose, null);
			return sent.result;
		},
		async embed(model, texts) {
			if (!allows(model)) return { ok: false, failure: notSent({ kind: 'not_allowed' }) };
			const inputTokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
			const ask = { size: { inputTokens, roomTokens: 0, outputLimit: 0 }, queueMs: setup.sideQueueMs, overdraw: false };
			const sent = await inTurn(setup, model, ask, () => meter.embed(model, texts, ask));
			if (sent.kind !== 'sent') return { ok: false, failure: notSent(sent) };
			meter.charge(model, sent.bill, 'embedding', null);
			return sent.result;
		},
	};
	return withSideCallBreaker(call, setup);
}

/** An image counts as one, however long its data is; a format as its words do. */
function tokensOf({ messages, responseFormat }: ModelRequest, count: MeterSetup['countTokens']): number {
	const words = messages.map(({ role, content }) => ({
		role,
		content: typeof content === 'string' ? content : content.filter(({ kind }) => kind === 'text'),
	}));
	const format = responseFormat === null ? 0 : count(inWords(responseFormat));
	return count(JSON.stringify(words)) + format + messages.reduce((sum, message) => sum + imagesOf(message), 0) * IMAGE_TOKENS;
}

/**
 * Where calls in flight hold the money, most of it comes back: a judge that was refused for it would send the item
 * to the dearest model.
 */
async function inTurn<Result extends CallResult | EmbedResult>(
	{ budget, clock, deadlineMs, sideQueueMs, signal }: MeterSetup,
	model: ModelSpec,
	{ size }: MeteredCallOptions,
	send: () => Promise<Sent<Result>>,
): Promise<Sent<Result>> {
	const estimate = estimateNanoUsd(model, size.inputTokens, size.roomTokens);
	const sinceMs = clock.now();
	for (;;) {
		const sent = await send();
		const left = budget.unspent(clock.now() - sinceMs > sideQueueMs);
		if (sent.kind !== 'over_budget' || estimate === null || left === null || estimate > left || signal.aborted) return sent;
		await withDeadline({ clock, signal, deadlineMs }, sent.settled);
	}
}

const WHY_NOT: Readonly<Record<NotSent['kind'], string>> = {
	over_budget: 'The budget leaves no room for this call.',
	full: "The model's rate limit left no place for this call in time.",
	never_fits: "This call is larger than the model's limit of tokens per minute.",
	too_late: 'The time for this item was over before this call.',
	kept_back: 'This call was kept back.',
	not_allowed: 'This model is not in Allowed Models.',
	cancelled: 'The execution was stopped before this call.',
};

/** Says nothing against the model: no kind that starts a cooldown. */
export function notSent({ kind }: Pick<NotSent, 'kind'>): Failure {
	const message = WHY_NOT[kind];
	return {
		kind: kind === 'cancelled' ? 'cancelled' : 'bad_request',
		scope: 'request',
		httpStatus: null,
		parameter: null,
		retryAfterMs: null,
		billed: false,
		notSent: kind,
		retryable: false,
		message,
		summary: message,
	};
}
