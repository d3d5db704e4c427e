import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { seeded } from './lib/seeded';
import { blindnessOf, growthOf, heapAfterGc } from './soak/heap';
import { ITEMS_PER_ROUND, startSoak, type Soak } from './soak/round';
import { complaintsOf, lineOf, NOTHING, sum, type Tally } from './soak/tally';

/** `npm run soak [-- --minutes 20 --seed 1]` */
main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);

const MINUTE = 60_000;

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } } });
	const minutes = Number(values.minutes);
	if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: use a number above 0.`);
	process.stdout.write(
		`\n${String(minutes)} minutes of failing providers, seed ${values.seed}: ${String(ITEMS_PER_ROUND)} items a round, several workflows at once.\n\n`,
	);
	const blindness = blindnessOf(heapAfterGc);
	const soak = await startSoak(seeded(Number(values.seed)));
	const { tally, heaps } = await rounds(soak, Date.now() + minutes * MINUTE);
	const growth = growthOf(heaps, ITEMS_PER_ROUND);
	const complaints = [
		...complaintsOf(tally),
		...[blindness, growth.flat ? null : growth.words, await socketsLeft(soak)].filter((one) => one !== null),
	];
	await soak.stop();
	process.stdout.write(`\nAt the end: ${lineOf(tally)}; ${growth.words}\n`);
	for (const complaint of complaints) process.stdout.write(`Does not hold: ${complaint}\n`);
	if (complaints.length === 0) process.stdout.write('All of it agrees, the heap is flat, and no connection is left open.\n');
	return complaints.length === 0 ? 0 : 1;
}

/** Rounds until the time is over or something does not hold; a line each minute. */
async function rounds(soak: Soak, untilMs: number): Promise<{ tally: Tally; heaps: number[] }> {
	let tally = NOTHING;
	let minute = 1;
	const beganMs = Date.now();
	const heaps: number[] = [];
	while (Date.now() < untilMs && complaintsOf(tally).length === 0) {
		tally = sum(tally, await soak.round());
		heaps.push(heapAfterGc());
		if (Date.now() - beganMs < minute * MINUTE) continue;
		process.stdout.write(
			`minute ${String(minute)}: ${lineOf(tally)}; heap ${((heaps.at(-1) ?? 0) / 2 ** 20).toFixed(1)} MB; ${String(soak.openSockets())} sockets\n`,
		);
		minute = Math.floor((Date.now() - beganMs) / MINUTE) + 1;
	}
	return { tally, heaps };
}

/** Idle connections are kept for a while to be used again; one that is still there later is lost. */
async function socketsLeft(soak: Soak): Promise<string | null> {
	for (let seconds = 0; seconds < 40 && soak.openSockets() > 0; seconds++) await sleep(1_000);
	const open = soak.openSockets();
	return open === 0 ? null : `${String(open)} connections to the providers are still open`;
}
