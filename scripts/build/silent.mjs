/**
 * For esbuild: others' code that writes to the console does not. What it says there would be lost in n8n's log, or could
 * hold what a server said. Calls are dropped; what is only mentioned has to be named.
 */
export const SILENT = {
	drop: ['console'],
	define: { 'console.debug': 'undefined', 'console.log': 'undefined', 'console.lo': 'undefined', 'window.console': 'undefined' },
};
