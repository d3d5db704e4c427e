import type { DecisionRecord } from '../../../router/ledger/record';
import { codeNode, connect, runWorkflow, type CodeFunction, type RunResult } from '../../support/engine';
import { createTransport } from '../../../nodes/shared/transport';
import type { Fault } from '../../support/faults/catalogue';
import { startFaultProvider, type Arrival, type Choose, type FaultProvider } from '../../support/faults/provider';
import { askOf, KEYS, NODE, type TestLedger } from '../../support/routeNode';

export const OPERATIONS = ['routeAndAnswer', 'routeOnly'] as const;
export const RETRIES = [0, 2] as const;
/** `small`: the weaker model fails, every time; `all`: both do; `once`: the weaker one, the first time it is asked. */
export const PATTERNS = ['small', 'all', 'once'] as const;

export interface Case {
	readonly fault: Fault;
	readonly operation: (typeof OPERATIONS)[number];
	readonly retries: (typeof RETRIES)[number];
	readonly pattern: (typeof PATTERNS)[number];
	/** No other case has it. */
	readonly n: number;
}

/** All that can be seen of one case from outside. */
export interface Observed {
	readonly result: RunResult;
	readonly records: readonly DecisionRecord[];
	/** Arrivals at the weaker and at the stronger model. */
	readonly arrivals: readonly [readonly Arrival[], readonly Arrival[]];
	/** Requests at the host that was redirected to. */
	readonly elsewhere: number;
	/** Connections that something still held after the run. */
	readonly left: readonly Arrival[];
}

/** The prompt that meets the fault, and the one beside it that meets none. */
export const STRUCK = 'Translate into French: good morning';
export const SPARED = 'Translate into French: good evening';

/** Seconds, as in the panel. All waits of an item fit; the ten minutes that five years are clamped to do not. */
const PATIENCE = 20;

/** Seconds. Short only where nothing else ends the call: a busy machine needs its time for all others. */
function timeoutOf({ expected }: Fault): number {
	return expected.kind === 'timeout' ? 1.5 : 20;
}

/** Runs one workflow in which one item meets the fault, with providers, credential and execution of its own. */
export async function observe(one: Case, ledger: TestLedger): Promise<Observed> {
	const { fault, pattern, n } = one;
	const struck: Choose = ({ prompt, nth }) => {
		if (prompt !== STRUCK || fault.at === 'address') return null;
		return pattern === 'once' && nth > 0 ? null : fault;
	};
	const providers = await Promise.all([startFaultProvider(struck), startFaultProvider(pattern === 'all' ? struck : () => null)]);
	const urls = urlsOf(one, providers);
	const executionId = `fault-${String(n)}-${String(process.pid)}`;
	try {
		const result = await runWorkflow({ ...workflowOf(one, urls), executionId });
		await settled(providers);
		return {
			result,
			records: ledger.stored(executionId),
			arrivals: [providers[0].journal, providers[1].journal],
			elsewhere: providers.reduce((sum, { elsewhere }) => sum + elsewhere.journal.length, 0),
			left: providers.flatMap(({ journal }) => journal.filter(({ ended }) => ended === 'open')),
		};
	} finally {
		await Promise.all(providers.map((provider) => provider.close()));
	}
}

/** A host that is not there spares nobody. */
export function promptsOf({ fault }: Case): readonly string[] {
	return fault.at === 'address' ? [STRUCK] : [STRUCK, SPARED];
}

function urlsOf({ fault, pattern, n }: Case, [small, large]: readonly [FaultProvider, FaultProvider]): [string, string] {
	if (fault.at === 'provider') return [small.url, large.url];
	return [fault.urlOf(2 * n + 1), pattern === 'all' ? fault.urlOf(2 * n + 2) : large.url];
}

function workflowOf(one: Case, urls: readonly [string, string]): ReturnType<typeof askOf> {
	const { fault, operation, retries, n } = one;
	const timeout = timeoutOf(fault);
	const options = fault.capped === true ? { costCap: 1 } : {};
	const parameters = { operation, threshold: 0, maxRetries: retries, timeout, maxWaitTime: PATIENCE, ...options };
	const items = promptsOf(one).map((text) => ({
		json: { text, own: { tag: text.length } },
		binary: { file: { data: 'QQ==', mimeType: 'text/plain' } },
	}));
	const { workflow, ...rest } = askOf({ items, urls, parameters, credentialId: `credential-${String(n)}` });
	if (operation === 'routeAndAnswer') return { ...rest, workflow };
	// Each branch makes its call itself; what fails goes back to the router, what does not is done.
	const callers = { Small: 'test.small', Large: 'test.large' };
	return {
		...rest,
		nodeTypes: {
			'test.small': caller({ url: urls[0], model: 'small', key: KEYS.custom1, timeout }),
			'test.large': caller({ url: urls[1], model: 'large', key: KEYS.custom2, timeout }),
		},
		workflow: {
			...workflow,
			nodes: [
				...workflow.nodes.map((node) => ({
					...node,
					type: node.name === 'Small' || node.name === 'Large' ? callers[node.name] : node.type,
				})),
				{ name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
			],
			connections: { ...workflow.connections, ...connect('Small', ['Done', NODE]), ...connect('Large', ['Done', NODE]) },
		},
	};
}

interface Downstream {
	readonly url: string;
	readonly model: string;
	readonly key: string;
	/** Seconds. */
	readonly timeout: number;
}

/** Stands in for somebody's model node: one call an item, `error` on its second output where that fails. */
function caller(downstream: Downstream) {
	const run: CodeFunction = async (items, context) => {
		const fetch = createTransport((options) => context.helpers.httpRequest(options));
		const called = await Promise.all(
			items.map(async (item) => {
				const answer = await ask(fetch, downstream, item.json['text'] as string);
				const { error: _before, ...json } = item.json;
				return { json: { ...json, ...answer }, ...(item.binary && { binary: item.binary }) };
			}),
		);
		return [called.filter(({ json }) => !('error' in json)), called.filter(({ json }) => 'error' in json)];
	};
	return codeNode(run, { outputs: 2 });
}

async function ask(fetch: ReturnType<typeof createTransport>, { url, model, key, timeout }: Downstream, prompt: string) {
	const failed = { error: 'the call failed' };
	const stop = new AbortController();
	const timer = setTimeout(() => stop.abort(), timeout * 1_000);
	try {
		const body = JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] });
		const response = await fetch(`${url}/v1/chat/completions`, {
			method: 'POST',
			headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
			body,
			signal: stop.signal,
		});
		if (response.status !== 200) return failed;
		const { choices } = JSON.parse(await response.text()) as { choices?: { message: { content: string | null }; finish_reason: string }[] };
		const [choice] = choices ?? [];
		return choice?.message.content != null && choice.finish_reason === 'stop' ? { output: choice.message.content } : failed;
	} catch {
		return failed;
	} finally {
		clearTimeout(timer);
		stop.abort();
	}
}

/** The other end of a connection learns a moment later that it was let go of. */
async function settled(providers: readonly FaultProvider[]): Promise<void> {
	const isOpen = () => providers.some(({ journal }) => journal.some(({ ended }) => ended === 'open'));
	for (let tries = 0; tries < 100 && isOpen(); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
}
