import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { endWith } from '../scripts/lib/endWith';
import { renderSection } from './speed/found';
import { growthOf, measureSize, sizesTable, type SizeFound } from './speed/logs';
import { machine } from './speed/machine';
import { sectionOf, type Section, type Target } from './speed/section';
import { count, renderTargets, seconds, times } from './speed/table';

/** Decisions of a month, the last of a log: the same month in logs that go back further and further. */
const PER_MONTH = 100_000;
const SMALLEST = 10_000;
const MOST = 10_000_000;
const STORED = 10_000;

endWith(main());

/** `npm run bench:log [-- --records N] [--json FILE]`: logs of 10,000 decisions, ten times as many, and so on up to N. */
async function main(): Promise<void> {
	const { values } = parseArgs({ options: { records: { type: 'string', default: '1000000' }, json: { type: 'string' } } });
	const records = Number(values.records);
	if (!Number.isInteger(records) || records < SMALLEST || records > MOST)
		throw new Error(`--records ${values.records}: a whole number from ${count(SMALLEST)} to ${count(MOST)}.`);
	const { about } = machine();
	const found: SizeFound[] = [];
	for (const size of sizesTo(records)) {
		const beganMs = performance.now();
		found.push(await measureSize({ size, perMonth: Math.min(size, PER_MONTH), stored: STORED }));
		process.stderr.write(`bench: ${count(size)} decisions: ${seconds(performance.now() - beganMs)}\n`);
	}
	const section = sectionFor(found);
	process.stdout.write(`\n${renderSection(section)}\n\n${renderTargets(section.targets)}\n\n${about} before, ${machine().load} after.\n`);
	if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine: about, found, section }, null, '\t')}\n`);
}

function sizesTo(records: number): number[] {
	const sizes: number[] = [];
	for (let size = SMALLEST; size < records; size *= 10) sizes.push(size);
	return [...sizes, records];
}

function sectionFor(found: readonly SizeFound[]): Section {
	return sectionOf({
		title: 'Size of the log',
		about: `A log of decisions of ${count(PER_MONTH)} a month, of which the last month is reported; then ${count(STORED)} decisions are stored, four times.`,
		tables: [sizesTable(found)],
		growth: found.length > 1 ? growthOf(found).map((one) => ({ ...one, most: null })) : [],
		targets: targetsOf(found),
	});
}

function targetsOf(found: readonly SizeFound[]): Target[] {
	const of = (size: number) => found.find((one) => one.size === size);
	const [few, million, all] = [of(SMALLEST), of(1_000_000), of(MOST)];
	const report = all && million ? all.report.ms / million.report.ms : null;
	const last = found.at(-1);
	const storing = few && last && last !== few ? last.storedPerSecond / few.storedPerSecond : null;
	return [
		{
			what: `a month's report out of ${count(MOST)} decisions next to the same out of 1,000,000`,
			found: report === null ? 'not measured' : times(report),
			target: '≤ 1.50 ×',
			met: report === null ? null : report <= 1.5,
		},
		{
			what: `storing at ${count(last?.size ?? MOST)} next to ${count(SMALLEST)}`,
			found: storing === null ? 'not measured' : times(storing),
			target: '≥ 0.90 ×',
			met: storing === null ? null : storing >= 0.9,
		},
	];
}
