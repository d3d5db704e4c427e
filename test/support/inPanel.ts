import type { INodeParameters } from 'n8n-workflow';

import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';

/** Field → the collection of the panel that holds it. */
const collections = new Map(
	new RouteLlmRequest().description.properties.flatMap((property) =>
		property.type === 'collection' ? (property.options ?? []).map(({ name }) => [name, property.name] as const) : [],
	),
);
const topLevel = new Set(new RouteLlmRequest().description.properties.filter(({ type }) => type !== 'collection').map(({ name }) => name));

/**
 * Parameters of Route LLM Request as a workflow stores them, from fields by their names alone: a test need not know in
 * which collection the panel has each of them. Whole collections are not taken. A `prompt` is one to define below, unless
 * `promptFrom` says otherwise.
 * @throws where the panel has no such field: a test that sets one would test nothing.
 */
export function inPanel(fields: Record<string, unknown>): INodeParameters {
	const placed: Record<string, unknown> = {};
	const defined = fields['prompt'] === undefined ? {} : { promptFrom: 'define' };
	for (const [name, value] of Object.entries({ ...defined, ...fields })) {
		const collection = collections.get(name);
		if (collection === undefined && !topLevel.has(name)) throw new Error(`Route LLM Request has no field "${name}"`);
		if (collection === undefined) placed[name] = value;
		else placed[collection] = { ...Object(placed[collection]), [name]: value };
	}
	return placed as INodeParameters;
}
