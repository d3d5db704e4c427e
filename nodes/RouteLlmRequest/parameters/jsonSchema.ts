import { ConfigError } from '../../../router/configError';
import { parseJsonSchema } from '../../../router/quality/jsonSchema';
import { readText } from '../../shared/values';

/**
 * A JSON Schema of the panel, tried out: an expression gives an object, the panel text.
 * @param field as errors name it, the item included.
 */
export function readJsonSchema(field: string, value: unknown): object {
	const text = typeof value === 'object' ? JSON.stringify(value) : readText(field, value);
	const parsed = parseJsonSchema(text);
	if (parsed.ok) return parsed.schema;
	throw new ConfigError(field, `cannot be used: ${parsed.why}`, 'Correct the schema.');
}
