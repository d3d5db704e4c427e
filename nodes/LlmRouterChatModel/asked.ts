import { readMessages } from '../../adapters/langchain/messages';
import { readOptions } from '../../adapters/langchain/options';
import { Original } from '../../adapters/langchain/original';
import type { CallOptions } from '../../adapters/langchain/routerModel';
import type { Sdk } from '../../adapters/langchain/sdk';
import type { LlmRequest } from '../../router/request/request';

/** What a consumer asks, as a request. */
export interface AskedFor {
	readonly request: LlmRequest;
	/** What of it only a connected model gets: in our words alone, as it is kept. */
	readonly notes: readonly string[];
}

/**
 * @param beforeCall told of each connected Chat Model just before it is asked.
 * @throws Error for what is no message or no tool.
 */
export function askedFor(messages: readonly object[], options: CallOptions, sdk: Sdk, beforeCall: (model: object) => void): AskedFor {
	const read = readMessages(messages);
	const { leftOut, ...rest } = readOptions(options, (name, schema) => sdk.schemaOf(name, schema));
	const left = [...read.leftOut, ...leftOut];
	return {
		request: {
			messages: read.messages,
			...rest,
			wantsJsonSchema: false,
			wantsTools: rest.tools !== undefined,
			roomTokens: 0,
			original: new Original(messages, options, beforeCall),
		},
		notes: left.length === 0 ? [] : [`left out for models of the registry, which cannot be sent it: ${left.join(', ')}`],
	};
}
