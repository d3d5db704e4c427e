import type { ToolChoice, ToolSpec } from '../../router/request/request';
import type { OpenAI } from '../../vendor/openai';

/** Some refuse a request that names a tool twice. */
export function toolParams(tools: readonly ToolSpec[]): OpenAI.Chat.ChatCompletionFunctionTool[] {
	const byName = new Map(tools.toReversed().map((tool) => [tool.name, tool]));
	return [...new Set(tools.map(({ name }) => name))].flatMap((name) => {
		const tool = byName.get(name);
		if (tool === undefined) return [];
		const { description, parameters, strict } = tool;
		const called = {
			name,
			...(description !== null && { description }),
			parameters: { ...parameters },
			...(strict !== undefined && { strict }),
		};
		return [{ type: 'function', function: called }];
	});
}

export function toolChoiceParam(choice: ToolChoice): OpenAI.Chat.ChatCompletionToolChoiceOption {
	return choice.kind === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.kind;
}
