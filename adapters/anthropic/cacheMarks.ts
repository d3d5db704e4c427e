import type { Block, Turn } from './block';
import type { Conversation } from './turns';

/** What of a request the provider may keep: each of its beginnings that ends at a mark. */
export interface Markable extends Conversation {
	readonly tools: readonly object[];
}

/**
 * Marks what the next step is likely to send again: the tools, the system prompt, and the conversation up to its last
 * user turn and up to the one before, where the last step's mark was. Those are all four marks that the API takes.
 * A request too short to be kept is left as it is. `null`: it has no marks.
 */
export function withCacheMarks({ tools, system, turns }: Markable): Markable | null {
	if (JSON.stringify([tools, system, turns]).length < LEAST_CHARS) return null;
	const [last, before] = turns.flatMap(({ role }, at) => (role === 'user' ? [at] : [])).reverse();
	return {
		tools: endMarked(tools),
		system: endMarked(system),
		turns: turns.map((turn, at) => (at === last || at === before ? markedTurn(turn) : turn)),
	};
}

/** Nothing shorter than 1,024 tokens is kept, by some models nothing shorter than 4,096: those pass the marks over. */
const LEAST_CHARS = 1_024 * 4;

const MARK = { cache_control: { type: 'ephemeral' } };

function markedTurn(turn: Turn): Turn {
	return { ...turn, content: endMarked(turn.content) };
}

function endMarked<T extends Block | object>(list: readonly T[]): readonly T[] {
	return list.map((one, at) => (at === list.length - 1 ? { ...one, ...MARK } : one));
}
