import { ConfigError } from '../../router/configError';
import { EFFORTS, type RowSettings } from '../../router/registry/rowSettings';
import { rowIds } from '../../router/registry/rows';
import { z } from '../../vendor/zod';

import { readChoice, readNumber, readText } from './values';

/** The settings of a row as the panel stores them. */
export type RawSettings = Readonly<Record<string, unknown>>;

/**
 * What a row sends with each answer.
 * @param field names the row in errors.
 * @throws ConfigError naming the setting.
 */
export function readRowSettings(raw: RawSettings, field: string): RowSettings {
	const label = (name: string) => `${field}, ${name}`;
	const number = (name: string, title: string, range: { readonly min: number; readonly max: number; readonly whole: boolean }) =>
		raw[name] === undefined ? undefined : readNumber({ label: label(title), ...range }, raw[name]);
	const effort = raw.reasoningEffort === undefined ? undefined : readChoice(label('Reasoning Effort'), EFFORTS, raw.reasoningEffort);
	return withoutUnset({
		temperature: number('temperature', 'Temperature', { min: 0, max: 2, whole: false }),
		maxOutputTokens: number('maxOutputTokens', 'Maximum Output Tokens', { min: 1, max: Infinity, whole: true }),
		effort,
		topP: number('topP', 'Top P', { min: 0, max: 1, whole: false }),
		stop: readStop(raw.stopSequences, label('Stop Sequences')),
		extraBody: readExtraBody(raw.extraBody, label('Extra Body')),
		extraHeaders: readExtraHeaders(raw.extraHeaders, label('Extra Headers')),
	});
}

/** Ids of rows as the panel stores them, for lists: a setting that cannot be read yet counts as none. */
export function idsOfRawRows(rows: readonly { readonly model: string; readonly settings: RawSettings }[]): readonly string[] {
	return rowIds(rows.map(({ model, settings }) => ({ model, settings: readable(settings) })));
}

function readable(raw: RawSettings): RowSettings {
	try {
		return readRowSettings(raw, '');
	} catch {
		return {};
	}
}

function withoutUnset(settings: { readonly [Name in keyof RowSettings]: RowSettings[Name] | undefined }): RowSettings {
	return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** In a text field a line break is written \n, and a backslash before an n or t \\. */
function readStop(value: unknown, label: string): readonly string[] | undefined {
	const list: unknown[] = Array.isArray(value) ? value : [value ?? ''];
	const texts = list
		.map((text) => readText(label, text))
		.map((text) => text.replace(/\\(\\(?=[nt])|n|t)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === 't' ? '\t' : '\\')))
		.filter((text) => text !== '');
	return texts.length === 0 ? undefined : texts;
}

/** Who sets them elsewhere: a second place would leave open which one counts. */
const OWNED: ReadonlyMap<string, string> = new Map([
	...['model', 'messages', 'stream', 'stream_options', 'n', 'logprobs', 'tools', 'tool_choice'].map(
		(name) => [name, 'This node sets it itself: remove it.'] as const,
	),
	...['max_tokens', 'max_completion_tokens'].map((name) => [name, 'Use Maximum Output Tokens instead.'] as const),
	...['reasoning_effort', 'reasoning', 'thinking'].map((name) => [name, 'Use Reasoning Effort instead, or remove that.'] as const),
	['response_format', 'Use Response Format under Answer instead.'],
	['temperature', 'Use Temperature instead.'],
	['top_p', 'Use Top P instead.'],
	['stop', 'Use Stop Sequences instead.'],
]);

function readExtraBody(value: unknown, label: string): RowSettings['extraBody'] {
	const body = readObject(value, label, '{ "seed": 7 }');
	for (const name of Object.keys(body)) {
		const fix = OWNED.get(name.toLowerCase());
		if (fix !== undefined) throw new ConfigError(label, `sets "${name}"`, fix);
	}
	return Object.keys(body).length === 0 ? undefined : body;
}

/** A workflow is exported and shared with its parameters. */
const SECRET = /auth|cookie|token|secret|password|credential|\bkey\b|api-?key|signature/i;
const OF_TRANSPORT = /^(host|content-.*|transfer-encoding|connection|accept-encoding|expect|upgrade|te|trailer|keep-alive)$/i;

function readExtraHeaders(value: unknown, label: string): RowSettings['extraHeaders'] {
	const headers = Object.entries(readObject(value, label, '{ "X-Title": "My Workflow" }'));
	const read = headers.map(([name, content]) => [name.toLowerCase(), headerValue(name, content, label)] as const);
	return read.length === 0 ? undefined : Object.fromEntries(read);
}

function headerValue(name: string, value: unknown, label: string): string {
	if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
		throw new ConfigError(label, 'has a name that no header can have', 'Use letters, digits and hyphens.');
	if (SECRET.test(name)) {
		throw new ConfigError(
			label,
			`has "${name}", which may hold a secret`,
			'Put keys into the credential: a workflow is shared with its parameters.',
		);
	}
	if (OF_TRANSPORT.test(name)) throw new ConfigError(label, `sets "${name}"`, 'This node sets it itself: remove it.');
	// No value is repeated: it may be a key all the same.
	if (typeof value !== 'string' || !/^[\x20-\x7e]*$/.test(value)) {
		throw new ConfigError(label, `has a value for "${name}" that no header can have`, 'Use text in plain ASCII, on one line.');
	}
	return value;
}

function readObject(value: unknown, label: string, example: string): Record<string, unknown> {
	if (value === undefined || value === null || value === '') return {};
	const parsed = z.record(z.unknown()).safeParse(typeof value === 'string' ? jsonOf(value) : value);
	if (parsed.success && !Array.isArray(parsed.data)) return parsed.data;
	throw new ConfigError(label, 'is not a JSON object', `Write it as ${example}.`);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
