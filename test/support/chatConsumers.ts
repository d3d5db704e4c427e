import type { INodeParameters } from 'n8n-workflow';
import type { ChatProvider } from './chatProvider';
import { merged, openAi, plain, wire, type Part, type Piece } from './chatWorkflow';

/** Nodes of n8n that ask a Chat Model, in their smallest form. */
export const CONSUMERS = [
	'agent',
	'parser',
	'chain',
	'extractor',
	'classifier',
	'sentiment',
	'summary',
	'qa',
	'guardrails',
	'evaluation',
	'selector',
] as const;
export type Consumer = (typeof CONSUMERS)[number];

/** What it takes to answer the whole: requests to a model, by consumer. Basic LLM Chain has five items, all others one. */
export const REQUESTS: Readonly<Record<Consumer, number>> = {
	agent: 2,
	parser: 1,
	chain: 5,
	extractor: 1,
	classifier: 1,
	sentiment: 1,
	summary: 2,
	qa: 1,
	guardrails: 2,
	evaluation: 1,
	selector: 1,
};

const LANGCHAIN = '@n8n/n8n-nodes-langchain';
const SCHEMA = { schemaType: 'manual', inputSchema: '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}' };

/** Errors that n8n shows where nobody answers: one for each item; Guardrails takes it for a violation. */
export const ERRORS: Readonly<Record<Consumer, number>> = {
	agent: 1,
	parser: 1,
	chain: 5,
	extractor: 1,
	classifier: 1,
	sentiment: 1,
	summary: 1,
	qa: 1,
	guardrails: 0,
	evaluation: 1,
	selector: 1,
};

/** Items of the trigger; only Basic LLM Chain takes all. */
export const ITEMS = [1, 2, 3, 4, 5].map((index) => ({
	text: `Item ${index}: a positive word on billing. `.repeat(3),
	long: `Paragraph one on billing. ${'Many words follow. '.repeat(60)}`,
}));

export interface ConsumerOptions {
	/** Name of the node; default the kind. */
	readonly name?: string;
	readonly kind: Consumer;
	readonly model: Piece;
	readonly provider: Pick<ChatProvider, 'toolUrl' | 'baseUrl'>;
	/** Agent: its prompt. */
	readonly prompt?: string;
	/** Agent: its tools; default two that can be asked at once. */
	readonly tools?: readonly string[];
	/** Options of the node. */
	readonly options?: INodeParameters;
	/** Other settings of the node, as Retry On Fail. */
	readonly settings?: object;
	/** Of OpenAI: for Question and Answer's embeddings and the Model Selector's other model. */
	readonly credential: { readonly id: string; readonly name: string };
}

export function consumer(asked: ConsumerOptions): Piece {
	const { kind, name: root = kind, model, settings } = asked;
	const { type, version, parameters, plugged = [], entry = root } = described(asked, root);
	const node = {
		...plain(root, type, version, parameters),
		...(kind !== 'chain' && { executeOnce: true }),
		onError: 'continueRegularOutput' as const,
		...settings,
	};
	const wired = kind === 'selector' ? selector(root, asked) : merged(model, wire(model.root, 'ai_languageModel', root));
	return { root: entry, ...merged({ nodes: [node], connections: {} }, wired, ...plugged) };
}

interface Described {
	readonly type: string;
	readonly version: number;
	readonly parameters: INodeParameters;
	readonly plugged?: readonly Part[];
	/** Where the trigger leads, if it is not the consumer. */
	readonly entry?: string;
}

function described(asked: ConsumerOptions, root: string): Described {
	const { options = {} } = asked;
	const text = '={{ $json.text }}';
	switch (asked.kind) {
		case 'agent':
		case 'parser':
			return agent(asked, root);
		case 'chain':
			return { type: `${LANGCHAIN}.chainLlm`, version: 1.9, parameters: { promptType: 'define', text } };
		case 'extractor':
		case 'selector':
			return { type: `${LANGCHAIN}.informationExtractor`, version: 1.2, parameters: { text, ...SCHEMA, options } };
		case 'classifier': {
			const categories = ['billing', 'technical'].map((category) => ({ category, description: `All about ${category}` }));
			return {
				type: `${LANGCHAIN}.textClassifier`,
				version: 1.1,
				parameters: { inputText: text, categories: { categories }, options },
			};
		}
		case 'sentiment':
			return { type: `${LANGCHAIN}.sentimentAnalysis`, version: 1.1, parameters: { inputText: text, options } };
		case 'summary':
			return {
				type: `${LANGCHAIN}.chainSummarization`,
				version: 2.1,
				parameters: { operationMode: 'nodeInputJson', chunkSize: 2000, chunkOverlap: 0, options },
			};
		case 'guardrails': {
			const guardrails = { jailbreak: { value: { threshold: 0.7 } }, nsfw: { value: { threshold: 0.7 } } };
			return { type: `${LANGCHAIN}.guardrails`, version: 2, parameters: { operation: 'classify', text, guardrails } };
		}
		case 'evaluation':
			return {
				type: 'n8n-nodes-base.evaluation',
				version: 4.8,
				parameters: { operation: 'setMetrics', metric: 'helpfulness', userQuery: text, actualAnswer: 'An answer', options },
			};
		case 'qa':
			return questionAndAnswer(asked, root);
	}
}

