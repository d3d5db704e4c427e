/**
 * Ends the process once the work is done, whatever is still open: with the code it gives, else 0; with 1 and the error's
 * stack where it fails.
 */
export function endWith(work: Promise<void | number>): void {
	work.then(
		(code) => process.exit(code ?? 0),
		(error: unknown) => {
			process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
			process.exit(1);
		},
	);
}
