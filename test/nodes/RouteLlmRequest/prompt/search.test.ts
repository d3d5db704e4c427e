import { firstIn, lastIn } from '../../../../nodes/RouteLlmRequest/prompt/search';

/** All texts of two letters, up to a length: whatever repeats in itself is among them. */
function textsUpTo(length: number): string[] {
	if (length === 0) return [''];
	const shorter = textsUpTo(length - 1);
	return [...shorter, ...shorter.filter((text) => text.length === length - 1).flatMap((text) => [`${text}a`, `${text}b`])];
}

it.each(['', 'a', 'ab'])('finds what indexOf and lastIndexOf find, and nothing of %j around', (around) => {
	const missed: unknown[] = [];
	const shifted = (place: number) => (place === -1 ? -1 : place + around.length);
	for (const between of textsUpTo(9)) {
		const [text, to] = [around + between + around, around.length + between.length];
		for (const wanted of textsUpTo(5)) {
			const found = [firstIn(text, wanted, around.length, to), lastIn(text, wanted, around.length, to)];
			const [first, last] = [shifted(between.indexOf(wanted)), shifted(between.lastIndexOf(wanted))];
			if (found[0] !== first || found[1] !== last) missed.push({ between, wanted, found });
		}
	}
	expect(missed).toEqual([]);
});
