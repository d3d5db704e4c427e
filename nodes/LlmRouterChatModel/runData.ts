import type { ISupplyDataFunctions, NodeOperationError } from 'n8n-workflow';

import { methodOf } from '../../adapters/langchain/methods';
import { z } from '../../vendor/zod';

import { hangUnder } from './hang';

/** Hears of every call of the model from LangChain, and shows it in n8n's panel of the node and in its Logs. */
export interface Tracer {
	/** For LangChain: a handler by its method names. */
	readonly handler: object;
	/**
	 * A connected Chat Model is about to be asked for this run of LangChain's: n8n is to show it under that run.
	 * @returns the id its own run is to have; `null`: any.
	 */
	hang(model: object, run: unknown): string | null;
}

/** @param models what is chosen from, by the names people gave. */
export function createTracer(
	ctx: ISupplyDataFunctions,
	models: readonly string[],
	errorOf: (error: unknown) => NodeOperationError,
): Tracer {
	const runs = new Map<string, number>();
	return {
		handler: {
			awaitHandlers: true,
			handleChatModelStart(_model: unknown, messages: unknown, runId: string) {
				const json = { messages: textsOf(messages), models: [...models] };
				runs.set(runId, ctx.addInputData(PORT, [[{ json }]]).index);
			},
			handleLLMEnd(output: unknown, runId: string) {
				const index = runs.get(runId);
				if (index === undefined) return;
				runs.delete(runId);
				const { text, message, generationInfo } = outputSchema.parse(output);
				const { tracing, ...json } = generationInfo;
				const came = cameAbout(json);
				const generations = [saidIn(text, message.tool_calls), ...(came === '' ? [] : [came])].map((shown) => [{ text: shown }]);
				ctx.addOutputData(PORT, index, [[{ json: { response: { generations }, ...json } }]], { tracing });
			},
			handleLLMError(error: unknown, runId: string) {
				const index = runs.get(runId);
				if (index === undefined) return;
				runs.delete(runId);
				ctx.addOutputData(PORT, index, errorOf(error));
			},
		},
		hang(model, run) {
			const index = runs.get(runSchema.parse(run).runId);
			return index === undefined ? null : hangUnder(model, index);
		},
	};
}

const PORT = 'ai_languageModel';

const runSchema = z.object({ runId: z.string() }).catch({ runId: '' });

const callsSchema = z.array(z.object({ name: z.string(), args: z.unknown() })).catch([]);
const messageSchema = z.object({ content: z.unknown(), tool_calls: callsSchema }).catch({ content: '', tool_calls: [] });
const batches = z.array(z.array(z.unknown())).catch([]);

/** As one text, which is how n8n's own models do it: of a list of texts its Logs would show nothing. */
function textsOf(messages: unknown): string[] {
	return [batches.parse(messages).flat().map(turnOf).join('\n')];
}

function turnOf(message: unknown): string {
	const { content, tool_calls: calls } = messageSchema.parse(message);
	const text = typeof content === 'string' ? content : Array.isArray(content) && content.length === 0 ? '' : withoutFiles(content);
	const role = ROLES[String(methodOf(message, 'getType')?.())];
	return `${role === undefined ? '' : `${role}: `}${saidIn(text, calls)}`;
}

const ROLES: Readonly<Record<string, string>> = { system: 'System', human: 'Human', ai: 'AI', tool: 'Tool' };

const LONGEST_VALUE = 2_000;

/** Pictures and files would fill the saved execution. */
function withoutFiles(content: unknown): string {
	const cut = (_key: string, value: unknown) =>
		typeof value === 'string' && value.length > LONGEST_VALUE && /^[\w+/=:;,.-]+$/.test(value)
			? `${value.slice(0, 40)}… (${String(value.length)} characters)`
			: value;
	return JSON.stringify(content, cut) ?? '';
}

/** n8n shows these texts, one below the other, and nothing else before a person asks for the JSON. */
function saidIn(text: string, calls: z.infer<typeof callsSchema>): string {
	const called = calls.map(({ name, args }) => `${name}(${JSON.stringify(args)})`).join(', ');
	return [text, called === '' ? '' : `Calls ${called}`].filter((one) => one !== '').join('\n\n');
}

function cameAbout(json: unknown): string {
	const { branch, reason, costUsd } = routeSchema.parse(json).llmRoute;
	const cost = costUsd === null ? '' : `, $${costUsd.toFixed(COST_DIGITS)}`;
	return branch === null ? reason : `Answered by ${branch}${cost}: ${reason}`;
}

/** A short request to a small model costs millionths of a dollar. */
const COST_DIGITS = 6;

const routeSchema = z
	.object({
		llmRoute: z.object({ branch: z.string().nullable().default(null), reason: z.string(), costUsd: z.number().nullable().default(null) }),
	})
	.catch({ llmRoute: { branch: null, reason: '', costUsd: null } });

const infoSchema = z
	.object({ tracing: z.record(z.union([z.string(), z.number()])).catch({}) })
	.passthrough()
	.catch({ tracing: {} });
const generation = z.object({ text: z.string().catch(''), message: messageSchema, generationInfo: infoSchema });
const outputSchema = z
	.object({ generations: z.tuple([z.tuple([generation]).rest(z.unknown())]).rest(z.unknown()) })
	.transform(({ generations: [[first]] }) => first)
	.catch({ text: '', message: { content: '', tool_calls: [] }, generationInfo: { tracing: {} } });
