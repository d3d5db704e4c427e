import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { projectRoot } from '../../scripts/lib/paths';
import { median } from './workflows';

interface LoadCost {
	/** Medians of fresh processes that have n8n-workflow loaded already, as n8n has. */
	readonly ms: number;
	readonly heapMb: number;
}

const AT_START = ['dist/nodes/RouteLlmRequest/RouteLlmRequest.node.js', 'dist/credentials/LlmModelRegistryApi.credentials.js'];
const AT_FIRST_USE = ['dist/nodes/RouteLlmRequest/execute.js'];

/** What the package adds to n8n's start, and what its first execution loads besides. */
export function measureLoading(rounds: number): { readonly start: LoadCost; readonly firstUse: LoadCost } {
	return { start: costOf([], AT_START, rounds), firstUse: costOf(AT_START, AT_FIRST_USE, rounds) };
}

function costOf(before: readonly string[], files: readonly string[], rounds: number): LoadCost {
	const full = (all: readonly string[]) => JSON.stringify(all.map((file) => path.join(projectRoot, file)));
	const program = `
		require('n8n-workflow');
		for (const file of ${full(before)}) require(file);
		gc();
		const heap = process.memoryUsage().heapUsed;
		const began = performance.now();
		for (const file of ${full(files)}) require(file);
		const ms = performance.now() - began;
		gc();
		console.log(JSON.stringify({ ms, heapMb: (process.memoryUsage().heapUsed - heap) / 2 ** 20 }));`;
	const seen = Array.from({ length: rounds }, () => {
		const said = execFileSync(process.execPath, ['--expose-gc', '-e', program], { cwd: projectRoot, encoding: 'utf8' });
		return JSON.parse(said) as LoadCost;
	});
	return { ms: median(seen.map(({ ms }) => ms)), heapMb: median(seen.map(({ heapMb }) => heapMb)) };
}
