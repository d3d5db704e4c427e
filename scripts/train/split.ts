import { hashToUnit } from '../../router/learning/statistics/hashToUnit';

export type Part = 'train' | 'calibrate' | 'heldOut';

/** Part of each prompt; those of one question stay together. */
export function splitByQuestion(prompts: readonly string[]): Part[] {
	return stemsOf(prompts).map(partOf);
}

/**
 * What names the question of each prompt. Prompts that share their longest sentence are one question, in
 * whatever file and with whatever answer options.
 */
export function stemsOf(prompts: readonly string[]): string[] {
	const sentences = prompts.map(sentencesOf);
	const counts = new Map<string, number>();
	for (const list of sentences) for (const sentence of new Set(list)) counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
	return sentences.map((list, i) => {
		const own = list.filter((sentence) => (counts.get(sentence) ?? 0) <= BOILERPLATE_FROM);
		const stem = own.reduce((longest, sentence) => (sentence.length > longest.length ? sentence : longest), '');
		return stem === '' ? normalise(prompts[i] ?? '') : stem;
	});
}

/** A sentence in more prompts than this is an instruction of the benchmark, not part of a question. */
const BOILERPLATE_FROM = 20;

function sentencesOf(prompt: string): string[] {
	return prompt
		.split(/[.?!\n]/)
		.map(normalise)
		.filter((sentence) => sentence !== '');
}

function normalise(text: string): string {
	return text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
}

export function partOf(stem: string): Part {
	const share = hashToUnit(stem);
	if (share < 0.7) return 'train';
	return share < 0.85 ? 'calibrate' : 'heldOut';
}
