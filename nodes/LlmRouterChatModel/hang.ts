import { randomUUID } from 'node:crypto';

import { isObject, methodOf } from '../../adapters/langchain/methods';
import { z } from '../../vendor/zod';

/** By what a connected Chat Model tells its runs with: the ids of those runs → our runs that they are for. */
const hung = new WeakMap<object, Map<string, number>>();

/**
 * Has n8n show the next run of a connected Chat Model under run `index` of ours.
 * @returns the id that this run is to have for LangChain.
 */
export function hangUnder(model: object, index: number): string {
	const id = randomUUID();
	const callbacks: unknown = Reflect.get(model, 'callbacks');
	for (const callback of Array.isArray(callbacks) ? callbacks : []) if (isObject(callback)) hangOne(callback, id, index);
	return id;
}

/**
 * n8n's own tracer takes one number, which it adds to that of the candidate's run: it is wrong as soon as two requests
 * are under way at once, and it is not heeded where the candidate fails. What a run is for is therefore said again at its end.
 */
function hangOne(tracer: object, id: string, index: number): void {
	const setParent = methodOf(tracer, 'setParentRunIndex');
	const executes: unknown = Reflect.get(tracer, 'executionFunctions');
	const next: unknown = methodOf(executes, 'getNextRunIndex')?.();
	if (setParent === null || typeof next !== 'number' || !isObject(executes)) return;
	setParent(index - next);
	const known = hung.get(tracer);
	if (known !== undefined) return void known.set(id, index);
	hung.set(tracer, new Map([[id, index]]));
	const add = methodOf(executes, 'addOutputData');
	if (add === null) return;
	Reflect.set(executes, 'addOutputData', (port: unknown, run: unknown, data: unknown, metadata: unknown, parent: unknown) =>
		add(port, run, data, metadata, parentOf(tracer, run) ?? parent),
	);
}

function parentOf(tracer: object, run: unknown): number | undefined {
	const runs = runsSchema.parse(Reflect.get(tracer, 'runsMap'));
	const [id = ''] = Object.entries(runs).find(([, { index }]) => index === run) ?? [];
	return hung.get(tracer)?.get(id);
}

/** How the tracer keeps the numbers of its runs. */
const runsSchema = z.record(z.object({ index: z.number() })).catch({});
