import { node24, run } from './process.mjs';

const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
/** Folders of router/ where a change that no test notices costs most. */
const rooms = ['selection', 'execution', 'health', 'calls'];

/**
 * Changes the code of these rooms, default all, in many small ways, and says which changes no test notices. Options
 * go to Stryker (`--mutate router/health/latency.ts`). The exit code is 1 where a room's score is too low.
 */
export async function runMutations({ step, args }) {
	const first = args.findIndex((arg) => arg.startsWith('-'));
	const [chosen, options] = first < 0 ? [args, []] : [args.slice(0, first), args.slice(first)];
	const unknown = chosen.find((room) => !rooms.includes(room));
	if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${rooms.join(', ')}.`);
	let failed = 0;
	for (const room of chosen.length > 0 ? chosen : rooms) {
		process.env.MUTATION_ROOM = room;
		const code = await step(`Changes to router/${room}`, () => run(node24, [stryker, 'run', ...options]));
		if (code !== 0) failed += 1;
	}
	return failed === 0 ? 0 : 1;
}
