import { connect, runWorkflow, startWorkflow, type EngineRunOptions, type RunResult, type StartedRun } from './engine';
import { askOf, FEEDBACK_TYPE, NODE, sources, type Ask } from './routeNode';

export const FEEDBACK = 'Feedback';

type Item = NonNullable<EngineRunOptions['items']>[number];
type INode = EngineRunOptions['workflow']['nodes'][number];
type Credentials = NonNullable<EngineRunOptions['credentials']>;

export interface FeedbackAsk {
	/** `resource`, `operation` and what they take; what is left out has its default, as in the editor. */
	readonly parameters: Record<string, unknown>;
	/** Default: one empty item. */
	readonly items?: readonly Item[];
	/** Credential type → its data. Default: the node has none. */
	readonly credentials?: Credentials;
	/** Of the node beside its parameters: `onError`, `id`, … */
	readonly node?: Partial<INode>;
	/** Default `wf`. */
	readonly workflowId?: string;
	readonly extra?: Partial<EngineRunOptions>;
}

export interface FeedbackResult extends Omit<RunResult, 'items' | 'hints'> {
	/** The items of each output of LLM Router Feedback. */
	readonly outputs: readonly (readonly Item[])[];
	/** The data of the items of the first output. */
	readonly json: readonly Item['json'][];
	/** Run-level messages of the node. */
	readonly hints: readonly string[];
}

/** LLM Router Feedback from its sources, run alone inside n8n's engine; see `openLedger` for its log. */
export async function runFeedback(ask: FeedbackAsk): Promise<FeedbackResult> {
	return feedbackOf(await (await startFeedback(ask)).done);
}

/** The same, with the means to stop it. */
export async function startFeedback(ask: FeedbackAsk): Promise<StartedRun> {
	return await startWorkflow({
		package: sources,
		...(ask.items && { items: ask.items }),
		credentials: credentialsOf(ask),
		workflow: {
			id: ask.workflowId ?? 'wf',
			nodes: [{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }, feedbackNode(ask)],
			connections: connect('Start', [FEEDBACK]),
		},
		...ask.extra,
	});
}

/**
 * Route LLM Request and behind each of its branches LLM Router Feedback, which so runs once for each branch that
 * has items.
 */
export async function routeThenFeedback(route: Ask, ask: Omit<FeedbackAsk, 'items' | 'workflowId'>): Promise<RunResult> {
	const { workflow, credentials, ...rest } = askOf({ ...route, wired: (route.wired ?? [null, null, null]).map(() => FEEDBACK) });
	return await runWorkflow({
		...rest,
		credentials: { ...credentials, ...credentialsOf(ask) },
		workflow: { ...workflow, nodes: workflow.nodes.map((node) => (node.name === FEEDBACK ? feedbackNode(ask) : node)) },
		...ask.extra,
	});
}

/** An expression for the decision of the item that LLM Router Feedback is given. */
export const ROUTED_ID = `={{ $('${NODE}').item.json.llmRoute.id }}`;

function feedbackNode({ parameters, node, credentials }: Omit<FeedbackAsk, 'items'>): INode {
	const given = Object.fromEntries(Object.keys(credentials ?? {}).map((type) => [type, { id: idOf(type), name: type }]));
	return {
		name: FEEDBACK,
		id: 'feedback-id',
		type: FEEDBACK_TYPE,
		typeVersion: 1,
		credentials: given,
		...node,
		parameters: { ...parameters } as INode['parameters'],
	};
}

function credentialsOf({ credentials = {} }: Pick<FeedbackAsk, 'credentials'>): Credentials {
	return Object.fromEntries(Object.entries(credentials).map(([type, data]) => [idOf(type), data]));
}

// The router's credentials have ids of their own.
function idOf(type: string): string {
	return `feedback-${type}`;
}

function feedbackOf(result: RunResult): FeedbackResult {
	const outputs = (result.tasks(FEEDBACK)[0]?.data?.main ?? []).map((items) => items ?? []);
	return {
		...result,
		outputs,
		json: (outputs[0] ?? []).map(({ json }) => json),
		hints: result.hints(FEEDBACK).map(({ message }) => message),
	};
}
