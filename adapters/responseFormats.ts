import type { ModelSpec } from '../router/registry/model';
import type { ResponseFormat } from '../router/request/request';

import type { ProviderKind } from './providers';

/** How a model is asked for a format. */
export interface FormatAsk {
	/** Sent as `response_format`; `null`: none is. */
	readonly field: ResponseFormatField | null;
	/** Whether the format is in the messages, too. */
	readonly inWords: boolean;
}

type ResponseFormatField =
	| { type: 'json_object' }
	| { type: 'json_schema'; json_schema: { name: string; schema: Record<string, unknown>; strict: boolean } };

interface Form {
	/** What it takes: a schema, only that there is to be a JSON object, or nothing. */
	readonly takes: 'schema' | 'object' | 'nothing';
	/** Whether the model sees a schema that is sent so. JSON without a schema is always said in words as well. */
	readonly showsSchema: boolean;
	/** Which models may be told to follow a schema strictly. */
	readonly strict: (model: ModelSpec) => boolean;
}

const ANY = () => true;
const SCHEMA: Form = { takes: 'schema', showsSchema: true, strict: ANY };
const SCHEMA_AND_WORDS: Form = { ...SCHEMA, showsSchema: false };

/**
 * What each provider documents. A model that refuses the field all the same is asked again without, in words: catalogues
 * are too often wrong about who takes it.
 */
const FORMS: Readonly<Record<ProviderKind, Form>> = {
	// https://platform.openai.com/docs/guides/structured-outputs: JSON mode needs the word JSON in the messages.
	openai: SCHEMA,
	// https://docs.claude.com/en/api/openai-sdk: its compatible endpoint ignores `response_format`.
	anthropic: { takes: 'nothing', showsSchema: false, strict: ANY },
	// https://ai.google.dev/gemini-api/docs/openai and https://ai.google.dev/api/compatibility
	gemini: SCHEMA,
	// https://learn.microsoft.com/azure/ai-services/openai/how-to/structured-outputs
	azure: SCHEMA,
	// https://openrouter.ai/docs/features/structured-outputs: servers that do not know the field are asked without it.
	openrouter: SCHEMA_AND_WORDS,
	// https://docs.mistral.ai/capabilities/structured-output/: JSON mode has to be asked for in the prompt, too.
	mistral: SCHEMA,
	// https://console.groq.com/docs/structured-outputs: strictly only with GPT-OSS.
	groq: { ...SCHEMA, strict: ({ apiModel }) => apiModel.includes('gpt-oss') },
	// https://api-docs.deepseek.com/guides/json_mode: no schemas, and the word json with an example in the prompt.
	deepseek: { takes: 'object', showsSchema: false, strict: ANY },
	// https://docs.x.ai/docs/guides/structured-outputs
	xai: SCHEMA,
	// https://docs.together.ai/docs/inference/chat/structured-outputs: the schema belongs into the prompt, too.
	together: SCHEMA_AND_WORDS,
	// https://ollama.com/blog/structured-outputs: the schema binds the answer, and is not shown to the model.
	ollama: SCHEMA_AND_WORDS,
	// Servers such as vLLM and LiteLLM take it; others ignore what they do not know.
	custom1: SCHEMA_AND_WORDS,
	custom2: SCHEMA_AND_WORDS,
	custom3: SCHEMA_AND_WORDS,
};

export function formatAskOf(kind: ProviderKind, model: ModelSpec, format: ResponseFormat): FormatAsk {
	const form = FORMS[kind];
	// Providers take schemas and JSON mode for objects alone.
	const isObject = format.kind === 'json_object' || isOfObjects(format.schema);
	if (form.takes === 'nothing' || !isObject) return { field: null, inWords: true };
	if (format.kind === 'json_object' || form.takes === 'object') return { field: { type: 'json_object' }, inWords: true };
	const { name, schema } = format;
	const strict = form.strict(model) && fitsStrict(schema);
	return { field: { type: 'json_schema', json_schema: { name, schema: { ...schema }, strict } }, inWords: !form.showsSchema };
}

function isOfObjects(schema: object): boolean {
	return 'type' in schema && schema.type === 'object' && !('anyOf' in schema);
}

/**
 * Whether a schema is one that can be followed strictly: every object lists all its properties as required and allows no
 * others, and it has only keywords that strict decoding knows everywhere. Others are refused as a whole; not strictly,
 * they are taken or passed over, and the answer is checked by them here.
 */
function fitsStrict(root: object): boolean {
	const open: unknown[] = [root];
	for (let part = open.pop(); part !== undefined; part = open.pop()) {
		if (typeof part !== 'object' || part === null || Array.isArray(part)) return false;
		const schema = new Map<string, unknown>(Object.entries(part));
		if ([...schema.keys()].some((keyword) => !STRICT.has(keyword))) return false;
		const properties = schema.get('properties') ?? (isType(schema.get('type'), 'object') ? {} : undefined);
		if (properties !== undefined && !isClosed(schema, properties)) return false;
		for (const map of [properties, schema.get('$defs'), schema.get('definitions')]) open.push(...valuesOf(map));
		open.push(...valuesOf(schema.get('anyOf')));
		if (schema.has('items')) open.push(schema.get('items'));
	}
	return true;
}

/**
 * https://platform.openai.com/docs/guides/structured-outputs#supported-schemas without what Azure's page takes back: bounds,
 * patterns and formats.
 */
const STRICT: ReadonlySet<string> = new Set([
	'type',
	'properties',
	'required',
	'additionalProperties',
	'items',
	'anyOf',
	'enum',
	'const',
	'$ref',
	'$defs',
	'definitions',
	'title',
	'description',
	'$schema',
]);

function isClosed(schema: ReadonlyMap<string, unknown>, properties: unknown): boolean {
	if (schema.get('additionalProperties') !== false || typeof properties !== 'object' || properties === null) return false;
	const required = new Set(valuesOf(schema.get('required')));
	return Object.keys(properties).every((name) => required.has(name));
}

function isType(type: unknown, name: string): boolean {
	return type === name || (Array.isArray(type) && type.includes(name));
}

function valuesOf(part: unknown): readonly unknown[] {
	return typeof part === 'object' && part !== null ? Object.values(part) : [];
}
