/** One rated answer. Only answers of one stratum are compared with each other. */
export interface Rated {
	readonly score: number;
	readonly right: boolean;
	readonly stratum: string;
}

/**
 * Share of the pairs of a right and a wrong answer, within strata, in which the right one has the higher score;
 * equal scores count half. `null` without such a pair.
 */
export function auroc(rated: readonly Rated[]): number | null {
	return createAuroc(rated)(rated.map(() => 1));
}

/** The same for answers that count several times or not at all, as a bootstrap draws them: sorted once. */
export function createAuroc(rated: readonly Rated[]): (counts: ArrayLike<number>) => number | null {
	const strata = [...new Set(rated.map(({ stratum }) => stratum))].map((stratum) => sortedIndices(rated, stratum));
	return (counts) => {
		let pairs = 0;
		let won = 0;
		for (const order of strata) {
			const stratum = countPairs(rated, order, counts);
			pairs += stratum.pairs;
			won += stratum.won;
		}
		return pairs === 0 ? null : won / pairs;
	};
}

function sortedIndices(rated: readonly Rated[], stratum: string): number[] {
	const own = rated.flatMap((one, i) => (one.stratum === stratum ? [i] : []));
	return own.sort((a, b) => (rated[a]?.score ?? 0) - (rated[b]?.score ?? 0));
}

function countPairs(rated: readonly Rated[], order: readonly number[], counts: ArrayLike<number>): { pairs: number; won: number } {
	let wrongBelow = 0;
	let right = 0;
	let won = 0;
	for (let i = 0; i < order.length; ) {
		const score = rated[order[i] ?? 0]?.score;
		let tiedRight = 0;
		let tiedWrong = 0;
		for (; i < order.length && rated[order[i] ?? 0]?.score === score; i++) {
			const count = counts[order[i] ?? 0] ?? 0;
			if (rated[order[i] ?? 0]?.right === true) tiedRight += count;
			else tiedWrong += count;
		}
		won += tiedRight * (wrongBelow + tiedWrong / 2);
		wrongBelow += tiedWrong;
		right += tiedRight;
	}
	return { pairs: right * wrongBelow, won };
}
