import fc from 'fast-check';

/** How many of each kind `npm run test:slow` makes up; 100,000 together. */
export const CASES = { parameters: 4_000, answers: 40_000, rows: 56_000 };

/** The same cases in every run, so that nobody's change is blamed for what it did not do. */
const SEED = 19;

/**
 * Makes up so many cases and checks each. `FUZZ_SEED` in the environment makes up others, `FUZZ_TIMES` times as many. What
 * fails is made as small as it can be.
 */
export async function fuzz<T>(arbitrary: fc.Arbitrary<T>, cases: number, check: (one: T) => Promise<void>): Promise<void> {
	const { FUZZ_SEED = SEED, FUZZ_TIMES = 1 } = process.env;
	await fc.assert(fc.asyncProperty(arbitrary, check), { numRuns: Math.ceil(cases * Number(FUZZ_TIMES)), seed: Number(FUZZ_SEED) });
}

/** Jest's `expect` takes longer than a case. */
export function must(holds: boolean, what: string): void {
	if (!holds) throw new Error(what);
}

/** Text as nobody writes it: NULs, halves of characters, marks of direction, markup. */
export const ODD_TEXTS = [
	'',
	' ',
	'\0',
	'\ud83d',
	'\udc00x',
	'a\u202eb',
	'\u200b',
	'__proto__',
	'constructor',
	'toString',
	'<img src=x onerror=alert(1)>',
	'"><script>alert(1)</script>',
	"'; DROP TABLE decisions; --",
	'../../etc/passwd',
	'=cmd|calc',
	'$&$1$`',
	'x'.repeat(10_000),
];

export const ODD_NUMBERS = [0, -0, -1, 0.5, 1, 7, 1e308, 5e-324, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 63), 1e-9, 100_000];

/** What JSON can hold, odd and deep as it may be. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
	fc.constantFrom<unknown>(...ODD_TEXTS, ...ODD_NUMBERS.filter(Number.isFinite), null, true, false, [], {}, [[]], { a: { b: [null] } }),
	fc.string({ unit: 'binary', maxLength: 40 }),
	fc.jsonValue({ maxDepth: 3 }),
);
