import type { Message } from '../../router/request/request';
import type { ProviderKind } from '../providers';

/**
 * The turns with an id for each tool call that its provider takes: those of other providers may be longer, or absent.
 * A call and its result have the same one. The same turns always have the same ids, or no provider's cache would know them.
 */
export function withCallIds(messages: readonly Message[], kind: ProviderKind): readonly Message[] {
	const taken = new Set(messages.flatMap(({ toolCalls = [] }) => toolCalls.flatMap(({ id }) => id ?? [])));
	let made = 0;
	const idFor = (given: string | null): string => {
		if (given !== null && FORMS[kind === 'mistral' ? 'mistral' : 'others'].test(given)) return given;
		for (;;) {
			const id = kind === 'mistral' ? `call${String(made++).padStart(5, '0')}` : `call_${made++}`;
			if (!taken.has(id)) return id;
		}
	};
	let open: Open[] = [];
	return messages.map((message): Message => {
		const { role, toolCalls = [], toolCallId, toolName } = message;
		if (role === 'tool') {
			const call = answered(open, toolCallId, toolName);
			open = open.filter((one) => one !== call);
			return { ...message, toolCallId: call?.id ?? idFor(toolCallId || null) };
		}
		if (toolCalls.length === 0) return message;
		const calls = toolCalls.map((call) => ({ ...call, id: idFor(call.id || null) }));
		open = calls.map(({ id, name }, index) => ({ id, name, given: toolCalls[index]?.id || null }));
		return { ...message, toolCalls: calls };
	});
}

/** https://docs.mistral.ai/capabilities/function_calling/: nine letters and digits. OpenAI takes 40 characters. */
const FORMS = { mistral: /^[a-z\d]{9}$/i, others: /^[\w-]{1,40}$/ } as const;

interface Open {
	readonly id: string;
	readonly given: string | null;
	readonly name: string;
}

/** By its id; where that is not known, the first of its tool, else the first without an id. */
function answered(open: readonly Open[], id: string | undefined, name: string | undefined): Open | undefined {
	const byId = id === undefined || id === '' ? undefined : open.find(({ given }) => given === id);
	const nameless = open.filter(({ given }) => given === null);
	return byId ?? nameless.find((call) => call.name === name) ?? nameless[0];
}
