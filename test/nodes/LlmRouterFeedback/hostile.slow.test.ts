import type { INodeProperties } from 'n8n-workflow';

import { LlmRouterFeedback } from '../../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { auditAsk, decide, forgetAll, honest, models } from '../../support/auditRun';
import { runFeedback } from '../../support/feedbackNode';
import { fieldPaths, setAt, type FieldPath } from '../../support/fields';
import type { TestServer } from '../../support/httpServer';
import { openLedger, type TestLedger } from '../../support/routeNode';

/** What expressions give by mistake. */
const OBJECTS = ['={{ ({ a: 1 }) }}', '={{ [1, { b: 2 }] }}'];
const HUGE = '={{ "x".repeat(1000000) }}';
const MISTAKES = [
	'={{ undefined }}',
	'={{ null }}',
	'={{ NaN }}',
	'={{ -7 }}',
	'={{ 1e300 }}',
	'={{ "" }}',
	'={{ "__proto__" }}',
	'={{ "<b>no\\u202Esuch\\nthing" }}',
	HUGE,
];
/** Whatever an expression gives can be compared with a reference, as JSON. */
const COMPARED = ['answer', 'reference'];
/** What else n8n would not start without. */
const NEEDED = { reference: 'x', subjectKey: 's', name: 'n', from: '2026-01-01', thresholdName: 'n' };

const { description } = new LlmRouterFeedback();
const valuesOf = ({ options = [] }: INodeProperties) => options.flatMap((option) => ('value' in option ? [String(option.value)] : []));
const shownBy = ({ displayOptions }: INodeProperties, name: string) => displayOptions?.show?.[name] ?? [];
const operations = description.properties
	.filter(({ name }) => name === 'operation')
	.flatMap((property) =>
		valuesOf(property).flatMap((operation) =>
			shownBy(property, 'resource').flatMap((resource): [string, string][] =>
				typeof resource === 'string' ? [[resource, operation]] : [],
			),
		),
	);

function fieldsOf(resource: string, operation: string): INodeProperties[] {
	const shownFor = (property: INodeProperties) => property.displayOptions?.show?.['operation'] ?? [operation];
	return description.properties.filter(
		(property) =>
			property.name !== 'operation' && shownBy(property, 'resource').includes(resource) && shownFor(property).includes(operation),
	);
}

/** The operation with one field given so, and those fields set that show it. */
function parametersWith(fields: readonly INodeProperties[], path: FieldPath, value: string): Record<string, unknown> {
	const parameters: Record<string, unknown> = Object.fromEntries(
		Object.entries(NEEDED).filter(([name]) => fields.some((field) => field.name === name)),
	);
	const shows = fields.filter(({ name }) => name === path[0]).flatMap(({ displayOptions }) => Object.entries(displayOptions?.show ?? {}));
	for (const [name, values] of shows) if (fields.some((field) => field.name === name)) parameters[name] = values?.[0];
	setAt(parameters, path, value);
	return parameters;
}

let log: TestLedger;
let server: TestServer;
beforeAll(async () => {
	log = await openLedger();
	server = await models(honest(() => 'tie'));
});
beforeEach(async () => {
	await forgetAll();
	await decide('known');
});
afterAll(async () => {
	await server.close();
	await log.close();
});

/** The message of the error that ended the run; `null`: none did. */
async function errorWith(resource: string, operation: string, given: Record<string, unknown>): Promise<string | null> {
	const audits = auditAsk(server);
	const { error } = await runFeedback({
		...(resource === 'audit' && audits.credentials && { credentials: audits.credentials }),
		parameters: { ...(resource === 'audit' && audits.parameters), resource, operation, ...given },
		items: [{ json: { llmRoute: { id: 'known' }, rating: 'up', output: 'x' } }],
	});
	return error?.message ?? null;
}

it.each(operations)(
	'%s, %s: whatever an expression gives in a field, an error names the field and what to do, in a sentence',
	async (resource, operation) => {
		const fields = fieldsOf(resource, operation);
		for (const [path] of fieldPaths(fields)) {
			for (const value of [...OBJECTS, ...MISTAKES]) {
				const message = await errorWith(resource, operation, parametersWith(fields, path, value));
				const asked = `${path.join('.')} ${value}: ${String(message)}`;
				if (OBJECTS.includes(value) && !COMPARED.includes(path.at(-1) ?? '')) expect(asked).not.toMatch(/: null$/);
				if (message === null) continue;
				expect(asked).toMatch(/: [A-Z][\w ,()%/-]+: .+\.$/s);
				expect(asked).not.toMatch(/The log of decisions cannot be used|invalid_|ZodError|\[object|at Object/);
				expect(message.length).toBeLessThan(600);
			}
		}
	},
);
