/** In an order that only `random` decides. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
	return list
		.map((item) => ({ item, at: random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);
}
