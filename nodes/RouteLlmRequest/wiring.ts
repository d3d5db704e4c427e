import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { z } from '../../vendor/zod';

import { countOf } from './fallen';
import type { Summary } from './summary';

type Context = Pick<IExecuteFunctions, 'getNode' | 'getChildNodes' | 'getParentNodes'>;

/** A connection that begins at one of this node's outputs. */
interface Wire {
	readonly output: number;
	/** The node it leads to. */
	readonly to: string;
	readonly type: string;
	/** n8n hands items through it to the next node. */
	readonly disabled: boolean;
}

/**
 * Every connection of this node's outputs; `null`: they are not known. Execute Step hands the node a workflow that is cut
 * off behind it, and older versions of n8n do not tell.
 */
export function wiresOf(ctx: Pick<Context, 'getNode' | 'getChildNodes'>): readonly Wire[] | null {
	if (!tellsConnections(ctx) || partialRun.safeParse(ctx).success) return null;
	const { name } = ctx.getNode();
	return ctx.getChildNodes(name).flatMap((child) => {
		const inputs = connectionsSchema.safeParse(ctx.getConnections(child, 'main')).data ?? [];
		const ours = inputs.flatMap((wires) => wires ?? []).filter((wire) => wire.node === name);
		return ours.map(({ index }) => ({ output: index, to: child.name, type: child.type, disabled: child.disabled }));
	});
}

/** Whether a wire leaves output 0. Where that is not known, it does: the item is then seen in the output pane at least. */
export function isFallbackConnected(wires: readonly Wire[] | null): boolean {
	return wires === null || wires.some(({ output }) => output === 0);
}

/** What happens behind this node to the items on its model branches that nobody may expect, and what to do about it. */
export function wiringHints(ctx: Context, wires: readonly Wire[] | null, { landed }: Pick<Summary, 'landed'>): string[] {
	if (wires === null || landed.size === 0) return [];
	const wired = new Set(wires.map(({ output }) => output));
	const unwired = [...landed].filter(([slot]) => !wired.has(slot)).map(([, one]) => one);
	const modelIsWired = [...wired].some((output) => output > 0);
	const lost = modelIsWired ? unwired.map(({ branch, count }) => UNWIRED(branch, count)) : [];
	const asked = modelIsWired ? null : callerOf(ctx);
	return [...lost, ...(asked === null ? [] : [ONLY_FALLBACK(asked)]), ...loops(ctx, wires, landed).map(LOOP)];
}

const UNWIRED = (branch: string, count: number) =>
	`${countOf(count)} went to ${branch}, which is not connected, and was dropped there. Connect this output as you did the others.`;

const ONLY_FALLBACK = (caller: string) =>
	`${caller} gets only the Fallback output, because this node is the last one. Connect all outputs to a Merge node (Append), so that the answers are returned.`;

const LOOP = (loop: string) =>
	`Several outputs lead straight back to "${loop}", which then runs once for each of them. Connect them to a Merge node (Append), and that to the loop.`;

/** Loops that more than one branch with items leads straight back to: each of them triggers the next batch. */
function loops(ctx: Context, wires: readonly Wire[], landed: ReadonlyMap<number, unknown>): string[] {
	const back = wires.filter(({ type, disabled, output }) => type === LOOP_TYPE && !disabled && landed.has(output));
	const before = new Set(ctx.getParentNodes(ctx.getNode().name).map(({ name }) => name));
	const names = [...new Set(back.map(({ to }) => to))].filter((name) => before.has(name));
	return names.filter((name) => new Set(back.flatMap(({ to, output }) => (to === name ? [output] : []))).size > 1);
}

const LOOP_TYPE = 'n8n-nodes-base.splitInBatches';

/** Who waits for what the last node has on output 0, where that is this node: a trigger that has run; `null`: nobody. */
function callerOf(ctx: Context): string | null {
	const ran = runData.safeParse(ctx).data?.runExecutionData.resultData.runData ?? {};
	const before = ctx.getParentNodes(ctx.getNode().name, { includeNodeParameters: true });
	const waiting = before.filter(({ name }) => Object.hasOwn(ran, name)).find((node) => waits(node.type, node.parameters ?? {}));
	if (waiting === undefined) return null;
	return waiting.type === SUB_WORKFLOW ? 'The workflow that calls this one' : `The caller of "${waiting.name}"`;
}

const SUB_WORKFLOW = 'n8n-nodes-base.executeWorkflowTrigger';

function waits(type: string, parameters: IDataObject): boolean {
	const mode = parameters['responseMode'];
	if (type === SUB_WORKFLOW) return true;
	return (type === 'n8n-nodes-base.webhook' || type === 'n8n-nodes-base.formTrigger') && mode === 'lastNode';
}

/** Execute Step names a node to stop at. */
const partialRun = z.object({
	runExecutionData: z.object({ startData: z.object({ destinationNode: z.unknown().refine((node) => Boolean(node)) }) }),
});

const runData = z.object({ runExecutionData: z.object({ resultData: z.object({ runData: z.record(z.unknown()) }) }) });

const connectionsSchema = z.array(z.array(z.object({ node: z.string(), index: z.number() })).nullish());

/** n8n has it and its types do not. */
function tellsConnections(ctx: object): ctx is { getConnections(destination: object, type: string): unknown } {
	return 'getConnections' in ctx && typeof ctx.getConnections === 'function';
}
