/** What a consumer has asked with, in LangChain's own objects: a connected Chat Model gets it as it is. */
export class Original {
	readonly tools: readonly unknown[];
	/** As LangChain's `bindTools` takes it; `undefined`: it says nothing of it. */
	readonly toolChoice: unknown;
	/** What else was bound or passed, by LangChain's names. */
	readonly options: Readonly<Record<string, unknown>>;
	readonly stop: unknown;

	/** @param options as `_generate` gets them. */
	constructor(
		readonly messages: readonly object[],
		options: Readonly<Record<string, unknown>>,
		/** Told of each Chat Model just before it is asked. What it returns is to be the id of LangChain's run of it. */
		readonly beforeCall: (model: object) => string | null = () => null,
	) {
		const { tools, tool_choice: toolChoice, stop, signal: _ours, promptIndex: _inner, callbacks: _theirs, ...rest } = options;
		this.tools = Array.isArray(tools) ? tools : [];
		this.toolChoice = toolChoice;
		this.stop = stop;
		this.options = rest;
	}
}
