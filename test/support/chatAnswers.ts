import type { ChatCompletionRequest } from '@copilotkit/aimock';
import { z } from 'zod';
import { estimateTokenCount } from '../../vendor/tokens';

/** The tool by which an agent with an Output Parser hands its answer over. */
const FINAL = 'format_final_json_response';
/** The one that LangChain's `withStructuredOutput` makes, where a model has no mode for JSON. */
const EXTRACT = 'extract';

type Schema = Readonly<Record<string, unknown>>;
type Tool = NonNullable<ChatCompletionRequest['tools']>[number];

/**
 * What a well-behaved model says: it calls the tools that the last prompt names, all at once, then tells their results; where a
 * JSON Schema is asked for, however, it answers that; else "<model> says: …". Told to insist on a tool, a model that is no
 * large one calls it again and again, the same each time. What the prompt has in quotes is what a tool is given.
 */
export function chatAnswer(request: ChatCompletionRequest) {
	const { model, messages } = request;
	const prompt = textOf(messages.findLast(({ role }) => role === 'user'));
	const results = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1).filter(({ role }) => role === 'tool');
	const all = messages.map(textOf).join('\n');
	const asked = all + JSON.stringify(request.tools ?? []);
	const insists = /insist on (\w+)/.exec(prompt)?.[1];
	const called =
		insists === undefined
			? toolsToCall(request, prompt, results.length)
			: (request.tools ?? []).filter(({ function: { name } }) => name === insists && !model.startsWith('large'));
	const [, quoted] = /"([^"]+)"/.exec(prompt) ?? [];
	if (called.length > 0)
		return {
			toolCalls: called.map(({ function: { name, parameters = {} } }, index) => ({
				id: `call_${index}_${messages.length}_${model}`,
				name,
				arguments: JSON.stringify(
					fitting(parameters as Schema, quoted ?? (insists === undefined ? `${name}-${messages.length}-${model}` : 'same'), prompt),
				),
			})),
			usage: usageOf(asked, 20),
		};
	const schema = schemaAsked(request, all);
	const said = results.length > 0 ? results.map(textOf).join('; ') : prompt.replaceAll(/\s+/g, ' ').slice(0, 60);
	const content = schema ? JSON.stringify(fitting(schema, model, prompt)) : `${model} says: ${said}`;
	return { content, usage: usageOf(asked, estimateTokenCount(content)) };
}

function toolsToCall({ tools = [], tool_choice }: ChatCompletionRequest, prompt: string, done: number): readonly Tool[] {
	const named = forcedSchema.safeParse(tool_choice).data?.function.name;
	const forced = tools.filter(({ function: { name } }) => name === named);
	if (forced.length > 0) return forced;
	const wanted = tools.filter(({ function: { name } }) => name !== FINAL && prompt.includes(name));
	if (done === 0 && wanted.length > 0) return wanted;
	const final = tools.filter(({ function: { name } }) => name === FINAL || (name === EXTRACT && tools.length === 1));
	if (final.length > 0) return final;
	return done === 0 && (tool_choice === 'required' || tool_choice === 'any') ? tools.slice(0, 1) : [];
}

const forcedSchema = z.object({ function: z.object({ name: z.string() }) });
const formatSchema = z.object({ json_schema: z.object({ schema: z.record(z.unknown()) }) });

/** Of the request, or written into the prompt as LangChain's parsers do. */
function schemaAsked({ response_format }: ChatCompletionRequest, all: string): Schema | null {
	const asked = formatSchema.safeParse(response_format).data;
	if (asked) return asked.json_schema.schema;
	const [, written] = /```json\s*(\{[\s\S]*?\})\s*```/.exec(all) ?? [];
	return written === undefined ? null : (JSON.parse(written) as Schema);
}

const nodeSchema = z
	.object({
		type: z.string(),
		properties: z.record(z.record(z.unknown())),
		items: z.record(z.unknown()),
		enum: z.array(z.string()),
		minimum: z.number(),
		format: z.string(),
	})
	.partial();

/** A value of this JSON Schema. Strings say `by`; a boolean is whether the text has the property's name in it. */
function fitting(schema: Schema, by: string, text: string, name = ''): unknown {
	const node = nodeSchema.parse(schema);
	if (node.enum) return node.enum.find((one) => text.toLowerCase().includes(one.toLowerCase())) ?? node.enum[0];
	if (node.properties) return Object.fromEntries(Object.entries(node.properties).map(([key, one]) => [key, fitting(one, by, text, key)]));
	if (node.type === 'array') return [fitting(node.items ?? { type: 'string' }, by, text, name)];
	if (node.type === 'boolean') return text.toLowerCase().includes(name.toLowerCase());
	if (node.type === 'integer' || node.type === 'number') return node.minimum ?? 0;
	return node.format === 'date' ? '2026-01-31' : by;
}

function usageOf(asked: string, completion: number) {
	return { prompt_tokens: estimateTokenCount(asked), completion_tokens: completion };
}

function textOf(message: ChatCompletionRequest['messages'][number] | undefined): string {
	const content = message?.content ?? '';
	return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n');
}
