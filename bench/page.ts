import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PARTS = ['speed', 'ordering'] as const;
export type PagePart = (typeof PARTS)[number];

/** Writes one part of bench/README.md; the other stays as it is. @param root the checkout. */
export function writePage(root: string, part: PagePart, text: string): void {
	const file = path.join(root, 'bench/README.md');
	const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
	writeFileSync(file, pageWith(before, part, text));
}

/** @param before the page as it was, or nothing. */
export function pageWith(before: string, part: PagePart, text: string): string {
	const parts = PARTS.map((name) => `${begin(name)}\n\n${name === part ? text.trim() : partIn(before, name)}\n\n${end(name)}`);
	return `${[INTRODUCTION, ...parts].join('\n\n')}\n`;
}

function partIn(page: string, name: PagePart): string {
	const [from, to] = [page.indexOf(begin(name)), page.indexOf(end(name))];
	return from < 0 || to < 0 ? `Not measured yet.` : page.slice(from + begin(name).length, to).trim();
}

const begin = (name: PagePart) => `<!-- ${name} -->`;
const end = (name: PagePart) => `<!-- end of ${name} -->`;

const INTRODUCTION = `# Benchmarks

Nothing here is a test: figures differ with machine, weights and data. "Speed" is written by \`npm run bench:speed -- --write\`, "Ordering" by \`npm run bench:quality -- --data DIR --only ordering --readme\`.

| command | what it measures |
| --- | --- |
| \`npm run bench:speed\` | what routing costs next to what people would use instead, in one run on loopback: a bare loop, Portkey's gateway, n8n's own nodes; how the cost grows |
| \`npm run bench:log\` | how storing and reports grow with the log, up to ten million decisions |
| \`npm run bench:calibration\` | how often calibrated thresholds and intervals are right, on simulated logs |
| \`npm run bench:sessions\` | what staying with a conversation's model costs and saves, on forty written conversations |
| \`npm run bench:chat\` | what LLM Router Chat Model costs under an AI Agent in a real n8n, next to n8n's own Chat Model in its place: first token, tokens per second, stopping, memory over 1,000 runs |
| \`npm run bench:quality -- --data DIR\` | checks, cascades, learning, ordering and few labels on benchmark answers |
| \`npm run bench:autotune -- --data DIR\` | what Auto-Tune saves and how often its promise is broken, on benchmark answers in random orders |

\`--short\` shows that a bench runs; its figures are of few rows. \`--json FILE\` of \`bench:speed\`, \`bench:log\`, \`bench:autotune\`, \`bench:calibration\` and \`bench:chat\` also writes the figures to a file. \`bench:autotune\` also knows \`--orders N\` (random orders of each task, 400 unless given: hours), \`--only SECTION\` (one of \`two models\`, \`three models\`, \`judges\`, \`drift\`, \`boundary\`) and \`--items N\` (requests of a run, 2,000 and 10,000 unless given); it ends with 1 where a target is missed. \`--only speed\`, \`cancel\` or \`memory\` makes \`bench:chat\` measure that alone.

\`bench:speed\` takes five minutes on two quiet cores, a minute with \`--short\`, which ends with 1 where a ratio is three times worse than the one in \`bench/speed/baseline.json\`. \`--only SECTION\`, which may be repeated, measures that alone; \`--write\` writes the part below and the baseline. Portkey's gateway is installed into \`.cache\` from \`bench/peers/package.json\` at the first run; without network it is left out, and so are n8n's own nodes where \`npm run test:e2e\` has installed no n8n. \`bench:log\` makes logs of up to \`--records N\` decisions (1,000,000 unless given; 10,000,000 take half an hour or more and 25 GB of the temporary folder).

\`DIR\` holds benchmark rows (\`*.jsonl.gz\`) and \`pairs.json\`, which names the strong and weak models to compare in each file. They are not part of this repository. Options of \`bench:quality\`:

| option | what it does |
| --- | --- |
| \`--only SECTION\` | one section instead of all: \`crossFit\`, \`checks\`, \`cascade\`, \`learning\`, \`ordering\` or \`fewLabels\` |
| \`--json\` | prints one JSON object with all figures instead of tables; run it as \`npm run --silent bench:quality\`, or npm's own lines precede it |
| \`--scores FOLDER\` | also writes the classifier's score of each row to \`FOLDER\`, one file of \`{"id", "score"}\` lines for each file that \`pairs.json\` names; higher needs the strong model more |
| \`--readme\` | also writes its part of this page |`;
