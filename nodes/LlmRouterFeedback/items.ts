import { setImmediate } from 'node:timers/promises';

import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { isConfigError } from '../../router/configError';

/** An item made of another one. */
export function itemOf(json: IDataObject, index: number): INodeExecutionData {
	return { json, pairedItem: { item: index } };
}

/** What is wrong with one item, for people. */
interface Problem {
	readonly problem: string;
}

export type Readable<T extends object> = T | Problem;

/**
 * Reads the parameters of every item, and lets n8n's other work have its turn in between: expressions take their
 * time. What `read` throws is a problem of its item.
 * @throws NodeOperationError for the first item with a problem, where the run is to stop.
 */
export async function readEach<T extends object>(ctx: IExecuteFunctions, read: Read<T>): Promise<Readable<T>[]> {
	const all: Readable<T>[] = [];
	let turnBeganMs = performance.now();
	for (const index of ctx.getInputData().keys()) {
		if (performance.now() - turnBeganMs > TURN_MS) {
			await setImmediate();
			turnBeganMs = performance.now();
		}
		all.push(await readOne(ctx, index, read));
	}
	return all;
}

const TURN_MS = 10;

type Read<T extends object> = (index: number) => Readable<T> | Promise<Readable<T>>;

async function readOne<T extends object>(ctx: IExecuteFunctions, index: number, read: Read<T>): Promise<Readable<T>> {
	try {
		const one = await read(index);
		if ('problem' in one && !ctx.continueOnFail()) throw new NodeOperationError(ctx.getNode(), one.problem, { itemIndex: index });
		return one;
	} catch (error) {
		if (ctx.continueOnFail()) return { problem: error instanceof Error ? error.message : String(error) };
		// n8n's own errors say more than their message.
		throw isConfigError(error) ? new NodeOperationError(ctx.getNode(), error.message, { itemIndex: index }) : error;
	}
}

export interface Each<T extends object> {
	readonly ctx: IExecuteFunctions;
	readonly read: Read<T>;
	/** What one item becomes. A ConfigError is a problem of its item. */
	readonly make: (one: T, index: number) => Promise<readonly INodeExecutionData[]>;
}

/** What becomes of each item. All are read before anything is made of the first. */
export async function madeOfEach<T extends object>({ ctx, read, make }: Each<T>): Promise<INodeExecutionData[]> {
	const made: INodeExecutionData[] = [];
	for (const [index, one] of (await readEach(ctx, read)).entries()) {
		if ('problem' in one) made.push(failedItem(ctx, index, one.problem));
		else made.push(...(await make(one, index).catch((error: unknown) => [failedByConfig(ctx, index, error)])));
	}
	return made;
}

function failedByConfig(ctx: IExecuteFunctions, index: number, error: unknown): INodeExecutionData {
	if (!isConfigError(error)) throw error;
	return failedItem(ctx, index, error.message);
}

/**
 * What is wrong with one item: with On Error other than Stop the item goes on with the message in `error`, as any
 * n8n node does it.
 * @throws NodeOperationError where the run is to stop.
 */
export function failedItem(ctx: IExecuteFunctions, index: number, message: string): INodeExecutionData {
	if (!ctx.continueOnFail()) throw new NodeOperationError(ctx.getNode(), message, { itemIndex: index });
	// n8n takes an item to the error output only if it holds nothing else, and adds what came in again itself.
	const came = ctx.getNode().onError === 'continueErrorOutput' ? {} : ctx.getInputData()[index]?.json;
	return itemOf({ ...came, error: message }, index);
}
