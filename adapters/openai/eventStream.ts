import { z } from '../../vendor/zod';

const Fragment = z.object({
	content: z.string().nullish().catch(null),
	refusal: z.string().nullish().catch(null),
	reasoning_content: z.string().nullish().catch(null),
	reasoning: z.string().nullish().catch(null),
	tool_calls: z.array(z.unknown()).nullish().catch(null),
});

const Choice = z.object({
	delta: Fragment.nullish().catch(null),
	message: Fragment.nullish().catch(null),
	finish_reason: z.string().nullish().catch(null),
	logprobs: z
		.object({ content: z.array(z.unknown()).nullish() })
		.nullish()
		.catch(null),
	error: z.unknown(),
});

const Chunk = z.object({
	model: z.string().nullish().catch(null),
	choices: z.array(Choice).nullish().catch(null),
	usage: z.unknown(),
	error: z.unknown(),
});
type Chunk = z.infer<typeof Chunk>;

/**
 * The completion a stream of events amounts to, as its server would have sent it in one piece: some stream whatever is
 * asked of them. `null` where the text is no such stream, or holds no choice. A stream that stops without an end is a
 * broken-off answer.
 */
export function readEventStream(text: string): unknown {
	if (!/^\s{0,100}(data|event|id|retry)?:/.test(text)) return null;
	const data = [...text.matchAll(/^data:[ ]?(.*)$/gm)].map(([, line = '']) => line.trim());
	const chunks = data.flatMap((line) => chunkOf(line));
	const choices = chunks.flatMap(({ choices: some }) => some?.slice(0, 1) ?? []);
	const error = [...chunks, ...choices].map((one) => one.error).find((one) => one != null);
	if (choices.length === 0) return error === undefined ? null : { error };
	const ended = choices.findLast(({ finish_reason: reason }) => reason)?.finish_reason;
	return {
		model: chunks.find(({ model }) => model)?.model ?? null,
		choices: [
			{
				message: messageOf(choices),
				finish_reason: ended ?? (data.includes('[DONE]') ? null : 'interrupted'),
				logprobs: logProbsOf(choices),
				...(error !== undefined && { error }),
			},
		],
		usage: chunks.findLast(({ usage }) => usage != null)?.usage,
	};
}

type ChoiceOf = z.infer<typeof Choice>;

function chunkOf(line: string): Chunk[] {
	try {
		const parsed = Chunk.safeParse(JSON.parse(line));
		return parsed.success ? [parsed.data] : [];
	} catch {
		// The end mark, or a line that was cut.
		return [];
	}
}

function messageOf(choices: readonly ChoiceOf[]): object {
	const fragments = choices.flatMap(({ delta, message }) => delta ?? message ?? []);
	const joined = (name: 'content' | 'refusal' | 'reasoning_content' | 'reasoning') =>
		fragments.map((fragment) => fragment[name] ?? '').join('');
	const toolCalls = toolCallsOf(fragments.flatMap(({ tool_calls: calls }) => calls ?? []));
	const reasoning = joined('reasoning_content') || joined('reasoning');
	return {
		content: joined('content'),
		refusal: joined('refusal') || null,
		...(reasoning !== '' && { reasoning_content: reasoning }),
		...(toolCalls.length > 0 && { tool_calls: toolCalls }),
	};
}

const ToolCall = z.object({
	index: z.number().int().nullish().catch(null),
	id: z.string().nullish().catch(null),
	type: z.string().nullish().catch(null),
	function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).catch({}),
});

/** A call comes in pieces, which have their call's number. */
function toolCallsOf(pieces: readonly unknown[]): unknown[] {
	const calls = new Map<number, { id: string | null; name: string; arguments: string }>();
	for (const piece of pieces) {
		const parsed = ToolCall.safeParse(piece);
		if (!parsed.success) continue;
		const { index, id, function: called } = parsed.data;
		const at = index ?? calls.size;
		const call = calls.get(at) ?? { id: null, name: '', arguments: '' };
		calls.set(at, {
			id: call.id ?? id ?? null,
			name: call.name + (called.name ?? ''),
			arguments: call.arguments + (called.arguments ?? ''),
		});
	}
	return [...calls.values()].map(({ id, ...called }) => ({ id, type: 'function', function: called }));
}

function logProbsOf(choices: readonly ChoiceOf[]): object | null {
	const content = choices.flatMap(({ logprobs }) => logprobs?.content ?? []);
	return content.length === 0 ? null : { content };
}
