import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { N8nRest } from './e2e';

export type Json = Record<string, unknown>;

/** A finished execution as n8n has stored it. */
export interface Execution {
	readonly id: string;
	readonly status: string;
	/** Data of the items on an output, all runs of the node in a row; empty where the node never ran. */
	items(node: string, output?: number): readonly Json[];
	/** Run-level messages of a node, all its runs in a row. */
	hints(node: string): readonly string[];
	/** What went wrong in a node, all its runs in a row: run by run, or as items that only say so. */
	errors(node: string): readonly string[];
	/** All runs of a node, sub-nodes too. */
	runs(node: string): readonly Run[];
	/** What a node put onto n8n's trace, of its last run; `null`: nothing. */
	tracing(node: string): Json | null;
	/** Nodes that ran, in the order of their first run. */
	readonly ran: readonly string[];
	/** The whole record as n8n's REST answers it. */
	readonly raw: string;
}

export interface Run {
	/** Data of the items it gave, over all outputs. */
	readonly items: readonly Json[];
	/** Of the items it was given, where n8n keeps them: sub-nodes. */
	readonly input: readonly Json[];
	readonly error: string | null;
	/** The run it belongs to, of the node it was asked by or had its items from. */
	readonly from: { readonly node: string; readonly run: number } | null;
}

const PATIENCE_MS = 60_000;
const recordSchema = z.object({ id: z.coerce.string(), status: z.string(), data: z.string() });
const listSchema = z.object({ results: z.array(z.object({ id: z.coerce.string() })) });
const itemsSchema = z.array(z.object({ json: z.record(z.unknown()) }));
const portsSchema = z.record(z.array(itemsSchema.nullish()).nullish()).nullish();
const runDataSchema = z.object({
	resultData: z.object({
		runData: z
			.record(
				z.array(
					z.object({
						startTime: z.number(),
						executionIndex: z.number().optional(),
						metadata: z.object({ tracing: z.record(z.unknown()).optional() }).nullish(),
						error: z.object({ message: z.string() }).nullish(),
						hints: z.array(z.object({ message: z.string() })).nullish(),
						data: portsSchema,
						inputOverride: portsSchema,
						source: z.array(z.object({ previousNode: z.string(), previousNodeRun: z.number().default(0) }).nullish()).nullish(),
					}),
				),
			)
			.catch({}),
	}),
});

/** Runs a stored workflow by hand from its trigger (its pinned data included) and waits for the end. */
export async function runByHand(rest: N8nRest, workflowId: string, trigger: string): Promise<Execution> {
	const started = await rest.request('POST', `/workflows/${workflowId}/run`, { triggerToStartFrom: { name: trigger } });
	return await finished(rest, z.object({ executionId: z.coerce.string() }).parse(started).executionId);
}

/** Waits for an execution of a workflow that is not in `known`, and for its end. */
export async function nextExecution(rest: N8nRest, workflowId: string, known: readonly string[] = []): Promise<Execution> {
	const id = await until('an execution', async () => (await executionsOf(rest, workflowId)).find((one) => !known.includes(one)) ?? null);
	return await finished(rest, id);
}

/** Ids, also of executions that still run. */
export async function executionsOf(rest: N8nRest, workflowId: string): Promise<readonly string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = listSchema.parse(await rest.request('GET', `/executions?filter=${filter}`));
	return results.map(({ id }) => id);
}

/** Asks again and again until there is an answer; fails after a while, by default a minute. */
export async function until<T>(what: string, ask: () => Promise<T | null>, patienceMs = PATIENCE_MS): Promise<T> {
	for (let waited = 0; waited < patienceMs; waited += 200) {
		const answer = await ask();
		if (answer !== null) return answer;
		await sleep(200);
	}
	throw new Error(`${what} did not come about within ${patienceMs / 1000} s`);
}

/** Waits for the end of an execution. */
export async function finished(rest: N8nRest, id: string, patienceMs = PATIENCE_MS): Promise<Execution> {
	const running = ['new', 'running', 'waiting'];
	return await until(
		`the end of execution ${id}`,
		async () => {
			const answer = await rest.request('GET', `/executions/${id}?includeData=true`);
			const { status, data } = recordSchema.parse(answer);
			if (running.includes(status)) return null;
			return { id, status, raw: JSON.stringify(answer), ...outcomeOf(data) };
		},
		patienceMs,
	);
}

function outcomeOf(data: string): Pick<Execution, 'items' | 'hints' | 'errors' | 'runs' | 'tracing' | 'ran'> {
	const { runData } = runDataSchema.parse(unflatten(data)).resultData;
	const started = (node: string) => runData[node]?.[0]?.executionIndex ?? 0;
	const itemsOf = (node: string, output: number) =>
		(runData[node] ?? []).flatMap((run) => (run.data?.['main']?.[output] ?? []).map(({ json }) => json));
	return {
		items: (node, output = 0) => itemsOf(node, output),
		errors: (node) => [
			...(runData[node] ?? []).flatMap(({ error }) => error?.message ?? []),
			...itemsOf(node, 0).flatMap(({ error }) => (typeof error === 'string' ? error : [])),
		],
		runs: (node) =>
			(runData[node] ?? []).map(({ data, inputOverride, error, source }) => {
				const [from] = source ?? [];
				return {
					items: jsonIn(data),
					input: jsonIn(inputOverride),
					error: error?.message ?? null,
					from: from == null ? null : { node: from.previousNode, run: from.previousNodeRun },
				};
			}),
		hints: (node) => (runData[node] ?? []).flatMap(({ hints }) => (hints ?? []).map(({ message }) => message)),
		tracing: (node) => runData[node]?.at(-1)?.metadata?.tracing ?? null,
		ran: Object.keys(runData).toSorted((a, b) => started(a) - started(b)),
	};
}

function jsonIn(ports: z.infer<typeof portsSchema>): Json[] {
	return Object.values(ports ?? {}).flatMap((outputs) => (outputs ?? []).flatMap((items) => (items ?? []).map(({ json }) => json)));
}

/** n8n stores runs in the format of `flatted`: a list of values in which a string stands for a place in the list. */
function unflatten(text: string): unknown {
	const list = z.array(z.unknown()).parse(JSON.parse(text));
	const built = new Map<number, unknown>();
	const resolve = (value: unknown): unknown => (typeof value === 'string' ? at(Number(value)) : value);
	const at = (index: number): unknown => {
		if (built.has(index)) return built.get(index);
		const value = list[index];
		if (value === null || typeof value !== 'object') return value;
		if (Array.isArray(value)) {
			const copy: unknown[] = [];
			built.set(index, copy);
			copy.push(...value.map(resolve));
			return copy;
		}
		const copy: Json = {};
		built.set(index, copy);
		for (const [key, one] of Object.entries(value)) copy[key] = resolve(one);
		return copy;
	};
	return at(0);
}
