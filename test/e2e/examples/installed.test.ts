import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import { sharedN8n } from '../../support/e2e';
import { exampleNames, loadExample, NOTE, type ExampleNode } from '../../support/exampleFiles';

/** Whose own name says what they do here, or which each workflow has once. */
const PLAIN =
	/trigger$|emailReadImap$|\.webhook$|routeLlmRequest$|lmChat|memory|embeddings|documentDefaultDataLoader|toolCalculator|\.agent$|informationExtractor$/i;

const typeSchema = z.object({ name: z.string(), version: z.union([z.number(), z.array(z.number())]), properties: z.array(z.unknown()) });
const typesSchema = z.array(z.custom<INodeTypeDescription>((value) => typeSchema.safeParse(value).success));
let types: readonly INodeTypeDescription[];

beforeAll(async () => {
	const { url, rest } = sharedN8n();
	const response = await fetch(`${url}/types/nodes.json`, { headers: { cookie: rest.cookie } });
	types = typesSchema.parse(await response.json());
});

/** As the installed n8n describes this version of the node. */
function descriptionOf({ type, typeVersion }: ExampleNode): INodeTypeDescription | undefined {
	return types.find(({ name, version }) => name === type && [version].flat().includes(typeVersion));
}

describe.each(exampleNames())('%s in the installed n8n', (file) => {
	const nodes = loadExample(file).nodes.filter(({ type }) => type !== NOTE);

	it('has every type and version, each node with a name that says what it does', () => {
		expect(nodes.filter((node) => descriptionOf(node) === undefined).map(({ type, typeVersion }) => [type, typeVersion])).toEqual([]);
		const nameless = nodes.filter(({ name }) => /\d$/.test(name));
		const byDefault = nodes.filter((node) => !PLAIN.test(node.type) && node.name === descriptionOf(node)?.defaults.name);
		expect([...nameless, ...byDefault].map(({ name }) => name)).toEqual([]);
	});

	it('sets only parameters that are shown, with values that n8n takes; what is open is picked from a list', () => {
		const problems = nodes.flatMap((node) => {
			const description = descriptionOf(node);
			if (!description) return [];
			const { id, name, type, typeVersion, position } = node;
			const inWorkflow = { id, name, type, typeVersion, position, parameters: node.parameters as INodeParameters };
			const { properties } = description;
			const all = NodeHelpers.getNodeParameters(properties, inWorkflow.parameters, true, false, inWorkflow, description) ?? {};
			const issues = NodeHelpers.getNodeParametersIssues(properties, { ...inWorkflow, parameters: all }, description)?.parameters ?? {};
			const open = Object.keys(node.parameters).filter((name) => isOpen(node.parameters[name]));
			const wrong = Object.keys(issues).filter((name) => !open.includes(name));
			return [...wrong, ...Object.keys(node.parameters).filter((name) => !(name in all))].map((name) => `${node.name}: ${name}`);
		});
		expect(problems).toEqual([]);
	});
});

function isOpen(value: unknown): boolean {
	return z.object({ __rl: z.literal(true), mode: z.literal('list'), value: z.literal('') }).safeParse(value).success;
}
