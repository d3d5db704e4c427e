/** bench/README.md. @param ordering that section as Markdown. */
export function renderReadme(ordering: string): string {
	return `# Benchmarks

Nothing here is a test: figures differ with machine, weights and data. Written by \`npm run bench:quality -- --data DIR --only ordering --readme\`.

| command | what it measures |
| --- | --- |
| \`npm run bench:speed\` | what the node costs compared with a bare loop over the same client |
| \`npm run bench:calibration\` | how often calibrated thresholds and intervals are right, on simulated logs |
| \`npm run bench:sessions\` | what staying with a conversation's model costs and saves, on forty written conversations |
| \`npm run bench:chat\` | what LLM Router Chat Model costs under an AI Agent in a real n8n, next to n8n's own Chat Model in its place: first token, tokens per second, stopping, memory over 1,000 runs |
| \`npm run bench:quality -- --data DIR\` | checks, cascades, learning, ordering and few labels on benchmark answers |
| \`npm run bench:autotune -- --data DIR\` | what Auto-Tune saves and how often its promise is broken, on benchmark answers in random orders |

\`--short\` shows that a bench runs; its figures are of few rows. \`--json FILE\` of \`bench:speed\`, \`bench:calibration\`, \`bench:chat\` and \`bench:autotune\` also writes the figures to a file. \`bench:autotune\` also knows \`--orders N\` (random orders of each task, 400 unless given: hours), \`--only SECTION\` (one of \`two models\`, \`three models\`, \`judges\`, \`drift\`, \`boundary\`) and \`--items N\` (requests of a run, 2,000 and 10,000 unless given); it ends with 1 where a target is missed. \`--only speed\`, \`cancel\` or \`memory\` makes \`bench:chat\` measure that alone.

\`DIR\` holds benchmark rows (\`*.jsonl.gz\`) and \`pairs.json\`, which names the strong and weak models to compare in each file. They are not part of this repository. Options of \`bench:quality\`:

| option | what it does |
| --- | --- |
| \`--only SECTION\` | one section instead of all: \`crossFit\`, \`checks\`, \`cascade\`, \`learning\`, \`ordering\` or \`fewLabels\` |
| \`--json\` | prints one JSON object with all figures instead of tables; run it as \`npm run --silent bench:quality\`, or npm's own lines precede it |
| \`--scores FOLDER\` | also writes the classifier's score of each row to \`FOLDER\`, one file of \`{"id", "score"}\` lines for each file that \`pairs.json\` names; higher needs the strong model more |
| \`--readme\` | also writes this page |

${ordering}
`;
}
