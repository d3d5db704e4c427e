import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { WorkflowJson } from '../engine';
import { projectRoot } from '../paths';

const workflowFile = z
	.object({
		name: z.string(),
		nodes: z.array(
			z.object({ name: z.string(), type: z.string(), typeVersion: z.number(), parameters: z.record(z.unknown()) }).passthrough(),
		),
		connections: z.record(z.unknown()),
	})
	.passthrough();

/** An example workflow as it is in `examples/`, with installed type names. */
export async function readExample(file: string): Promise<WorkflowJson> {
	const json: unknown = JSON.parse(await readFile(path.join(projectRoot, 'examples', file), 'utf8'));
	workflowFile.parse(json);
	return json as WorkflowJson;
}

/** File names of all examples, the demo first. */
export async function exampleFiles(): Promise<string[]> {
	const files = (await readdir(path.join(projectRoot, 'examples'))).filter((file) => file.endsWith('.json'));
	return files.sort((a, b) => Number(b === 'demo.json') - Number(a === 'demo.json') || a.localeCompare(b));
}

/** A node's credential is found by id. `credentials`: credential type → the one to use. */
export function withCredentials(workflow: WorkflowJson, credentials: Readonly<Record<string, { id: string; name: string }>>): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.credentials
				? {
						...node,
						credentials: Object.fromEntries(Object.entries(node.credentials).map(([type, theirs]) => [type, credentials[type] ?? theirs])),
					}
				: node,
		),
	};
}
