import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../scripts/lib/paths';

export const ROUTER = 'n8n-nodes-llm-router.routeLlmRequest';
export const NOTE = 'n8n-nodes-base.stickyNote';

const folder = path.join(projectRoot, 'examples');
const link = z.object({ node: z.string(), type: z.string(), index: z.number() });
const node = z
	.object({
		id: z.string().min(1),
		name: z.string().min(1),
		type: z.string(),
		typeVersion: z.number(),
		position: z.tuple([z.number(), z.number()]),
		parameters: z.record(z.unknown()),
		// The id of a credential is somebody's own.
		credentials: z.record(z.object({ id: z.null(), name: z.string().min(1) }).strict()).optional(),
		onError: z.enum(['continueRegularOutput', 'continueErrorOutput']).optional(),
		webhookId: z.string().optional(),
	})
	.strict();
/** Strict, so that what n8n adds on export (the instance's id, the owner, versions) gets into no example. */
const workflow = z
	.object({
		id: z.string().min(1),
		name: z.string().min(1),
		active: z.literal(false),
		settings: z.object({ executionOrder: z.literal('v1') }).strict(),
		nodes: z.array(node),
		connections: z.record(z.record(z.array(z.array(link)))),
		pinData: z.record(z.array(z.object({ json: z.record(z.unknown()) }))),
	})
	.strict();

export type Example = z.infer<typeof workflow>;
export type ExampleNode = z.infer<typeof node>;

/** File names, in alphabetical order. */
export function exampleNames(): string[] {
	return readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort();
}

export function exampleText(file: string): string {
	return readFileSync(path.join(folder, file), 'utf8');
}

export function loadExample(file: string): Example {
	return workflow.parse(JSON.parse(exampleText(file)));
}
