import { ownersIn } from '../../../bench/speed/profile';

const node = (id: number, url: string, children: number[] = [], functionName = 'f') => ({ id, callFrame: { functionName, url }, children });
const at = (...ids: number[]) => ({ samples: ids, timeDeltas: ids.map(() => 10) });

describe('whose time a sample of a profile is', () => {
	const nodes = [
		node(1, '', [2, 5, 6, 8], '(root)'),
		node(2, '/x/dist/nodes/RouteLlmRequest/execute.js', [3, 7]),
		node(3, '/x/node_modules/axios/dist/node/axios.cjs', [4]),
		node(4, 'node:http'),
		node(5, 'node:net'),
		node(6, '', [], '(idle)'),
		node(7, '', [], '(garbage collector)'),
		node(8, 'node:inspector', [], 'post'),
	];

	it('belongs to the innermost package, what Node does for it included', () => {
		expect([...ownersIn({ nodes, ...at(4, 4, 2) })]).toEqual([
			["n8n's request helper (axios, follow-redirects, n8n-core)", 20],
			['ours: the node and its adapters', 10],
		]);
	});

	it('belongs to Node where no package is named, and to nobody while it waits', () => {
		expect([...ownersIn({ nodes, ...at(5, 6, 6, 8) })]).toEqual([['Node: sockets, HTTP, timers, promises', 10]]);
	});

	it('is told apart for the garbage collector', () => {
		expect([...ownersIn({ nodes, ...at(7) })]).toEqual([['garbage collection', 10]]);
	});
});
