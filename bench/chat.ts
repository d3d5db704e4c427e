import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import { measureCancel } from './chat/cancel';
import type { Pace } from './chat/pacedProvider';
import { measureChatSpeed } from './chat/speed';
import { startBenchWorld } from './chat/world';
import { renderCancel, renderSpeed } from './chat/table';

const PACE: Pace = { firstMs: 300, tokensPerSecond: 50, tokens: 50 };

main().then(
	() => process.exit(),
	(error: unknown) => {
		process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		process.exit(1);
	},
);

/**
 * `npm run bench:chat [-- --json FILE] [--short]`: what LLM Router Chat Model costs in a real n8n, beside n8n's own Chat
 * Model in its place. `--short` only shows that everything runs.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({ options: { json: { type: 'string' }, short: { type: 'boolean', default: false } } });
	const { short } = values;
	const before = loadavg();
	const pace = short ? { ...PACE, tokens: 10 } : PACE;
	const world = await startBenchWorld(pace);
	try {
		const speed = await measureChatSpeed(world, pace, short ? 2 : 30);
		process.stdout.write(`${renderSpeed(speed)}\n\n`);
		world.provider.setPace({ ...PACE, tokens: 1_000 });
		const cancel = await measureCancel(world, short ? 1 : 5);
		process.stdout.write(`${renderCancel(cancel)}\n\n`);
		process.stdout.write(
			`load ${before.map((n) => n.toFixed(2)).join(' ')} before, ${loadavg()
				.map((n) => n.toFixed(2))
				.join(' ')} after; ${String(cpus().length)} cores\n`,
		);
		if (values.json !== undefined)
			writeFileSync(values.json, `${JSON.stringify({ short, pace, load: { before, after: loadavg() }, speed, cancel }, null, '\t')}\n`);
	} finally {
		await world.stop();
	}
}
