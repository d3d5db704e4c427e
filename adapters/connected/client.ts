import { failure, type Callee } from '../../router/calls/classify';
import { classifyBroken } from '../../router/calls/classifyNetwork';
import type { CallResult, ModelClient, ModelRequest, OnPart } from '../../router/calls/client';
import type { Failure, FailureKind } from '../../router/calls/failure';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import { withoutKeys } from '../../router/calls/withoutKeys';
import type { Clock } from '../../router/clock';
import type { ModelSpec } from '../../router/registry/model';
import { withThoughtsApart } from '../openai/thoughts';

import { keysOf, type ChatModelLike } from './chatModel';
import { exchange } from './exchange';
import { withoutKeyShapes } from './keyShapes';
import { readReply, readReplyBill } from './reply';
import { createTeller } from './teller';
import { readReplyThoughts } from './thoughts';
import { classifyThrown } from './thrown';

interface ConnectedClientOptions {
	/** By the `keyId` of the models to be called. */
	readonly models: ReadonlyMap<string, ChatModelLike>;
	/** Wall clock in ms, to read dates in headers by. */
	readonly now: () => number;
	readonly sleep: Clock['sleep'];
	/** Calls it when a request that is handed over now is on its way. */
	readonly whenSent: (onLeave: (() => void) | undefined) => void;
}

/**
 * Reaches the Chat Models plugged into the node. Temperature, log-probabilities and output limit are settings of the
 * sub-node: none can be sent along with a call to whatever model is behind it. A format is asked for in words, but for
 * what a consumer has asked in LangChain's own: that goes on untouched, and the sub-node's message comes back with the answer.
 * @throws Error for a model whose `keyId` has no Chat Model. All else that can happen is returned.
 */
export function createConnectedClient(options: ConnectedClientOptions): ModelClient {
	const redactor = createRedactor([...options.models.values()].flatMap(keysOf));
	const lineTo = (model: ModelSpec): Line => {
		const chatModel = options.models.get(model.keyId);
		if (chatModel === undefined) throw new Error(`No Chat Model is connected for the model "${model.id}"`);
		const name = model.id.slice(model.id.indexOf('/') + 1);
		return { chatModel, redactor, callee: { name, redact: (text) => withoutKeyShapes(redactor.message(text)) } };
	};
	return {
		complete(request, signal, onLeave, onPart) {
			const line = lineTo(request.model);
			options.whenSent(onLeave);
			return complete(line, request, signal, { ...options, onPart });
		},
		async embed(model) {
			const words = 'a connected Chat Model cannot make embeddings';
			return { ok: false, failure: failure(lineTo(model).callee, { kind: 'unsupported', billed: false, retryable: false, words }) };
		},
	};
}

interface Line {
	readonly chatModel: ChatModelLike;
	readonly callee: Callee;
	readonly redactor: Redactor;
}

async function complete(line: Line, request: ModelRequest, signal: AbortSignal, { now, sleep, onPart }: Told): Promise<CallResult> {
	const { callee, redactor, chatModel } = line;
	const teller = onPart === undefined ? null : createTeller(onPart, redactor);
	const had = await exchange(chatModel, request, signal, { teller, sleep });
	const told = teller?.text() ?? '';
	const partial = told !== '' && { partial: told };
	switch (had.kind) {
		case 'reply': {
			const result = completed(line, had.reply, teller?.begun());
			if (!result.ok) return { ...partial, ...result };
			teller?.end(result.answer);
			return request.original === undefined ? result : { ...result, answer: { ...result.answer, original: had.original } };
		}
		case 'thrown':
			if (teller?.begun() === true) return { ...brokenOff(callee, had.error, now()), ...readReplyBill(had.whole), ...partial };
			return { ok: false, usage: null, ...classifyThrown(callee, had.error, now()) };
		case 'not_asked':
			return failed(failure(callee, { kind: 'unsupported', billed: false, retryable: false, words: had.words }));
		case 'cancelled':
		case 'timeout':
			return { ...failed(classifyBroken(callee, had)), ...partial };
	}
}

interface Told extends Pick<ConnectedClientOptions, 'now' | 'sleep'> {
	readonly onPart: OnPart | undefined;
}

type Failed = Extract<CallResult, { ok: false }>;

function failed(why: Failure): Failed {
	return { ok: false, failure: why, usage: null, limits: null };
}

/** A part of the answer had come: whatever the sub-node calls it then, it broke off and was paid for. */
function brokenOff(callee: Callee, error: unknown, nowMs: number): Failed {
	const { limits } = classifyThrown(callee, error, nowMs);
	const words = error instanceof Error ? error.message : '';
	return { ...failed(failure(callee, { kind: 'interrupted', billed: true, words })), limits };
}

/** `isTold`: it has been told in pieces. */
function completed({ callee, redactor }: Line, reply: unknown, isTold = false): CallResult {
	const completion = withThoughtsApart(readReply(reply), { aside: readReplyThoughts(reply), tokens: null }, isTold);
	const fail = (kind: FailureKind, words: string): CallResult => ({
		ok: false,
		failure: failure(callee, { kind, billed: true, words }),
		...readReplyBill(reply),
		limits: null,
	});
	switch (completion.kind) {
		case 'answer':
			return {
				ok: true,
				answer: { ...withoutKeys(completion.answer, { answer: redactor.answer, message: callee.redact }), ...readReplyBill(reply) },
				limits: null,
			};
		case 'interrupted':
			return {
				...fail('interrupted', `its reason to finish is "${completion.reason}"`),
				...(completion.text !== '' && { partial: redactor.answer(completion.text) }),
			};
		case 'truncated':
			return fail('truncated', '');
		case 'window_exceeded':
			return fail('context_too_long', '');
		case 'filtered':
			return fail('content_policy', 'the answer was filtered out');
		case 'none':
			return fail('invalid_response', completion.why);
	}
}
