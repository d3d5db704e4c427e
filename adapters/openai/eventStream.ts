import { wholeCalls, wholeDetails } from './callPieces';
import { dataLines } from '../eventLines';

import { chunksIn, END, type Choice, type Fragment } from './chunks';

/**
 * The completion a stream of events amounts to, as its server would have sent it in one piece: some stream whatever is
 * asked of them. `null` where the text is no such stream, or holds no choice. A stream that stops without an end is a
 * broken-off answer.
 */
export function readEventStream(text: string): unknown {
	if (!/^\s*(data|event|id|retry)?:/.test(text)) return null;
	const data = dataLines(text);
	const chunks = chunksIn(data);
	const choices = chunks.flatMap(({ choice }) => choice ?? []);
	const error = [...chunks, ...choices].map((one) => one.error).find((one) => one != null);
	if (choices.length === 0) return error === undefined ? null : { error };
	const ended = choices.findLast(({ finish_reason: reason }) => reason)?.finish_reason;
	return {
		model: chunks.find(({ model }) => model)?.model ?? null,
		choices: [
			{
				message: messageOf(choices.flatMap(({ fragment }) => fragment ?? [])),
				finish_reason: ended ?? (data.includes(END) ? null : 'interrupted'),
				logprobs: logProbsOf(choices),
				...(error !== undefined && { error }),
			},
		],
		usage: chunks.findLast(({ usage }) => usage != null)?.usage,
	};
}

const THOUGHTS = ['reasoning_content', 'reasoning', 'thinking'] as const;

function messageOf(fragments: readonly Fragment[]): object {
	const joined = (name: 'content' | 'refusal' | (typeof THOUGHTS)[number]) => fragments.map((fragment) => fragment[name] ?? '').join('');
	const toolCalls = wholeCalls(fragments.flatMap(({ tool_calls: calls }) => calls ?? []));
	const details = wholeDetails(fragments.flatMap(({ reasoning_details: some }) => some ?? []));
	const extra = fragments.findLast(({ extra_content: given }) => given != null)?.extra_content;
	const thoughts = THOUGHTS.map((name) => [name, joined(name)] as const).filter(([, thought]) => thought !== '');
	return {
		content: joined('content'),
		refusal: joined('refusal') || null,
		...Object.fromEntries(thoughts),
		...(details.length > 0 && { reasoning_details: details }),
		...(extra != null && { extra_content: extra }),
		...(toolCalls.length > 0 && { tool_calls: toolCalls }),
	};
}

function logProbsOf(choices: readonly Choice[]): object | null {
	const content = choices.flatMap(({ logprobs }) => logprobs?.content ?? []);
	return content.length === 0 ? null : { content };
}
