import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { endWith } from '../scripts/lib/endWith';
import { projectRoot } from '../scripts/lib/paths';
import { writePage } from './page';
import { baselineOf, compared, readBaseline, worseThan, WORSE, type Baseline } from './speed/baseline';
import { foundIn, renderFound, renderSection, type Found } from './speed/found';
import { ensurePeers } from './speed/gateway';
import { machine } from './speed/machine';
import { beOneRun, ONE_RUN } from './speed/oneRun';
import { beProvider, PROVIDER } from './speed/provider';
import { beSection, runSection, SECTION, SECTION_NAMES, type SectionName, type SectionRun } from './speed/sections';
import { seconds, times } from './speed/table';

const BASELINE = path.join(projectRoot, 'bench/speed/baseline.json');

// What was started ends with this process only where it exits by itself, and a part ends with who started it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('disconnect', () => process.exit(1));

/** One program, started anew for each of its parts. */
const [part] = process.argv.slice(2);
if (part === PROVIDER) beProvider();
else if (part === ONE_RUN) endWith(beOneRun(process.argv));
else if (part === SECTION) endWith(beSection(process.argv));
else endWith(main());

/** `npm run bench:speed [-- --short] [--json FILE] [--only SECTION] [--write]`: as bench/README.md says. */
async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			json: { type: 'string' },
			short: { type: 'boolean', default: false },
			only: { type: 'string', multiple: true },
			write: { type: 'boolean', default: false },
		},
	});
	const { short, write } = values;
	if (write && (short || values.only !== undefined)) throw new Error('--write takes the whole of the full form.');
	const peers = await ensurePeers();
	if (peers !== null) process.stderr.write(`bench: no gateway: ${peers}\n`);
	const before = machine();
	const runs = await runAll(namesOf(values.only), short);
	const found = foundIn(
		runs.map(({ section }) => section),
		short,
	);
	const about = `${before.about} before, ${machine().load} after`;
	process.stdout.write(`\n${renderFound(found)}\n\n${about}${short ? '; short form: the figures say little' : ''}.\n`);
	if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ short, machine: about, ...found, runs }, null, '\t')}\n`);
	if (write) await writeAll(runs, found, about);
	const worse = short ? sayWorse(found) : 0;
	return runs.some(({ failed }) => failed !== null) || worse > 0 ? 1 : 0;
}

function namesOf(only: readonly string[] | undefined): readonly SectionName[] {
	if (only === undefined) return SECTION_NAMES;
	const unknown = only.find((name) => !SECTION_NAMES.some((one) => one === name));
	if (unknown !== undefined) throw new Error(`--only ${unknown}: use one of ${SECTION_NAMES.join(', ')}.`);
	return SECTION_NAMES.filter((name) => only.includes(name));
}

async function runAll(names: readonly SectionName[], short: boolean): Promise<SectionRun[]> {
	const runs: SectionRun[] = [];
	for (const name of names) {
		const run = await runSection(name, { short });
		process.stderr.write(`bench: ${name}: ${seconds(run.tookMs)}\n`);
		process.stdout.write(`\n${renderSection(run.section)}\n`);
		runs.push(run);
	}
	return runs;
}

/** Page and baseline. The short form runs once more, because what is compared with the baseline is as noisy as it is. */
async function writeAll(runs: readonly SectionRun[], found: Found, about: string): Promise<void> {
	const sections = runs.map(({ section }) => renderSection(section)).join('\n\n');
	writePage(projectRoot, 'speed', `## Speed\n\n${about}.\n\n${renderFound(found)}\n\n${sections}`);
	const short = await runAll(SECTION_NAMES, true);
	const baseline = baselineOf(found.ratios, foundIn(short.map(({ section }) => section)).ratios);
	writeFileSync(BASELINE, `${JSON.stringify(baseline, null, '\t')}\n`);
}

/** How many ratios are three times worse than the committed ones. */
function sayWorse({ ratios }: Found): number {
	if (!existsSync(BASELINE)) return 0;
	const baseline: Baseline = readBaseline(readFileSync(BASELINE, 'utf8'));
	const worse = worseThan(baseline, ratios);
	for (const { what, committed, found } of worse)
		process.stdout.write(`\nWorse: ${what}: ${times(found)}, more than ${String(WORSE)} times the committed ${times(committed)}.\n`);
	process.stdout.write(`\n${String(compared(baseline, ratios))} ratios compared with the committed ones, ${String(worse.length)} worse.\n`);
	return worse.length;
}
