import type { LlmRequest, ResponseFormat, ToolChoice } from '../../router/request/request';
import { z } from '../../vendor/zod';

import { readTools, type SchemaOf } from './tools';

export interface ReadOptions extends Pick<LlmRequest, 'tools' | 'toolChoice' | 'stop' | 'responseFormat'> {
	/** What was asked for and only a connected model can have: tools that a provider runs, a choice among them. Each once. */
	readonly leftOut: readonly string[];
}

/**
 * What was bound to a model or passed with a call, by LangChain's names.
 * @throws Error for what is no tool.
 */
export function readOptions(options: Readonly<Record<string, unknown>>, schemaOf: SchemaOf): ReadOptions {
	const { tools, providers } = readTools(Array.isArray(options.tools) ? options.tools : [], schemaOf);
	const choice = tools.length === 0 ? undefined : readChoice(options.tool_choice);
	const unknown = choice?.kind === 'tool' && !tools.some(({ name }) => name === choice.name);
	const stop = Stop.parse(options.stop);
	const responseFormat = Format.parse(options.response_format);
	return {
		...(tools.length > 0 && { tools }),
		...(choice !== undefined && !unknown && { toolChoice: choice }),
		...(stop.length > 0 && { stop }),
		...(responseFormat !== undefined && { responseFormat }),
		leftOut: unknown ? [...providers, choice.name] : providers,
	};
}

function readChoice(raw: unknown): ToolChoice | undefined {
	return Choice.parse(raw);
}

const KINDS: Readonly<Record<string, 'auto' | 'none' | 'required'>> = { auto: 'auto', none: 'none', required: 'required', any: 'required' };

/** OpenAI's words, Anthropic's, or a tool's name. */
const named = z.object({ name: z.string() });
const Choice = z
	.union([
		z.string(),
		z.literal(true).transform(() => 'required'),
		z.object({ type: z.literal('function'), function: named }).transform((it) => it.function),
		z.object({ type: z.enum(['function', 'tool']), name: z.string() }).transform(({ name }) => ({ name })),
		z.object({ type: z.enum(['auto', 'none', 'required', 'any']) }).transform(({ type }) => type),
	])
	.transform((said): ToolChoice => {
		if (typeof said !== 'string') return { kind: 'tool', name: said.name };
		const kind = KINDS[said];
		return kind === undefined ? { kind: 'tool', name: said } : { kind };
	})
	.optional()
	.catch(undefined);

const Stop = z
	.union([z.array(z.string()), z.string().transform((one) => [one])])
	.transform((stops) => stops.filter((stop) => stop !== ''))
	.catch([]);

const Format = z
	.union([
		z.object({ type: z.literal('json_object') }).transform((): ResponseFormat => ({ kind: 'json_object' })),
		z
			.object({ type: z.literal('json_schema'), json_schema: z.object({ name: z.string().optional(), schema: z.record(z.unknown()) }) })
			.transform(({ json_schema: { name, schema } }): ResponseFormat => ({ kind: 'json_schema', name: nameable(name), schema })),
	])
	.optional()
	.catch(undefined);

/** Providers take letters, digits, `_` and `-` only. */
function nameable(name = 'answer'): string {
	return name.replace(/[^\w-]/g, '_').slice(0, 64) || 'answer';
}
