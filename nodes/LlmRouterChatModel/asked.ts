import { withKeptTurns, type KeptTurn } from '../../adapters/langchain/keptTurns';
import { readMessages } from '../../adapters/langchain/messages';
import { readOptions } from '../../adapters/langchain/options';
import { Original } from '../../adapters/langchain/original';
import type { CallOptions } from '../../adapters/langchain/routerModel';
import type { SchemaOf } from '../../adapters/langchain/tools';
import type { LlmRequest } from '../../router/request/request';

/** What a consumer asks, as a request. */
export interface AskedFor {
	readonly request: LlmRequest;
	/** What of it only a connected model gets: in our words alone, as it is kept. */
	readonly notes: readonly string[];
}

interface AskedOptions {
	readonly messages: readonly object[];
	/** What was bound or passed, by LangChain's names. */
	readonly options: CallOptions;
	readonly schemaOf: SchemaOf;
	/** Turns of this execution that called tools: n8n's Agent hands them back in pieces. */
	readonly turns: readonly KeptTurn[];
	/** Told of each connected Chat Model just before it is asked. What it returns is to be the id of LangChain's run of it. */
	readonly beforeCall: (model: object) => string | null;
}

/** @throws Error for what is no message or no tool. */
export function askedFor({ messages, options, schemaOf, turns, beforeCall }: AskedOptions): AskedFor {
	const read = readMessages(messages);
	const { leftOut, ...rest } = readOptions(options, schemaOf);
	const left = [...read.leftOut, ...leftOut];
	return {
		request: {
			messages: withKeptTurns(read.messages, turns),
			...rest,
			wantsJsonSchema: false,
			wantsTools: rest.tools !== undefined,
			roomTokens: 0,
			original: new Original(messages, options, beforeCall),
		},
		notes: left.length === 0 ? [] : [`left out for models of the registry, which cannot be sent it: ${left.join(', ')}`],
	};
}
