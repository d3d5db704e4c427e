import type { INodeParameters, INodeType } from 'n8n-workflow';

import { LlmRouterChatModel } from '../../nodes/LlmRouterChatModel/LlmRouterChatModel.node';
import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';

type Fields = Record<string, unknown>;

/**
 * Parameters of Route LLM Request as a workflow stores them, from fields by their names alone: a test need not know in
 * which collection the panel has each of them. Whole collections are not taken. A `prompt` is one to define below, unless
 * `promptFrom` says otherwise.
 * @throws where the panel has no such field: a test that sets one would test nothing.
 */
export function inPanel(fields: Fields): INodeParameters {
	const defined = fields['prompt'] === undefined ? {} : { promptFrom: 'define' };
	return inRouterPanel({ ...defined, ...fields });
}

/** The same for LLM Router Chat Model. */
export const inChatPanel = placer(new LlmRouterChatModel());

const inRouterPanel = placer(new RouteLlmRequest());

function placer({ description: { displayName, properties } }: INodeType): (fields: Fields) => INodeParameters {
	/** Field → the collection of the panel that holds it. */
	const collections = new Map(
		properties.flatMap((property) =>
			property.type === 'collection' ? (property.options ?? []).map(({ name }) => [name, property.name] as const) : [],
		),
	);
	const topLevel = new Set(properties.filter(({ type }) => type !== 'collection').map(({ name }) => name));
	return (fields) => {
		const placed: Fields = {};
		for (const [name, value] of Object.entries(fields)) {
			const collection = collections.get(name);
			if (collection === undefined && !topLevel.has(name)) throw new Error(`${displayName} has no field "${name}"`);
			if (collection === undefined) placed[name] = value;
			else placed[collection] = { ...Object(placed[collection]), [name]: value };
		}
		return placed as INodeParameters;
	};
}
