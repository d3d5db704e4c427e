/** All that the parsers ask of their input; a string is one. */
export interface SqlText {
	readonly length: number;
	trim(): SqlText;
	charAt(at: number): string;
	charCodeAt(at: number): number;
	substr(from: number, length?: number): string;
	substring(from: number, to?: number): string;
}

/** `astify` throws where the text is not of the dialect. */
export interface SqlParser {
	astify(text: SqlText): unknown;
}

/** Each is large, so it is loaded when it is needed. The common ones come first. */
export const sqlDialects: readonly (() => Promise<SqlParser>)[] = [
	async () => new (await import('./sqlMySql')).Parser(),
	async () => new (await import('./sqlPostgreSql')).Parser(),
	async () => new (await import('./sqlSqlite')).Parser(),
	async () => new (await import('./sqlTransactSql')).Parser(),
];
