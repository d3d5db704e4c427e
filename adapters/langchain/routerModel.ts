import type { AnyFunction } from './methods';
import { needed, readSdk } from './sdk';

/** What LangChain asks of a Chat Model, with its own objects untouched. */
export interface RouterModelParts {
	/** @returns LangChain's `ChatResult`. `run`: its callback manager for the call, if there is one. */
	generate(messages: readonly object[], options: CallOptions, run: unknown): Promise<object>;
	/** Gives `ChatGenerationChunk`s. */
	stream(messages: readonly object[], options: CallOptions, run: unknown): AsyncGenerator<object>;
	/** LangChain's own would download a tokenizer first. `content`: text or content blocks. */
	countTokens(content: unknown): number;
	/** In place of n8n's tracer. */
	readonly callbacks: readonly object[];
}

/** Bound tools, `tool_choice`, `stop` and `signal` are in there. */
export type CallOptions = Readonly<Record<string, unknown>>;

/**
 * The Chat Model that n8n hands to Agents and chains: the SDK's, with the parts that would go through the SDK's own
 * messages replaced. Those know no images, no tool choice, no reasoning and no two calls at once in a stream.
 * @throws Error where the SDK is not as expected.
 */
export function routerModel(sdk: unknown, ctx: unknown, parts: RouterModelParts): object {
	const model = readSdk(sdk).supply(ctx, PLACEHOLDER);
	const withConfig = needed(model, 'withConfig');
	// As stock models do it: what is bound arrives in the options, and this object and its callbacks stay in use.
	const bindTools = (tools: unknown, more: object = {}) => withConfig({ tools, ...more });
	return Object.assign(model, {
		callbacks: [...parts.callbacks],
		bindTools,
		withStructuredOutput: forcedTo(model, bindTools),
		_generate: parts.generate.bind(parts),
		_streamResponseChunks: parts.stream.bind(parts),
		getNumTokens: async (content: unknown) => parts.countTokens(content),
	});
}

type BindTools = (tools: unknown, more?: object) => unknown;

/** LangChain's own way offers the tool that takes the structure; a model that answers in words instead would be an error. */
function forcedTo(model: object, bindTools: BindTools): AnyFunction {
	const forced: unknown = Object.create(model, { bindTools: { value: (tools: unknown) => bindTools(tools, { tool_choice: 'any' }) } });
	return needed(forced, 'withStructuredOutput');
}

/** Never asked: `_generate` and `_streamResponseChunks` of the object around it are replaced. */
const PLACEHOLDER = {
	provider: 'router',
	modelId: 'llm-router',
	withTools: () => PLACEHOLDER,
	generate: () => Promise.reject(new Error('The router answers elsewhere')),
	async *stream() {
		yield await Promise.reject(new Error('The router answers elsewhere'));
	},
};
