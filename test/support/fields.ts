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

/** Where a value is in the parameters of a node; rows of a list are `'0'`, `'1'` and so on. */
export type FieldPath = readonly string[];

const FIELDS = ['number', 'string', 'boolean', 'options', 'multiOptions', 'dateTime', 'resourceLocator', 'json'];

/** Every field of a panel that holds a value, with where it is in the parameters, the first row of each list. */
export function* fieldPaths(properties: readonly INodeProperties[], path: FieldPath = []): Generator<[FieldPath, INodeProperties]> {
	for (const property of properties) {
		const here = [...path, property.name];
		if (FIELDS.includes(property.type)) yield [here, property];
		for (const option of ['collection', 'fixedCollection'].includes(property.type) ? (property.options ?? []) : []) {
			if ('values' in option) yield* fieldPaths(option.values, [...here, option.name, '0']);
			else if ('type' in option) yield* fieldPaths([option], here);
		}
	}
}

/** Puts a value there; what is missing on the way is made. */
export function setAt(target: Record<string, unknown>, [first = '', ...rest]: FieldPath, value: unknown): void {
	if (rest.length > 0) setAt((target[first] ??= rest[0] === '0' ? [] : {}) as Record<string, unknown>, rest, value);
	else target[first] = value;
}
