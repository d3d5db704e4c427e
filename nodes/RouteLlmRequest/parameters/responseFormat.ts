import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import type { ResponseFormat } from '../../../router/request/request';
import { readChoice } from '../../shared/values';
import { pathOf } from '../description/defaults';
import type { FormatSettings } from '../settings';
import { readJsonSchema } from './jsonSchema';
import { fieldOf, storedAt, varies, whereOf } from './panel';

/** Reads Response Format for one item; what no expression can change is read once. `null`: text. */
export type FormatReader = (itemIndex: number) => FormatSettings | null;

/** @throws ConfigError, as the function it gives, naming the field. */
export function createFormatReader(ctx: RouterContext): FormatReader {
	if (!FIELDS.some((name) => varies(ctx, name))) {
		const format = readFormat(ctx, 0);
		const fixed = format === null ? null : { format };
		return () => fixed;
	}
	const written = FIELDS.map((name) => storedAt(ctx, pathOf(name)) ?? null);
	// The same object for the same format: a check is made for each, and to read a schema is expensive.
	const known = new Map<string, FormatSettings>();
	return (itemIndex) => {
		const format = readFormat(ctx, itemIndex);
		if (format === null) return null;
		const key = JSON.stringify(format);
		const settings = known.get(key) ?? { format, written };
		known.set(key, settings);
		return settings;
	};
}

const FIELDS = ['responseFormat', 'responseSchema'] as const;

function readFormat(ctx: RouterContext, itemIndex: number): ResponseFormat | null {
	const chosen = readChoice(
		`Response Format${whereOf(ctx, 'responseFormat', itemIndex)}`,
		['text', 'json', 'json_schema'],
		fieldOf(ctx, 'responseFormat', itemIndex),
	);
	if (chosen === 'text') return null;
	if (chosen === 'json') return { kind: 'json_object' };
	const field = `Response Format, JSON Schema${whereOf(ctx, 'responseSchema', itemIndex)}`;
	return { kind: 'json_schema', name: 'answer', schema: readSchema(field, fieldOf(ctx, 'responseSchema', itemIndex)) };
}

function readSchema(field: string, value: unknown): object {
	if (isBlank(value)) throw new ConfigError(field, 'is empty', 'Add the field JSON Schema and describe the answer, or choose JSON.');
	const schema = readJsonSchema(field, value);
	if (Object.keys(schema).length === 0) throw new ConfigError(field, 'says nothing', 'Describe the answer, or choose JSON.');
	const types = 'type' in schema ? [schema.type].flat() : [];
	if (types.length === 0 || types.includes('object') || types.includes('array')) return schema;
	throw new ConfigError(field, 'describes neither an object nor a list', 'Set its "type" to "object", and the value as a property of it.');
}

function isBlank(value: unknown): boolean {
	return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
