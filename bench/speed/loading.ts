import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { localCache, projectRoot } from '../../scripts/lib/paths';
import { isGatewayThere } from './gateway';
import { sectionOf, type Effort, type Section } from './section';
import { median } from './stats';
import { NO_N8N, stockFile, stockModules } from './stock';
import { megabytes, millis, times } from './table';

interface LoadCost {
	/** Medians of fresh processes that have n8n-workflow loaded already, as n8n has. */
	readonly ms: number;
	readonly heapMb: number;
}

const NODES = ['RouteLlmRequest', 'LlmRouterChatModel', 'LlmRouterFeedback'] as const;
const nodeFile = (name: string) => path.join(projectRoot, `dist/nodes/${name}/${name}.node.js`);
const CREDENTIALS = ['LlmModelRegistryApi', 'LlmRouterStoreApi'].map((name) =>
	path.join(projectRoot, `dist/credentials/${name}.credentials.js`),
);
const AT_START = [...NODES.map(nodeFile), ...CREDENTIALS];
const FIRST_USE = path.join(projectRoot, 'dist/nodes/RouteLlmRequest/execute.js');
const STOCK = ['switch', 'if', 'httpRequest', 'chain', 'chatModel'] as const;

/** What the package adds to n8n's start, file by file, next to n8n's own nodes, and what is installed. */
export function measureLoading({ short }: Effort): Promise<Section> {
	const rounds = short ? 1 : 4;
	const start = costOf({ files: AT_START, rounds });
	const firstUse = costOf({ before: AT_START, files: [FIRST_USE], rounds });
	const files = short
		? []
		: [...NODES.map((name) => [name, nodeFile(name)] as const), ...STOCK.map((name) => [`n8n's ${name}`, stockFile(name)] as const)];
	const line = (what: string, { ms, heapMb }: LoadCost) => [what, millis(ms), megabytes(heapMb)];
	const size = sizeOf(path.join(projectRoot, 'dist'));
	return Promise.resolve(
		sectionOf({
			title: 'Loading and size',
			about: `Medians of ${String(rounds)} fresh processes that have n8n-workflow loaded already, as n8n has; heap after a garbage collection.`,
			tables: [
				{
					head: ['loaded', 'time', 'heap'],
					lines: [
						line("all of ours, at n8n's start", start),
						line('the first execution of Route LLM Request, on top', firstUse),
						...files.flatMap(([name, file]) => (file === null ? [] : [line(name, costOf({ files: [file], rounds: Math.min(2, rounds) }))])),
					],
				},
				{
					head: ['installed', 'size'],
					lines: [
						['this package', megabytes(size)],
						...(isGatewayThere() ? [["Portkey's gateway with its dependencies", megabytes(peerSize())]] : []),
					],
				},
			],
			targets: [
				{
					what: "added to n8n's start",
					found: `${millis(start.ms)}, ${megabytes(start.heapMb)}`,
					target: '≤ 50 ms, ≤ 5 MB',
					met: start.ms <= 50 && start.heapMb <= 5,
				},
				{ what: 'installed size', found: megabytes(size), target: '≤ 8 MB', met: size <= 8 },
			],
			ratios: isGatewayThere()
				? {
						'loading.size': {
							what: `installed size next to Portkey's gateway (${times(size / peerSize())})`,
							...{ median: size / peerSize(), min: size / peerSize(), max: size / peerSize(), rounds: 1 },
						},
					}
				: {},
			notMeasured: stockModules() === null && !short ? [`n8n's own node files: ${NO_N8N}`] : [],
		}),
	);
}

interface Loaded {
	readonly before?: readonly string[];
	readonly files: readonly string[];
	readonly rounds: number;
}

function costOf({ before = [], files, rounds }: Loaded): LoadCost {
	// n8n's own node files have another n8n-workflow, which n8n has loaded as well.
	const program = `
		const { createRequire } = require('node:module');
		const files = ${JSON.stringify(files)};
		for (const file of files) createRequire(file)('n8n-workflow');
		for (const file of ${JSON.stringify(before)}) require(file);
		gc();
		const heap = process.memoryUsage().heapUsed;
		const began = performance.now();
		for (const file of files) require(file);
		const ms = performance.now() - began;
		gc();
		console.log(JSON.stringify({ ms, heapMb: (process.memoryUsage().heapUsed - heap) / 2 ** 20 }));`;
	const seen = Array.from({ length: rounds }, () => {
		const said = execFileSync(process.execPath, ['--expose-gc', '-e', program], { cwd: projectRoot, encoding: 'utf8' });
		return JSON.parse(said.trim().split('\n').at(-1) ?? '') as LoadCost;
	});
	return { ms: median(seen.map(({ ms }) => ms)), heapMb: median(seen.map(({ heapMb }) => heapMb)) };
}

function peerSize(): number {
	return sizeOf(path.join(localCache, 'peers/node_modules'));
}

/** Of all files under a folder, in MB. */
function sizeOf(folder: string): number {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return files.reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0) / 2 ** 20;
}
