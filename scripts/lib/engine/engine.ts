import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	createRunExecutionData,
	setSafeRegexEngine,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IConnections,
	type INode,
	type INodeExecutionData,
	type IPinData,
	type IRun,
	type ITaskData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { InMemoryCredentials } from './credentials';
import { manualTrigger, nodeTypesOf, noOp, type NodeTypesByName } from './nodeTypes';
import { loadPackage, type LoadedPackage } from './package';

/** A workflow as the editor exports it; node ids and positions may be left out. */
export interface WorkflowJson {
	readonly id?: string;
	readonly name?: string;
	readonly nodes: ReadonlyArray<Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> & Partial<INode>>;
	readonly connections: IConnections;
	readonly pinData?: IPinData;
	readonly settings?: IWorkflowSettings;
}

export interface EngineRunOptions {
	readonly workflow: WorkflowJson;
	/** What Manual Trigger emits; default one empty item. */
	readonly items?: readonly INodeExecutionData[];
	/** Default: the build of this checkout. */
	readonly package?: LoadedPackage;
	/** Node types besides the package's, Manual Trigger and No Operation. */
	readonly nodeTypes?: NodeTypesByName;
	/** Decrypted credential data by the id or name the workflow's nodes give. */
	readonly credentials?: Readonly<Record<string, ICredentialDataDecryptedObject>>;
	/** Default: a fresh id. */
	readonly executionId?: string;
	/** Default `manual`. Pinned data counts in manual runs only, as in n8n. */
	readonly mode?: WorkflowExecuteMode;
	/** Default: the node nothing leads into. */
	readonly startNode?: string;
	/** What Execute Step is pressed on: the run ends there. Default: the whole workflow runs. */
	readonly destinationNode?: string;
}

export interface RunResult {
	readonly run: IRun;
	/** `success`, `error`, `canceled`. */
	readonly status: IRun['status'];
	/** The error that ended the run, if one did. */
	readonly error: Error | undefined;
	/** Every run of a node, in order; empty if it never ran. */
	tasks(node: string): readonly ITaskData[];
	/** Items a node put on one output in one run (default: the first). */
	items(node: string, output?: number, runIndex?: number): readonly INodeExecutionData[];
	/** Number of items on each output in one run. */
	counts(node: string, runIndex?: number): readonly number[];
	/** Run-level messages of a node. */
	hints(node: string, runIndex?: number): readonly NodeExecutionHint[];
}

export interface StartedRun {
	readonly executionId: string;
	readonly done: Promise<RunResult>;
	/** What the Stop button does. */
	cancel(): void;
}

