import { readFileSync } from 'node:fs';
import { z } from '../../vendor/zod';

/** A conversation of our own writing; each turn has the level that its writer says it needs. */
export interface Conversation {
	readonly name: string;
	readonly turns: readonly Turn[];
}

export interface Turn {
	readonly level: 'easy' | 'hard';
	readonly user: string;
	readonly steps: readonly ToolRun[];
	readonly answer: string;
}

/** One tool call and what it returned. */
interface ToolRun {
	readonly name: string;
	readonly arguments: string;
	readonly result: string;
}

/** Run from the project's folder. */
const FILE = 'test/router/session/conversations.tsv';

/** `# name` begins one; a turn is `e` or `h`, the user's words, `tool {…} => result` as often as there was one, and the answer. */
export function readConversations(file = FILE): Conversation[] {
	const conversations: { name: string; turns: Turn[] }[] = [];
	for (const line of readFileSync(file, 'utf8').split('\n')) {
		if (line.startsWith('# ')) conversations.push({ name: line.slice(2), turns: [] });
		else if (line !== '') conversations.at(-1)?.turns.push(turnOf(line));
	}
	return conversations;
}

const LEVELS = { e: 'easy', h: 'hard' } as const;

function turnOf(line: string): Turn {
	const [level, user, ...rest] = z
		.tuple([z.enum(['e', 'h']), z.string()])
		.rest(z.string())
		.parse(line.split('\t'));
	return { level: LEVELS[level], user, steps: rest.slice(0, -1).map(runOf), answer: z.string().parse(rest.at(-1)) };
}

function runOf(text: string): ToolRun {
	const [, name, args, result] = /^(\w+) (\{.*\}) => (.*)$/.exec(text) ?? [];
	return z.object({ name: z.string(), arguments: z.string(), result: z.string() }).parse({ name, arguments: args, result });
}
