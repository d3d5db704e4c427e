import type { ParseBudget, Parsed } from './parseBudget';
import { firstWords } from './sqlStatements';

/**
 * Whether SQL parses in any of the four common dialects; `null` where it is something the parsers do not know: part of
 * a statement, or a rarer command. The parsers are loaded on first use.
 */
export async function parsesAsSql(code: string, budget: ParseBudget): Promise<Parsed> {
	const starts = firstWords(code);
	if (starts === 'unknown') return null;
	if (starts === 'wrong') return false;
	for (const load of DIALECTS) {
		const verdict = accepts(await load(), code, budget);
		if (verdict !== false) return verdict;
	}
	return BEYOND.test(code) ? null : false;
}

/** All that the parsers ask of their input; a string is one. */
interface SqlText {
	readonly length: number;
	trim(): SqlText;
	charAt(at: number): string;
	charCodeAt(at: number): number;
	substr(from: number, length?: number): string;
	substring(from: number, to?: number): string;
}

/** `astify` throws where the text is not of the dialect. */
interface SqlParser {
	astify(text: SqlText): unknown;
}

/** Each is large, so it is loaded when it is needed; the common ones come first. */
const DIALECTS: readonly (() => Promise<SqlParser>)[] = [
	async () => new (await import('../../../vendor/sqlMySql')).Parser(),
	async () => new (await import('../../../vendor/sqlPostgreSql')).Parser(),
	async () => new (await import('../../../vendor/sqlSqlite')).Parser(),
	async () => new (await import('../../../vendor/sqlTransactSql')).Parser(),
];

/** Clauses of SQL that these parsers do not know. */
const BEYOND =
	/\b(?:fetch\s+(?:first|next)|qualify|pivot|unpivot|match_recognize|connect\s+by|tablesample|lateral|grouping\s+sets|merge)\b/i;

function accepts(parser: SqlParser, code: string, budget: ParseBudget): Parsed {
	try {
		return !callsWithoutExec(parser.astify(new CountedText(code.trim(), budget)));
	} catch (error) {
		return error instanceof SpentError ? 'unread' : false;
	}
}

/** Transact-SQL takes any two words for a call of a procedure: "SELECT a FROM t WHER b" has one behind it. */
function callsWithoutExec(statements: unknown): boolean {
	const all: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
	return all.some((statement) => {
		const inner = field(statement, 'stmt');
		return field(inner, 'type') === 'assign' && field(inner, 'symbol') === null;
	});
}

function field(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}

class SpentError extends Error {}

/** Ends the parsing from within once the budget is spent: these parsers backtrack, with no limit of their own. */
class CountedText implements SqlText {
	readonly length: number;

	constructor(
		private readonly text: string,
		private readonly budget: ParseBudget,
	) {
		this.length = text.length;
	}

	trim(): SqlText {
		return this;
	}

	charAt(at: number): string {
		return this.counted().charAt(at);
	}

	charCodeAt(at: number): number {
		return this.counted().charCodeAt(at);
	}

	substr(from: number, length?: number): string {
		return this.counted().substr(from, length);
	}

	substring(from: number, to?: number): string {
		return this.counted().substring(from, to);
	}

	private counted(): string {
		if (!this.budget.spend(1)) throw new SpentError('spent');
		return this.text;
	}
}
