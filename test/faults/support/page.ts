import path from 'node:path';

import { FAULTS, type Expected, type Fault } from '../../support/faults/catalogue';
import { expectWritten, markdownTable } from '../../support/page';
import { PATTERNS, type Case } from './case';
import type { Seen } from './expectations';

export type Row = Case & Seen;

const PAGE = path.join(__dirname, '..', '..', '..', 'docs', 'reliability-faults.md');

/** Compares the committed page with what was seen; with `npm run test:faults -- --update` it is written instead. */
export function expectPage(rows: readonly Row[]): void {
	expectWritten(PAGE, pageOf(rows));
}

function pageOf(rows: readonly Row[]): string {
	const count = new Set(rows.map(({ n }) => n)).size;
	const [answering, only] = (['routeAndAnswer', 'routeOnly'] as const).map((wanted) =>
		rows.filter(({ operation }) => operation === wanted),
	);
	return (
		[
			INTRODUCTION,
			`${String(FAULTS.length)} faults in ${String(count)} workflows inside n8n's own engine, each with one item that met the fault and one that did not. The page is written by \`npm run test:faults -- --update\`, and the suite fails where it no longer holds.`,
			'## Route and Answer',
			...OUTCOMES.flatMap((outcome) => sectionOf(outcome, answering ?? [])),
			'## Route Only',
			ROUTE_ONLY,
			onlyTable(only ?? []),
		].join('\n\n') + '\n'
	);
}

const INTRODUCTION = `# Every fault, measured

For people who want proof: what [reliability.md](reliability.md) promises, fault by fault, as it was seen.

The weaker model, *Small*, is always asked first; *Large* has another provider, another key, and larger limits. *Weaker fails*: Small fails whenever it is asked. *Both fail*: Large does so too. *Fails once*: Small fails the first time and is well afterwards. Each cell says on which output the item is, how many calls Small + Large got, and what they cost, at *Max Retries* 2; after "without retries" at 0, where that makes a difference. A call costs $0.00003 at Small and $0.00006 at Large.`;

const ROUTE_ONLY =
	'The call is made by a node on the branch, whose error output is wired back into the router. It is not this node that pays, so it adds no cost; *Max Retries* does not apply. To the router every failure is `downstream`.';

interface Outcome {
	readonly title: string;
	readonly has: (expected: Expected) => boolean;
}

const OUTCOMES: readonly Outcome[] = [
	{ title: 'Asked again up to Max Retries times, then another model', has: ({ again }) => again === 'max_retries' },
	{ title: 'Asked again once, then another model', has: ({ again }) => again === 'once' },
	{ title: 'Asked again at once without what was refused, then another model', has: ({ again }) => again === 'corrected' },
	{ title: 'Another model at once', has: ({ again, others }) => again === 'never' && others },
	{ title: 'Fallback at once', has: ({ again, others, kind }) => again === 'never' && !others && kind !== null },
	{ title: 'An answer all the same', has: ({ kind }) => kind === null },
];

const COLUMNS = ['weaker fails', 'both fail', 'fails once'];

/** Faults that look alike share a line. */
function sectionOf({ title, has }: Outcome, rows: readonly Row[]): string[] {
	const faults = FAULTS.filter(({ expected }) => has(expected));
	const lines = together(faults, (fault) => [kindOf(fault), ...cellsOf(fault, rows)]);
	return [
		`### ${title}`,
		markdownTable(
			['seen as', 'faults', ...COLUMNS],
			lines.map(([[kind = '', ...cells], names]) => [kind, names, ...cells]),
		),
	];
}

/** What the calls came to is known to the workflow alone, so many faults look alike from here. */
function onlyTable(rows: readonly Row[]): string {
	const lines = together(FAULTS, (fault) => cellsOf(fault, rows));
	return markdownTable(
		['faults', ...COLUMNS],
		lines.map(([cells, names]) => [names, ...cells]),
	);
}

/** Names of the faults by what is the same of them, in the order of the first of each. */
function together(faults: readonly Fault[], cellsFor: (fault: Fault) => readonly string[]): [cells: readonly string[], names: string][] {
	const alike = new Map<string, { cells: readonly string[]; names: string[] }>();
	for (const fault of faults) {
		const cells = cellsFor(fault);
		const group = alike.get(cells.join('|')) ?? { cells, names: [] };
		group.names.push(fault.name);
		alike.set(cells.join('|'), group);
	}
	return [...alike.values()].map(({ cells, names }) => [cells, names.join('; ')]);
}

function cellsOf(fault: Fault, rows: readonly Row[]): string[] {
	return PATTERNS.map((pattern) => cellOf(rows.filter((row) => row.fault === fault && row.pattern === pattern)));
}

function kindOf({ expected: { kind } }: Fault): string {
	return kind === null ? 'an answer' : `\`${kind}\``;
}

/** Rows of the same fault, operation and pattern, with and without retries. */
function cellOf(rows: readonly Row[]): string {
	const [without, with2] = [0, 2]
		.map((retries) => rows.find((row) => row.retries === retries))
		.map((row) => (row === undefined ? undefined : wordsOf(row)));
	if (with2 === undefined) return '–';
	return without === with2 ? with2 : `${with2}; without retries ${String(without)}`;
}

function wordsOf({ branch, calls: [small, large], costUsd, operation, failure }: Row): string {
	const cost = costUsd === null ? 'cost unknown' : `$${costUsd.toFixed(6).replace(/0+$/, '').replace(/\.$/, '')}`;
	const where = failure === null || operation === 'routeOnly' ? `**${branch}**` : `**${branch}** (\`${failure}\`)`;
	return [where, `${String(small)} + ${String(large)}`, ...(operation === 'routeOnly' ? [] : [cost])].join(', ');
}
