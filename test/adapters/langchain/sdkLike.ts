import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

/** The SDK's model as far as its adapter asks it. */
interface SdkModel {
	stream(): AsyncIterable<{ readonly delta: string }>;
}

/** As the adapter of n8n's SDK is: a Chat Model of LangChain's own. */
class Adapter extends BaseChatModel {
	constructor(readonly model: SdkModel) {
		super({});
	}

	_llmType() {
		return 'n8n-chat-model';
	}

	_generate(): Promise<ChatResult> {
		return Promise.reject(new Error('not replaced'));
	}

	override async *_streamResponseChunks(): AsyncGenerator<ChatGenerationChunk> {
		for await (const { delta } of this.model.stream()) {
			yield new ChatGenerationChunk({ text: delta, message: new AIMessageChunk({ content: [{ type: 'text', text: delta }] }) });
		}
	}
}

/** `@n8n/ai-node-sdk`, which is no dependency here, with the LangChain that is. */
export function sdkLike() {
	return {
		supplyModel: jest.fn((_ctx: unknown, model: SdkModel) => ({ response: new Adapter(model) })),
		getParametersJsonSchema: ({ inputSchema }: { readonly inputSchema: unknown }) => inputSchema,
	};
}
