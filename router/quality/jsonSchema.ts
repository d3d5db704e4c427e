import { Validator, format } from '../../vendor/jsonSchema';

import type { Check, CheckResult } from './check';
import { freeCheck, type FreeCheckOptions, passes, rejects } from './freeCheck';
import { readJsonAnswer } from '../request/jsonAnswer';
import { type JsonObject, prepareSchema } from './reading/schemaPatterns';

interface JsonSchemaOptions extends FreeCheckOptions {
	/** As `parseJsonSchema` gives it. */
	readonly schema: object;
}

/**
 * Rejects an answer that is not JSON, or not as the schema says. Patterns run on the linear-time engine.
 * A schema that `parseJsonSchema` refuses throws here: read it with that first.
 */
export function createJsonSchemaCheck(options: JsonSchemaOptions): Check {
	const { schema } = options;
	const judge = createSchemaJudge(schema);
	return freeCheck('JSON Schema', options, { schema }, ({ answer }) => {
		const json = readJsonAnswer(answer.text);
		return json.ok ? judge(json.value) : rejects('the answer is not valid JSON');
	});
}

/** Says of a value whether it is as the schema says, and where it is not. Throws as `createJsonSchemaCheck`. */
export function createSchemaJudge(schema: object): (value: unknown) => CheckResult {
	const prepared = prepareSchema({ ...schema });
	if (!prepared.ok) throw new Error(`The schema ${prepared.why}`);
	const validate = validatorOf(prepared.schema, prepared.patterns);
	return (value) => judge(value, validate);
}

type ParsedSchema =
	| { readonly ok: true; readonly schema: object }
	/** Goes on from "The schema …". */
	| { readonly ok: false; readonly why: string };

/** Reads a schema as the user wrote it and tries it out, so that one that cannot be used costs nothing. */
export function parseJsonSchema(text: string): ParsedSchema {
	const parsed = parseObject(text);
	if (!parsed.ok) return parsed;
	const prepared = prepareSchema(parsed.schema);
	if (!prepared.ok) return prepared;
	try {
		const validate = validatorOf(prepared.schema, prepared.patterns);
		for (const trial of [null, true, 0, '', [], {}]) validate(trial);
	} catch (error) {
		const why = error instanceof RangeError ? 'it refers to itself without end' : 'a keyword has a value it cannot have';
		return { ok: false, why: `cannot be used: ${why}` };
	}
	return { ok: true, schema: parsed.schema };
}

type Validate = (value: unknown) => { readonly valid: boolean; readonly path: string; readonly keyword: string };

/** Items that are compared each with each are limited: their time grows with the square. */
const MAX_ARRAY_ITEMS = 5_000;

function judge(value: unknown, validate: Validate): CheckResult {
	if (hasLongArray(value)) return { kind: 'error', reason: `a list has more than ${MAX_ARRAY_ITEMS} items` };
	const { valid, path, keyword } = validate(value);
	return valid ? passes('is as the schema says') : rejects('the answer is not as the schema says', `${path}: ${keyword}`);
}

function validatorOf(schema: JsonObject, patterns: ReadonlyMap<string, (text: string) => boolean>): Validate {
	const validator = new Validator(schema, '2020-12');
	return (value) => {
		// The validator runs to its end at once, so the patterns stand in its table only while it does.
		for (const [name, test] of patterns) format[name] = test;
		try {
			const { valid, errors } = validator.validate(value);
			const deepest = errors.at(-1);
			const keyword = nameOf(deepest?.keyword, deepest?.keywordLocation) + detailOf(deepest?.error);
			return { valid, path: deepest?.instanceLocation ?? '#', keyword };
		} finally {
			for (const name of patterns.keys()) delete format[name];
		}
	};
}

/** What stands in for a pattern is a format by a name of ours. */
function nameOf(keyword = '', location = ''): string {
	if (keyword === 'false') return 'not allowed';
	return keyword === 'format' && location.includes('/allOf/') ? 'pattern or format' : keyword;
}

/** What should have been there, where the validator says so. */
function detailOf(error = ''): string {
	const [, missing] = /required property (".*")/.exec(error) ?? [];
	if (missing !== undefined) return `, ${missing} is missing`;
	const [, found, expected] = /Instance type (".*") is invalid\. Expected (.*)\.$/.exec(error) ?? [];
	return found === undefined || expected === undefined ? '' : `, expected ${expected}, found ${found}`;
}

function hasLongArray(root: unknown): boolean {
	const open = [root];
	for (let value = open.pop(); value !== undefined; value = open.pop()) {
		if (Array.isArray(value) && value.length > MAX_ARRAY_ITEMS) return true;
		if (typeof value !== 'object' || value === null) continue;
		for (const inner of Object.values(value)) open.push(inner);
	}
	return false;
}

function parseObject(text: string): { ok: true; schema: JsonObject } | { ok: false; why: string } {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { ok: false, why: 'is not valid JSON' };
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, why: 'is not a JSON object' };
	return { ok: true, schema: { ...value } };
}
