import { NodeOperationError, type INode, type ISupplyDataFunctions, type SupplyData } from 'n8n-workflow';

import { harvest, type MessageClasses } from '../../adapters/langchain/harvest';
import { methodOf } from '../../adapters/langchain/methods';
import { chatResult, chunkWriter, identified } from '../../adapters/langchain/reply';
import { routerModel, type CallOptions } from '../../adapters/langchain/routerModel';
import { isSeen, type OnPart, type StreamPart } from '../../router/calls/client';
import { countTokens, MAX_COUNTED_CHARS } from '../../router/request/tokens';

import type { World } from '../RouteLlmRequest/world';

import { askedFor } from './asked';
import { routeCall, type Said } from './call';
import { asNodeError, failedError } from './failed';
import { createQueue } from './queue';
import { openRun, type RouterRun } from './run';
import { createTracer, type Tracer } from './runData';
import { toldOf } from './told';

/**
 * The Chat Model that an AI Agent or chain gets. n8n asks anew at each step of an Agent; what lasts is in the node's
 * context and in the log.
 * @throws NodeOperationError for a misconfiguration, before any call.
 */
export async function supplyFrom(world: World, ctx: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
	const node = ctx.getNode();
	try {
		const sdk = loadSdk(node);
		const classes = await harvest(sdk);
		const run = await openRun({ world, ctx, node, sdk, itemIndex });
		const models = run.prepared.resolved.models.map(({ branch }) => branch);
		const tracer = createTracer(ctx, models, (error) => asNodeError(node, error));
		const parts = { ...answering(world, run, classes, tracer), countTokens: tokensOf, callbacks: [tracer.handler] };
		return { response: routerModel(sdk, ctx, parts) };
	} catch (error) {
		throw asNodeError(node, error);
	}
}

/** The host's: what is at the top of a file that n8n loads would take all our nodes down with it where it is missing. */
function loadSdk(node: INode): unknown {
	try {
		return require('@n8n/ai-node-sdk');
	} catch {
		throw new NodeOperationError(node, 'This version of n8n has no AI Node SDK, which the LLM Router Chat Model needs', {
			description: 'Update n8n. The other nodes of this package work without it.',
		});
	}
}

interface Call {
	readonly messages: readonly object[];
	readonly options: CallOptions;
	/** LangChain's manager of this run. */
	readonly manager: unknown;
	readonly onPart: OnPart | null;
	readonly stop?: AbortSignal;
}

type Answering = (call: Call) => Promise<Said>;

function answering(world: World, run: RouterRun, classes: MessageClasses, tracer: Tracer) {
	const answer = answerer(world, run, tracer);
	return {
		async generate(messages: readonly object[], options: CallOptions, manager: unknown): Promise<object> {
			const said = await answer({ messages, options, manager, onPart: null });
			const given = identified(said.answer);
			run.memory.calls.keep(said.place, given);
			return chatResult(classes, given, toldOf(run, said));
		},
		async *stream(messages: readonly object[], options: CallOptions, manager: unknown): AsyncGenerator<object> {
			const writer = chunkWriter(classes);
			const parts = createQueue<StreamPart>();
			const stop = new AbortController();
			const answered = answer({ messages, options, manager, onPart: parts.push, stop: stop.signal }).finally(parts.end);
			// It is awaited below; until then nobody may take it for unhandled.
			answered.catch(() => undefined);
			try {
				let shown = false;
				for await (const part of parts) {
					// A model that failed may have thought, too; the answer's own thoughts come at the end.
					if (!isSeen(part)) continue;
					shown = true;
					yield* written(writer.part(part), part, manager);
				}
				const said = await answered;
				if (!shown) for (const part of partsOf(said)) yield* written(writer.part(part), part, manager);
				run.memory.calls.keep(said.place, writer.identified(said.answer));
				yield writer.last(said.answer, toldOf(run, said));
			} finally {
				// Whoever reads no further wants no more of it.
				stop.abort();
			}
		},
	};
}

function answerer(world: World, run: RouterRun, tracer: Tracer): Answering {
	return async ({ messages, options, manager, onPart, stop }: Call): Promise<Said> => {
		const { schemaOf, memory } = run;
		const beforeCall = (model: object) => tracer.hang(model, manager);
		const asked = askedFor({ messages, options, schemaOf, turns: memory.calls.turns(), beforeCall });
		const signals = [options['signal'], run.ctx.getExecutionCancelSignal(), stop].filter((one) => one instanceof AbortSignal);
		const said = await routeCall(run, { world, asked, signal: AbortSignal.any(signals), onPart });
		if (said.answer === null) throw failedError(run.node, run.prepared, said.result);
		return said;
	};
}

/** LangChain leaves it to the model to tell whoever listens to the run. */
async function* written(chunk: object, part: StreamPart, manager: unknown): AsyncGenerator<object> {
	yield chunk;
	const text = part.kind === 'text' ? part.text : '';
	await methodOf(manager, 'handleLLMNewToken')?.(text, undefined, undefined, undefined, undefined, { chunk });
}

/** LangChain's own would download a tokenizer. */
function tokensOf(content: unknown): number {
	const text = typeof content === 'string' ? content : JSON.stringify(content ?? '');
	return countTokens(text, MAX_COUNTED_CHARS);
}

/** An answer that came as a whole. */
function partsOf({ answer: { text, toolCalls } }: Said): StreamPart[] {
	const calls = toolCalls.map(({ id, name, arguments: written }, index) => ({
		kind: 'tool_call' as const,
		index,
		id,
		name,
		arguments: written,
	}));
	return text === '' ? calls : [{ kind: 'text', text }, ...calls];
}
