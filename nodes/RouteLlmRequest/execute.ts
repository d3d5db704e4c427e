import { NodeOperationError, type IExecuteFunctions, type INode, type INodeExecutionData } from 'n8n-workflow';

import { isConfigError } from '../../router/configError';
import { z } from '../../vendor/zod';
import { systemClock } from '../shared/clock';
import { inTurns, turn } from '../shared/inTurns';
import { createPace } from '../shared/pace';

import { place } from './branches';
import { countOf as items, countsOf, examplesOf, firstFix } from './fallen';
import type { Finished } from './finished';
import { openMemory, type Memory } from './memory';
import { prepareRun, type PreparedRun } from './prepare';
import { routeItems } from './routeItems';
import { thisMachine } from './thisMachine';
import { isFallbackConnected, wiresOf, wiringHints } from './wiring';
import { addRunHints } from './runHints';
import { summaryOf } from './summary';
import { addTraces } from './traces';

/**
 * One run of the node: read and check everything, route every item, place each on its branch.
 * @throws NodeOperationError for a misconfiguration, before any money is spent; and where the user chose
 * Stop with an Error, after every item is finished and recorded.
 */
export async function executeRoute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const input = this.getInputData();
	const outputs = this.getNodeOutputs().length;
	if (input.length === 0) return Array.from({ length: outputs }, () => []);
	const node = this.getNode();
	const runIndex = runIndexSchema.parse(this.getWorkflowDataProxy(0)).$runIndex;
	const memory = openMemory(this, node, runIndex);
	const pace = createPace();
	const options = { world: thisMachine, ctx: this, node, itemCount: input.length, memory, atMs: systemClock.wall(), pace };
	const prepared = await prepareRun(options).catch((error: unknown) => {
		throw explained(node, error);
	});
	const signal = this.getExecutionCancelSignal() ?? new AbortController().signal;
	const { finished, notices, status } = await routeItems({ ctx: this, node, runIndex, input, prepared, memory, signal, pace });
	// What is said of many thousand items takes its time, too.
	await turn();
	const summary = await inTurns(summaryOf(finished));
	const { fallen } = summary;
	const wires = wiresOf(this);
	// A stopped execution ends by itself; its items are not lost because an output is not connected.
	const stranded = fallen.length === 0 || signal.aborted || isFallbackConnected(wires) ? [] : fallen;
	const stops = stranded.length > 0 && prepared.settings.ifFallbackNotConnected === 'stop' && !this.continueOnFail();
	const wiring = wiringHints(this, wires, summary);
	addRunHints({ ctx: this, node, prepared, summary, notices, status, wiring, dropped: stops ? [] : stranded });
	addTraces(this, prepared.items[0]?.strategy.name ?? '', summary);
	await turn();
	if (stops) throw stopError(node, prepared, stranded, { finished, memory });
	const answerFieldOf = answerFieldIn(prepared, input);
	const branches = await inTurns(place({ input, finished, answerFieldOf, outputs }));
	if (memory.isLastTry || !n8nSeesFailure(branches)) memory.forget();
	return branches;
}

/** On Fallback the field is cleared of an older answer, but not of the prompt, which whoever takes over needs. */
function answerFieldIn({ items, settings }: PreparedRun, input: readonly INodeExecutionData[]) {
	return ({ slot }: Finished, index: number): string | null => {
		const item = items[index];
		const { operation, outputField } = item?.settings ?? settings;
		if (operation === 'routeOnly') return null;
		const prompt = item?.prompt.kind === 'text' ? item.prompt : null;
		const holdsPrompt = prompt !== null && (prompt.field === outputField || input[index]?.json[outputField] === prompt.text);
		return holdsPrompt && slot === 0 ? null : outputField;
	};
}

const runIndexSchema = z.object({ $runIndex: z.number() });

/** n8n's own errors, such as of a failed expression or a missing credential, name their field already. */
function explained(node: INode, error: unknown): Error {
	if (isConfigError(error)) return new NodeOperationError(node, error.message);
	return error instanceof Error ? error : new NodeOperationError(node, String(error));
}

function stopError(
	node: INode,
	{ redactor }: PreparedRun,
	stranded: readonly Finished[],
	{ finished, memory }: { readonly finished: readonly Finished[]; readonly memory: Memory },
): NodeOperationError {
	if (memory.isLastTry) memory.forget();
	const message = `${String(stranded.length)} of ${items(finished.length)} failed, and the Fallback output is not connected. ${firstFix(stranded)}`;
	const keep =
		'To keep failed items, connect the Fallback output, or set If Fallback Is Not Connected under If a Model Fails to Drop and Hint.';
	const description = `${countsOf(stranded)}.\n${examplesOf(stranded)}\n${keep}`;
	return new NodeOperationError(node, redactor.message(message), { description: redactor.message(description) });
}

/** What makes n8n run the node again under Retry On Fail: a value in `error` of the first item of output 0. */
function n8nSeesFailure(branches: readonly INodeExecutionData[][]): boolean {
	const error: unknown = branches[0]?.[0]?.json['error'];
	return error !== undefined && error !== null && error !== false;
}
