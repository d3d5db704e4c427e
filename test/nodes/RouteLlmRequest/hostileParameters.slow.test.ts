import fc from 'fast-check';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { STRATEGY_NAMES } from '../../../nodes/RouteLlmRequest/description/strategies';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import { clearHealth } from '../../../nodes/shared/health';
import { projectRoot } from '../../../scripts/lib/paths';
import { startWorkflow, type RunResult } from '../../support/engine';
import { fieldPaths, setAt, type FieldPath } from '../../support/fields';
import { CASES, fuzz, ODD_NUMBERS, ODD_TEXTS, oddJson } from '../../support/fuzz';
import { json, serve, type TestServer } from '../../support/httpServer';
import { inPanel } from '../../support/inPanel';
import { leaksIn } from '../../support/plantedKeys';
import { askOf, KEYS, LADDER, NODE, openLedger, type TestLedger } from '../../support/routeNode';
import { STRATEGY_CASES } from '../../support/strategyCases';
import { completion } from '../../support/wire/rows';

/** A rate limit or a timeout that somebody asked for may well make a run wait; then it is stopped, as people do. */
const STOP_AFTER_MS = 1_000;

const EXPRESSIONS = [
	'={{ undefined }}',
	'={{ null }}',
	'={{ ({ a: { b: [1] } }) }}',
	'={{ [1, "x", { c: null }] }}',
	'={{ $json.n }}',
	'={{ $json.missing }}',
	'={{ $json.n === 1 ? "x" : undefined }}',
	'={{ $json.text }}',
	'={{ "x".repeat(100000) }}',
	'={{ "\\u0000\\ud800" }}',
	'={{ NaN }}',
	'={{ new Date() }}',
	'={{ BigInt(7) }}',
	'={{ /a/ }}',
	'={{ () => 1 }}',
	'={{ $json.text.nope.nope }}',
	'={{ throw }}',
	'{{ $json.text }}',
];
const LOCATORS = [7, null, 'custom1/small', 'nobody/x', { a: 1 }].flatMap((value) => ['id', 'list', 'x'].map((mode) => ({ mode, value })));
const hostile: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom<unknown>(...EXPRESSIONS, ...ODD_NUMBERS, ...LOCATORS), oddJson);

const { properties } = new RouteLlmRequest().description;
const fields = [...fieldPaths(properties)];

/** What the field is for, as far as its type says. */
function fitting({ type, options = [] }: INodeProperties): fc.Arbitrary<unknown> {
	const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
	if (values.length > 0) return fc.constantFrom<unknown>(...values);
	if (type === 'boolean') return fc.boolean();
	if (type === 'number') return fc.oneof(fc.integer({ min: 0, max: 10 }), fc.double({ min: 0, max: 1, noNaN: true }));
	if (type === 'resourceLocator') return fc.constantFrom('custom1/small', 'custom2/large').map((value) => ({ mode: 'id', value }));
	return fc.constantFrom('Small', 'custom2/large', 'a word', '{"type":"object"}', '={{ $json.text }}', '^a+$');
}

const change = fc.constantFrom(...fields).chain(([path, field]) => fc.oneof(hostile, fitting(field)).map((value) => ({ path, value })));

const text = fc.oneof(fc.constantFrom('A question', '2+2?', 'Write a poem about the sea'), fc.constantFrom(...ODD_TEXTS));

const made = fc.record({
	operation: fc.constantFrom('routeAndAnswer', 'routeOnly'),
	strategy: fc.constantFrom(...STRATEGY_NAMES),
	changes: fc.array(change, { minLength: 1, maxLength: 4 }),
	texts: fc.tuple(text, text),
});
type Made = typeof made extends fc.Arbitrary<infer T> ? T : never;

/** A workflow that works, changed; what shows a field is set with it, as far as the panel's own fields do that. */
function parametersOf({ operation, strategy, changes }: Made): INodeParameters {
	const own = STRATEGY_CASES[strategy].parameters?.('custom1/small');
	const works = inPanel({ models: { values: LADDER }, modelsFrom: 'registry', maxWaitTime: 0, maxRetries: 0, operation, strategy, ...own });
	const parameters: Record<string, unknown> = structuredClone(works);
	for (const { path, value } of changes) {
		const shown = properties.find(({ name }) => name === path[0])?.displayOptions?.show ?? {};
		for (const [name, values] of Object.entries(shown)) if (properties.some((one) => one.name === name)) parameters[name] ??= values?.[0];
		put(parameters, path, value);
	}
	return parameters as INodeParameters;
}

/** An earlier change may have made a number of the whole collection. */
function put(parameters: Record<string, unknown>, path: FieldPath, value: unknown): void {
	try {
		setAt(parameters, path, value);
	} catch {
		parameters[path[0] ?? ''] = value;
	}
}

let server: TestServer;
let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
	// Whatever it is asked: a model for embeddings is asked no prompt.
	server = await serve((response) => json(response, 200, completion('fine', 'stop').body));
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});

let runs = 0;

const OUR_CODE = new RegExp(`${projectRoot}/(nodes|router|adapters)/`);

/** `null`: n8n's own check of the workflow did not let it start, and our code never ran. */
async function ended(one: Made): Promise<RunResult | null> {
	clearHealth();
	const executionId = `hostile-${String(runs++)}`;
	const items = one.texts.map((said, n) => ({ json: { text: said, n } }));
	const asked = askOf({ items, urls: [server.url, server.url], extra: { executionId } });
	const nodes = asked.workflow.nodes.map((node) => (node.name === NODE ? { ...node, parameters: parametersOf(one) } : node));
	let stop: NodeJS.Timeout | undefined;
	try {
		const started = await startWorkflow({ ...asked, workflow: { ...asked.workflow, nodes } });
		stop = setTimeout(() => started.cancel(), STOP_AFTER_MS);
		return await started.done;
	} catch (error) {
		expect(String(error instanceof Error ? error.stack : error)).not.toMatch(OUR_CODE);
		return null;
	} finally {
		clearTimeout(stop);
	}
}

/** A field, what is wrong with it, and what to do. */
const SENTENCE = /^[A-Z][^:\n]*: .+\.$/s;
/** What n8n says of an expression that it cannot resolve, with the field's name apart. */
const N8N_OWN = ['invalid syntax', 'this is a function, please add ()'];
const INTERNALS = /invalid_type|ZodError|\[object|at Object|Cannot read prop|is not a function|is not iterable|undefined \(/;
const answers = { error: 0, routed: 0, stopped: 0, refused: 0 };

async function check(one: Made): Promise<void> {
	const result = await ended(one);
	if (result === null) return void answers.refused++;
	expect(leaksIn(JSON.stringify(result.run.data), Object.values(KEYS))).toEqual([]);
	if (result.status === 'canceled') return void answers.stopped++;
	if (result.error !== undefined) {
		if (!N8N_OWN.includes(result.error.message)) expect(result.error.message).toMatch(SENTENCE);
		expect(result.error.message).not.toMatch(INTERNALS);
		return void answers.error++;
	}
	const left = result.counts(NODE).flatMap((_, output) => result.items(NODE, output).map(({ json }) => json['n']));
	expect(left.sort()).toEqual([0, 1]);
	answers.routed++;
}

it(`whatever parameters: one clear error, or every item on one output, and no key anywhere, ${String(CASES.parameters)} times`, async () => {
	await fuzz(made, CASES.parameters, check);
	// Most of them get through the door: else nothing behind it would be tested.
	expect(answers.routed).toBeGreaterThan(runs / 5);
	expect(answers.error).toBeGreaterThan(runs / 5);
});