// n8n gives each regular expression 250 ms by the clock. On a busy machine the process may not even run for so long, and
// the workflow would fail for it.
setSafeRegexEngine({
	exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
	test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
	replace: (pattern, input, flags, replacement) => input.replace(new RegExp(pattern, flags), replacement),
	matchAll: (pattern, input, flags = '') => [...input.matchAll(new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`))],
	split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
});

/** Where n8n-core keeps a node's files in this process; nodes see `<folder>/.n8n/storage/<type>`. */
export const userFolder = prepareEnvironment();

/** Runs a workflow to its end inside this process, through n8n's own engine. */
export async function runWorkflow(options: EngineRunOptions): Promise<RunResult> {
	return await (await startWorkflow(options)).done;
}

/** Starts a workflow and hands back the means to stop it. */
export async function startWorkflow(options: EngineRunOptions): Promise<StartedRun> {
	const { ExecutionLifecycleHooks, ExternalSecretsProxy, WorkflowExecute } = await import('n8n-core');
	const ours = options.package ?? (await loadPackage());
	const nodeTypes = nodeTypesOf({
		'n8n-nodes-base.manualTrigger': manualTrigger(options.items ?? [{ json: {} }]),
		'n8n-nodes-base.noOp': noOp,
		...ours.nodes,
		...options.nodeTypes,
	});
	const data = workflowData(options.workflow);
	const workflow = new Workflow({ ...data, nodeTypes });
	const mode = options.mode ?? 'manual';
	const executionId = options.executionId ?? randomUUID();
	const additionalData: IWorkflowExecuteAdditionalData = {
		...urls,
		executionId,
		workflowId: workflow.id,
		variables: {},
		currentNodeExecutionIndex: 0,
		credentialsHelper: new InMemoryCredentials(ours.credentials, options.credentials ?? {}),
		externalSecretsProxy: new ExternalSecretsProxy(),
		hooks: new ExecutionLifecycleHooks(mode, executionId, data),
		logAiEvent: () => undefined,
		executeWorkflow: () => Promise.reject(new Error('Sub-workflows are not part of this engine.')),
		getRunExecutionData: () => Promise.resolve(undefined),
		getRuntimeCredential: () => Promise.resolve(undefined),
		startRunnerTask: () => Promise.reject(new Error('Task runners are not part of this engine.')),
	};
	const execution = new WorkflowExecute(additionalData, mode, createRunExecutionData()).run({
		workflow,
		startNode: findStart(workflow, options.startNode),
		...(options.destinationNode !== undefined && { destinationNode: { nodeName: options.destinationNode, mode: 'inclusive' as const } }),
		...(mode === 'manual' && data.pinData ? { pinData: data.pinData } : {}),
	});
	return { executionId, done: execution.then(resultOf), cancel: () => execution.cancel() };
}

/** `from` → the nodes wired to its outputs, by output index; an output may have none. */
export function connect(from: string, outputs: ReadonlyArray<string | readonly string[] | null>): IConnections {
	const main = outputs.map((to) =>
		(to === null ? [] : typeof to === 'string' ? [to] : to).map((node) => ({ node, type: 'main' as const, index: 0 })),
	);
	return { [from]: { main } };
}

const urls = {
	restApiUrl: 'http://localhost/rest',
	instanceBaseUrl: 'http://localhost',
	formBaseUrl: 'http://localhost/form',
	formWaitingBaseUrl: 'http://localhost/form-waiting',
	formTestBaseUrl: 'http://localhost/form-test',
	webhookBaseUrl: 'http://localhost/webhook',
	webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
	webhookTestBaseUrl: 'http://localhost/webhook-test',
	mcpBaseUrl: 'http://localhost/mcp',
	mcpTestBaseUrl: 'http://localhost/mcp-test',
};

// n8n-core reads these when it is first loaded, so this runs before it is imported.
function prepareEnvironment(): string {
	const folder = process.env.N8N_USER_FOLDER ?? temporaryFolder();
	process.env.N8N_USER_FOLDER = folder;
	// A failed node is in the result; n8n's own log would say it again. Set it to `debug` to look closer.
	process.env.N8N_LOG_LEVEL ??= 'silent';
	process.env.N8N_ENCRYPTION_KEY ??= 'in-process-engine';
	return folder;
}

function temporaryFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'llm-router-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

function workflowData(json: WorkflowJson): IWorkflowBase {
	const now = new Date();
	// Notes on the canvas do nothing; n8n-core does not bring their type.
	const working = json.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	const nodes = working.map((node, index) => ({ id: `node-${index}`, position: [index * 200, 0] satisfies [number, number], ...node }));
	return {
		id: json.id ?? 'in-process',
		name: json.name ?? 'In process',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		// The Workflow writes defaults into the nodes it is given.
		nodes: structuredClone(nodes),
		connections: structuredClone(json.connections),
		settings: { executionOrder: 'v1', ...json.settings },
		...(json.pinData ? { pinData: json.pinData } : {}),
	};
}

function findStart(workflow: Workflow, name: string | undefined): INode {
	const starts = Object.values(workflow.nodes).filter((node) =>
		name === undefined ? workflow.getParentNodes(node.name).length === 0 : node.name === name,
	);
	const [start, ...others] = starts;
	if (!start || others.length > 0)
		throw new Error(`Name the start node: ${starts.map((node) => node.name).join(', ') || 'none'} would qualify.`);
	return start;
}

function resultOf(run: IRun): RunResult {
	const { resultData } = run.data;
	const tasks = (node: string) => resultData.runData[node] ?? [];
	const outputs = (node: string, runIndex: number) => tasks(node)[runIndex]?.data?.main ?? [];
	return {
		run,
		status: run.status,
		error: resultData.error,
		tasks,
		items: (node, output = 0, runIndex = 0) => outputs(node, runIndex)[output] ?? [],
		counts: (node, runIndex = 0) => outputs(node, runIndex).map((items) => items?.length ?? 0),
		hints: (node, runIndex = 0) => tasks(node)[runIndex]?.hints ?? [],
	};
}
