import type { INodeProperties } from 'n8n-workflow';

import type { FieldName } from '../../nodes/RouteLlmRequest/description/defaults';

/** Defaults that only the Chat Model's panel has. */
export const CHAT_MODEL_ONLY: readonly FieldName[] = ['sessionId', 'bufferUntilChecked'];

/** Every field of a panel, nested ones included, with its path: `models.values.branchName`. */
export function* everyField(properties: readonly INodeProperties[], prefix = ''): Generator<[string, INodeProperties]> {
	for (const property of properties) {
		const name = prefix + property.name;
		yield [name, property];
		for (const option of property.options ?? []) {
			if ('values' in option) yield* everyField(option.values, `${name}.${option.name}.`);
			else if ('type' in option) yield* everyField([option], `${name}.`);
		}
	}
}

/** A list's default holds how it is chosen, too. */
export function plainDefault({ default: value }: INodeProperties): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}
