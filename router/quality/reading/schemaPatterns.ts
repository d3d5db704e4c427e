import { dereference } from '../../../vendor/jsonSchema';

import { compileRegex } from '../matches';

export type JsonObject = Record<string, unknown>;

type PreparedSchema =
	/** `patterns`: the formats that stand in for patterns, by name. */
	| { readonly ok: true; readonly schema: JsonObject; readonly patterns: ReadonlyMap<string, (text: string) => boolean> }
	/** Goes on from "The schema …". */
	| { readonly ok: false; readonly why: string };

/**
 * A copy of a user's schema that is safe to run. The validator tests `pattern` with JavaScript's backtracking
 * engine, so each becomes a format that tests it in linear time; `patternProperties` cannot be written so
 * and is refused, and so is a `$ref` that leads nowhere.
 */
export function prepareSchema(schema: JsonObject): PreparedSchema {
	const copy = new Copy();
	try {
		const prepared = copy.object(schema);
		if (copy.problem !== null) return { ok: false, why: copy.problem };
		const lost = lostRef(prepared);
		return lost === null
			? { ok: true, schema: prepared, patterns: copy.patterns }
			: { ok: false, why: `has a $ref that leads nowhere: ${lost}` };
	} catch (error) {
		return {
			ok: false,
			why: `cannot be used: ${error instanceof RangeError ? 'it is nested too deeply' : 'two parts have the same $id, or an $id is no address'}`,
		};
	}
}

/** Keywords whose value is no schema but data. */
const DATA = new Set(['const', 'enum', 'default', 'examples', 'required', 'dependentRequired']);
/** Keywords whose value is schemas by name, where a name may be that of a keyword. */
const MAPS = new Set(['properties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);
/** Its check takes exponential time on some texts; `uri` asks much the same. */
const SLOW_FORMAT = 'url';

class Copy {
	readonly patterns = new Map<string, (text: string) => boolean>();
	problem: string | null = null;

	object(schema: JsonObject): JsonObject {
		const copy: JsonObject = {};
		for (const [key, value] of Object.entries(schema)) {
			if (key === 'patternProperties') this.problem ??= 'uses patternProperties, which is not supported';
			if (key === 'pattern' && typeof value === 'string') continue;
			set(copy, key, key === 'format' && value === SLOW_FORMAT ? 'uri' : this.keyword(key, value));
		}
		const { pattern } = schema;
		if (typeof pattern === 'string')
			copy.allOf = [...(Array.isArray(copy.allOf) ? asArray(copy.allOf) : []), { format: this.formatOf(pattern) }];
		return copy;
	}

	private keyword(key: string, value: unknown): unknown {
		if (DATA.has(key)) return value;
		if (!MAPS.has(key) || !isObject(value)) return this.value(value);
		const copy: JsonObject = {};
		for (const [name, inner] of Object.entries(value)) set(copy, name, this.value(inner));
		return copy;
	}

	private value(value: unknown): unknown {
		if (Array.isArray(value)) return asArray(value).map((inner) => this.value(inner));
		return isObject(value) ? this.object(value) : value;
	}

	private formatOf(pattern: string): string {
		const compiled = compileRegex(pattern);
		const name = `pattern ${pattern}`;
		if (compiled.ok) this.patterns.set(name, (text) => compiled.regex.test(text));
		else this.problem ??= `has a pattern that ${compiled.why}`;
		return name;
	}
}

function lostRef(schema: JsonObject): string | null {
	const known = dereference(schema);
	for (const part of Object.values(known)) {
		if (typeof part !== 'object' || part.__absolute_ref__ === undefined) continue;
		if (known[part.__absolute_ref__] === undefined) return part.$ref ?? '';
	}
	return null;
}

/** A plain assignment to `__proto__` would be lost. */
function set(target: JsonObject, key: string, value: unknown): void {
	Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function asArray(value: readonly unknown[]): readonly unknown[] {
	return value;
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
