/** Settings that a person has to change before anything can run; thrown before any money is spent. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
	/** Set instead of tested by `instanceof`, which fails across bundles. */
	readonly isConfigError = true;

	/**
	 * @param field as the panel names it, e.g. `Threshold` or `Models, row 2`.
	 * @param problem what is wrong with it: `is 7`.
	 * @param fix what to do: `Use a number from 0 to 1.`
	 */
	constructor(
		readonly field: string,
		readonly problem: string,
		readonly fix: string,
	) {
		super(`${field}: ${problem}. ${fix}`);
	}
}

export function isConfigError(error: unknown): error is ConfigError {
	return error instanceof Error && 'isConfigError' in error && error.isConfigError === true;
}
