import path from 'node:path';

import { FAULTS, type Fault } from '../../support/faults/catalogue';
import { expectWritten, markdownTable } from '../../support/page';
import { PATTERNS, type Case } from './case';
import type { Seen } from './expectations';

export type Row = Case & Seen;

const PAGE = path.join(__dirname, '..', '..', '..', 'docs', 'reliability.md');

/** Compares the committed page with what was seen; with `npm run test:faults -- --update` it is written instead. */
export function expectPage(rows: readonly Row[]): void {
	expectWritten(PAGE, pageOf(rows));
}

function pageOf(rows: readonly Row[]): string {
	const count = new Set(rows.map(({ n }) => n)).size;
	return (
		[
			INTRODUCTION,
			`Below is what ${String(FAULTS.length)} faults came to in ${String(count)} workflows inside n8n's own engine, each with one item that met the fault and one that did not. The page is written by \`npm run test:faults -- --update\`, and the suite fails where it no longer holds.`,
			'## Route and Answer',
			answerTable(rows.filter(({ operation }) => operation === 'routeAndAnswer')),
			'## Route Only',
			ROUTE_ONLY,
			onlyTable(rows.filter(({ operation }) => operation === 'routeOnly')),
		].join('\n\n') + '\n'
	);
}

const INTRODUCTION = `# When a provider fails

An item that goes into the router always comes out, exactly once, whatever the providers do. What happens in between:

1. **The failure is named.** Status, code, headers and body say what it was: a rate limit, a refused key, a broken line, an answer that is none. That name decides all the rest; it stands in \`llmRoute.failure\` if the item ends on Fallback, and in the log for every attempt.
2. **The same model again**, if the failure may pass by itself: a server error up to *Max Retries* times, a timeout or a broken line once, a rate limit if the provider says how long to wait (Retry-After) and that fits the *Patience*. A refused key, an unknown model or a request that is invalid is not tried again.
3. **Another model**, if another may do better. A bad request or a refusal of the content would fail everywhere, so it goes to Fallback at once. A request that is too long goes only to a larger window, a used-up quota or a refused key only to another key.
4. **Fallback**, if nobody is left, with the reason. Nothing is dropped, and the items beside it do not notice.

Redirects are never followed, so a key never reaches another host. Every call is in the log once. Its cost is what the provider reported; where an answer came without usable figures it is estimated; where a call may have been paid but nobody said how much, the cost of the item is *unknown* and not a guess.

In the tables the weaker model, *Small*, is always asked first, *Large* has another provider, another key, and larger limits. *Weaker fails*: Small fails whenever it is asked. *Both fail*: Large does so too. *Fails once*: Small fails the first time and is well afterwards. Calls are those of Small + Large, at *Max Retries* 2, and after "without retries" at 0 where that makes a difference. A call costs $0.00003 at Small and $0.00006 at Large.`;

const ROUTE_ONLY =
	'The call is made by a node on the branch, whose error output is wired back into the router. It is not this node that pays, so it adds no cost; *Max Retries* does not apply. To the router every failure is `downstream`.';

const COLUMNS = ['weaker fails', 'both fail', 'fails once'];

function answerTable(rows: readonly Row[]): string {
	const lines = FAULTS.map((fault) => [fault.name, kindOf(fault), ...cellsOf(fault, rows)]);
	return markdownTable(['fault', 'seen as', ...COLUMNS], lines);
}

/** What the calls came to is known to the workflow alone, so many faults look alike from here: they share a line. */
function onlyTable(rows: readonly Row[]): string {
	const alike = new Map<string, string[]>();
	for (const fault of FAULTS) {
		const cells = cellsOf(fault, rows).join(' | ');
		alike.set(cells, [...(alike.get(cells) ?? []), fault.name]);
	}
	return markdownTable(
		['faults', ...COLUMNS],
		[...alike].map(([cells, names]) => [names.join('; '), cells]),
	);
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

function wordsOf({ branch, calls: [small, large], costUsd, operation }: Row): string {
	const cost = costUsd === null ? 'cost unknown' : `$${costUsd.toFixed(6).replace(/0+$/, '').replace(/\.$/, '')}`;
	return [`**${branch}**`, `${String(small)} + ${String(large)}`, ...(operation === 'routeOnly' ? [] : [cost])].join(', ');
}
