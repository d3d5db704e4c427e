/** Characters of SQL read at most. */
const MAX_SQL_CHARS = 4_096;
/** Brackets in brackets: each level multiplies this parser's time. */
const MAX_DEPTH = 5;

/**
 * Whether SQL parses in any of the four common dialects; `null` where it is too long or nested too deeply to
 * try. The parsers are loaded on first use.
 */
export async function parsesAsSql(code: string): Promise<boolean | null> {
	if (code.length > MAX_SQL_CHARS || depthOf(code) > MAX_DEPTH) return null;
	const { MySql, PostgreSql, Sqlite, TransactSql } = await import('../../vendor/sql');
	return [MySql, PostgreSql, Sqlite, TransactSql].some((Dialect) => isAccepted(() => new Dialect().astify(code)));
}

function isAccepted(parse: () => unknown): boolean {
	try {
		parse();
		return true;
	} catch {
		return false;
	}
}

function depthOf(code: string): number {
	let depth = 0;
	let deepest = 0;
	for (const character of code) {
		if (character === '(') deepest = Math.max(deepest, ++depth);
		if (character === ')') depth--;
	}
	return deepest;
}
