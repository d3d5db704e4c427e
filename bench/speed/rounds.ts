export interface Rounds {
	/** At least these many, however long they take. Default: 1. */
	readonly least?: number;
	readonly most: number;
	/** No round is begun after this time, in ms. Default: none. */
	readonly budgetMs?: number;
	/** Rounds that are not counted: they load code and open connections. Default: 1. */
	readonly warmUp?: number;
}

/** What each way gave, round by round; of a way that is not there, nothing. */
type Given<Ways> = { [Name in keyof Ways]: Awaited<ReturnType<Extract<Ways[Name], () => unknown>>>[] };

/** Each way once a round, another one first each time, so that what else the machine does meets all alike. */
export async function inRounds<Ways extends Readonly<Record<string, () => unknown>>>(
	ways: Ways,
	{ least = 1, most, budgetMs = Infinity, warmUp = 1 }: Rounds,
	nowMs: () => number = () => performance.now(),
): Promise<Given<Ways>> {
	const found = new Map<string, unknown[]>(Object.keys(ways).map((name) => [name, []]));
	let beganMs = nowMs();
	for (let round = -warmUp; round < most; round++) {
		if (round === 0) beganMs = nowMs();
		if (round >= least && nowMs() - beganMs >= budgetMs) break;
		for (const [name, run] of turned(Object.entries(ways), round + warmUp)) {
			const value = await run();
			if (round >= 0) found.get(name)?.push(value);
		}
	}
	return Object.fromEntries(found) as Given<Ways>;
}

/** Who is first changes. */
function turned<T>(all: readonly T[], by: number): readonly T[] {
	const at = by % all.length;
	return [...all.slice(at), ...all.slice(0, at)];
}