/** An AI Agent with tools, or with an Output Parser. */
function agent({ kind, provider, prompt, options, tools: names = ['weather', 'clock'] }: ConsumerOptions, root: string): Described {
	const parser = `Parser of ${root}`;
	const tools = names.map((name) =>
		merged(
			{
				nodes: [
					plain(name, 'n8n-nodes-base.httpRequestTool', 4.2, {
						toolDescription: `Tells the ${name}`,
						url: `=${provider.toolUrl(name)}?call={{ $fromAI('call', 'any word', 'string') }}`,
						options: {},
					}),
				],
				connections: {},
			},
			wire(name, 'ai_tool', root),
		),
	);
	const parsed = merged(
		{ nodes: [plain(parser, `${LANGCHAIN}.outputParserStructured`, 1.3, { ...SCHEMA })], connections: {} },
		wire(parser, 'ai_outputParser', root),
	);
	return {
		type: `${LANGCHAIN}.agent`,
		version: 3.1,
		parameters: {
			promptType: 'define',
			text: prompt ?? (kind === 'parser' ? 'Which city?' : 'Please use weather and clock.'),
			hasOutputParser: kind === 'parser',
			options: { enableStreaming: kind !== 'parser', ...options },
		},
		plugged: kind === 'parser' ? [parsed] : tools,
	};
}

/** Two documents go into a store in memory, then are asked for. */
function questionAndAnswer({ credential, provider }: ConsumerOptions, root: string): Described {
	const [insert, loader, store, retriever, embeddings] = ['Insert', 'Loader', 'Store', 'Retriever', 'Embeddings'].map(
		(one) => `${one} of ${root}`,
	);
	const memoryKey = { __rl: true, mode: 'id', value: `memory of ${provider.baseUrl} ${root}` };
	const vectors = `${LANGCHAIN}.vectorStoreInMemory`;
	const part: Part = {
		nodes: [
			{ ...plain(insert ?? '', vectors, 1.3, { mode: 'insert', memoryKey }), executeOnce: true },
			plain(loader ?? '', `${LANGCHAIN}.documentDefaultDataLoader`, 1.1, {
				jsonMode: 'expressionData',
				jsonData: 'Invoices are sent on Mondays.',
				options: {},
			}),
			plain(store ?? '', vectors, 1.3, { mode: 'retrieve', memoryKey }),
			plain(retriever ?? '', `${LANGCHAIN}.retrieverVectorStore`, 1),
			{
				...plain(embeddings ?? '', `${LANGCHAIN}.embeddingsOpenAi`, 1.2, { options: {} }),
				credentials: { openAiApi: credential },
			},
		],
		connections: {},
	};
	const wires = [
		wire(insert ?? '', 'main', root),
		wire(loader ?? '', 'ai_document', insert ?? ''),
		wire(embeddings ?? '', 'ai_embedding', insert ?? ''),
		wire(embeddings ?? '', 'ai_embedding', store ?? ''),
		wire(store ?? '', 'ai_vectorStore', retriever ?? ''),
		wire(retriever ?? '', 'ai_retriever', root),
	];
	return {
		type: `${LANGCHAIN}.chainRetrievalQa`,
		version: 1.7,
		parameters: { promptType: 'define', text: 'When are invoices sent?', options: {} },
		plugged: [part, ...wires],
		...(insert !== undefined && { entry: insert }),
	};
}

/** A Model Selector whose one rule always holds, between the model and the consumer; its other model is never taken. */
function selector(root: string, { model, credential }: ConsumerOptions): Part {
	const spare = openAi(`large-spare of ${root}`, credential);
	const name = `Selector of ${root}`;
	const condition = {
		leftValue: '={{ $json.text }}',
		rightValue: '',
		operator: { type: 'string', operation: 'notEmpty', singleValue: true },
	};
	const conditions = {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [condition],
		combinator: 'and',
	};
	const node = plain(name, `${LANGCHAIN}.modelSelector`, 1, { numberInputs: 2, rules: { rule: [{ modelIndex: 1, conditions }] } });
	const wires = [
		wire(model.root, 'ai_languageModel', name),
		wire(spare.root, 'ai_languageModel', name, 1),
		wire(name, 'ai_languageModel', root),
	];
	return merged(model, spare, { nodes: [node], connections: {} }, ...wires);
}
