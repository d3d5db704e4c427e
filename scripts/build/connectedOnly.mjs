import { build } from 'esbuild';
import { SILENT } from './silent.mjs';

const ENTRY = 'nodes/LlmRouterChatModel/connectedOnly.ts';

/** n8n's own, which are there wherever a package runs. */
const HOSTS = ['n8n-workflow', '@n8n/ai-node-sdk'];

/** What a package on n8n Cloud may load when it runs. */
export const ALLOWED = [...HOSTS, 'node:crypto'];

/**
 * What others' code asks of globals that a package on n8n Cloud may not name, all of it to find out where it runs. Ours
 * asks for none (scripts/lint/connectedOnly.mjs).
 */
const GLOBALS = {
	process: 'undefined',
	global: 'undefined',
	'globalThis.TextEncoder': 'TextEncoder',
	'globalThis.TextDecoder': 'TextDecoder',
};

/**
 * The Chat Model with Connected Chat Models alone, as one file: what a package for n8n Cloud would ship. `define`:
 * further globals to be replaced.
 */
export async function bundleConnectedOnly({ define = {} } = {}) {
	const { metafile, outputFiles } = await build({
		entryPoints: [ENTRY],
		outdir: 'connected-only',
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		minify: true,
		legalComments: 'none',
		metafile: true,
		external: HOSTS,
		...SILENT,
		define: { ...SILENT.define, ...define, ...GLOBALS },
		write: false,
	});
	const [file] = outputFiles;
	const [{ imports }] = Object.values(metafile.outputs);
	return { code: file.text, bytes: file.contents.length, imports: imports.map(({ path }) => path), inputs: Object.keys(metafile.inputs) };
}
