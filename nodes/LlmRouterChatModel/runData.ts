import type { ISupplyDataFunctions, NodeOperationError } from 'n8n-workflow';

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
				const { text, generationInfo } = outputSchema.parse(output);
				const { tracing, ...json } = generationInfo;
				ctx.addOutputData(PORT, index, [[{ json: { response: { generations: [[{ text }]] }, ...json } }]], { tracing });
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

const message = z
	.object({ content: z.unknown() })
	.transform(({ content }) => (typeof content === 'string' ? content : withoutFiles(content)))
	.catch('');
const batches = z.array(z.array(message)).catch([]);

function textsOf(messages: unknown): string[] {
	return batches.parse(messages).flat();
}

const LONGEST_VALUE = 2_000;

/** Pictures and files would fill the saved execution. */
function withoutFiles(content: unknown): string {
	const cut = (_key: string, value: unknown) =>
		typeof value === 'string' && value.length > LONGEST_VALUE && /^[\w+/=:;,.-]+$/.test(value)
			? `${value.slice(0, 40)}… (${String(value.length)} characters)`
			: value;
	return JSON.stringify(content, cut) ?? '';
}

const infoSchema = z
	.object({ tracing: z.record(z.union([z.string(), z.number()])).catch({}) })
	.passthrough()
	.catch({ tracing: {} });
const generation = z.object({ text: z.string().catch(''), generationInfo: infoSchema });
const outputSchema = z
	.object({ generations: z.tuple([z.tuple([generation]).rest(z.unknown())]).rest(z.unknown()) })
	.transform(({ generations: [[first]] }) => first)
	.catch({ text: '', generationInfo: { tracing: {} } });
