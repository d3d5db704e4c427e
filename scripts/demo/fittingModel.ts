/**
 * Which of the models a judge is told of, each as `A: what it is good at` on a line of its own, shares most words with
 * the request: enough to try descriptions with.
 */
export function fittingModelOf(system: string, prompt: string, images: number) {
	const asked = stemsOf(images > 0 ? `${prompt} images pictures photos` : prompt);
	const scored = [...system.matchAll(/^([A-Z]): (.+)$/gm)].map(([, letter = '', text = '']) => ({
		letter,
		shared: [...stemsOf(text)].filter((stem) => asked.has(stem)).length,
	}));
	const [best, second] = scored.sort((a, b) => b.shared - a.shared);
	const clear = (best?.shared ?? 0) > (second?.shared ?? 0);
	return {
		reason: clear ? 'The description has words of the request.' : 'No description has more words of the request than another.',
		model: best?.letter ?? 'A',
		confidence: clear ? 0.9 : 0.4,
	};
}

/** "translate" and "translations" are one; short words say nothing. */
const STEM_CHARS = 5;
const SHORTEST = 3;

function stemsOf(text: string): Set<string> {
	const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
	return new Set(words.filter((word) => word.length >= SHORTEST && !COMMON.has(word)).map((word) => word.slice(0, STEM_CHARS)));
}

const COMMON = new Set(['and', 'the', 'for', 'with', 'this', 'that', 'what', 'how', 'are', 'you', 'into', 'from', 'your', 'please']);
