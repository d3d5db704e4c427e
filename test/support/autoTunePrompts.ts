import { drawFromId } from '../../router/learning/statistics/drawFromId';

const EASY = ['Translate into French: good morning', 'Say in one word what colour is meant: sky', 'Write in capitals: see you soon'];
const MIDDLE = [
	'Which river runs past the old town?',
	'Summarize in one sentence why the meeting was moved.',
	'What is a good name for a grey cat?',
];
const HARD = [
	'Prove step by step that the square root of two is irrational, and name every theorem you use.',
	'Write a function in TypeScript that merges overlapping intervals, explain why it is O(n log n), and give a counterexample for the greedy way.',
	'Derive the posterior of a Beta prior after k successes in n trials, then compare it with the frequentist interval.',
];
const KINDS = { easy: [EASY, EASY, EASY, MIDDLE], hard: [HARD, HARD, MIDDLE], mixed: [EASY, MIDDLE, HARD] } as const;

export type PromptKind = keyof typeof KINDS;

/** The n-th request of a stream: how hard it looks is drawn from its id, and nothing in it says who will be right. */
export function tunePrompt(stream: number, n: number, kind: PromptKind = 'mixed'): string {
	const id = `S${String(stream)}-${String(n)}`;
	const groups = KINDS[kind];
	const group = groups[Math.floor(drawFromId(id, 'kind') * groups.length)] ?? EASY;
	const text = group[Math.floor(drawFromId(id, 'text') * group.length)] ?? '';
	// Of different lengths, so that few scores are equal.
	const more = ' and so on'.repeat(Math.floor(drawFromId(id, 'length') * 6));
	return `${text}${more} (${id})`;
}
