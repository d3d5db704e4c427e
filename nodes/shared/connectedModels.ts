import type { RouterContext } from './context';

import { baseUrlsOf, isChatModel, keysOf, modelNameOf, quietRetries, type ChatModelLike } from '../../adapters/connected/chatModel';
import { ConfigError } from '../../router/configError';
import { mergeFacts } from '../../router/registry/facts';
import type { ModelSpec } from '../../router/registry/model';
import { z } from '../../vendor/zod';

import { keyHash } from './keyId';
import { rankRows, type KnownRow, type ModelRow, type ResolvedModels } from './models';

const PORT = 'ai_languageModel';
const PREFIX = 'connected/';

/** Whether it is a Chat Model plugged into the node. */
export function isConnected({ id }: Pick<ModelSpec, 'id'>): boolean {
	return id.startsWith(PREFIX);
}

/** What is needed of n8n to see the wires. */
type Wires = Pick<RouterContext, 'getNode' | 'getParentNodes'>;

export interface ConnectedModels {
	readonly resolved: ResolvedModels;
	/** By the `keyId` of the models. */
	readonly connected: ReadonlyMap<string, ChatModelLike>;
	/** What the Chat Models hold of their credentials: what must never be shown. */
	readonly keys: readonly string[];
}

/**
 * The rows with the id of the Chat Model plugged into each one's port: `connected/<sub-node name>`.
 * @throws ConfigError naming the port of an enabled row that is open, holds a disabled sub-node, or one that is on
 * another port too, which n8n would hand over once only.
 */
export function wiredRows(ctx: Wires, rows: readonly ModelRow[]): readonly ModelRow[] {
	const plugged = pluggedIn(ctx);
	const off = new Set(parentsOf(ctx).flatMap(({ name, disabled }) => (disabled ? [name] : [])));
	const first = new Map<string, ModelRow>();
	return rows.map((row) => {
		const name = plugged[row.slot - 1];
		if (row.enabled) requireUsable(row, name, { off, other: first.get(name ?? '') });
		if (row.enabled && name !== undefined) first.set(name, row);
		return { ...row, modelId: name === undefined ? '' : PREFIX + name };
	});
}

function requireUsable(
	row: ModelRow,
	name: string | undefined,
	{ off, other }: { readonly off: ReadonlySet<string>; readonly other: ModelRow | undefined },
): void {
	const port = portOf(row);
	if (name === undefined) throw new ConfigError(port, 'is open', 'Connect a Chat Model to it, or disable the row.');
	if (off.has(name))
		throw new ConfigError(port, `holds "${name}", which is disabled`, 'Enable that node, connect another one, or disable the row.');
	if (other === undefined) return;
	throw new ConfigError(
		port,
		`holds "${name}", which is on the port "${other.branch}" too`,
		'Connect a separate Chat Model, or disable one of the two rows.',
	);
}

/**
 * The Chat Models of the enabled rows, as n8n supplies them: once for the run, so that expressions in a sub-node see
 * the first item. Prices, windows and capabilities are what the rows say, and otherwise not known.
 * @throws ConfigError naming the port whose sub-node is no Chat Model, and as `rankRows`.
 */
export async function connectedModels(ctx: RouterContext, rows: readonly ModelRow[]): Promise<ConnectedModels> {
	const supplied = await suppliedModels(ctx);
	const workflowId = ctx.getWorkflow().id ?? '';
	const found = rows.filter(({ enabled }) => enabled).map((row) => ({ row, ...chatModelOf(supplied, row, workflowId) }));
	const retrying = found.flatMap(({ name, chatModel }) => {
		const retries = quietRetries(chatModel);
		return retries > 0
			? [`${name} retries failed calls itself (Max Retries ${String(retries)}), on top of this node's own retries: set it to 0 there`]
			: [];
	});
	const { models, hints } = rankRows(found);
	return {
		resolved: { models, endpoints: new Map(), hints: [...hints, ...retrying] },
		connected: new Map(found.map(({ keyId, chatModel }) => [keyId, chatModel])),
		keys: found.flatMap(({ chatModel }) => keysOf(chatModel)),
	};
}

function chatModelOf(
	supplied: ReadonlyMap<string, unknown>,
	row: ModelRow,
	workflowId: string,
): Omit<KnownRow, 'row'> & { readonly name: string; readonly chatModel: ChatModelLike } {
	const name = row.modelId.slice(PREFIX.length);
	const chatModel = supplied.get(name);
	if (!isChatModel(chatModel)) {
		throw new ConfigError(portOf(row), `holds "${name}", which is not a Chat Model`, 'Connect a node whose name ends in Chat Model.');
	}
	// Names are unique within a workflow only, and what is down or refused here is shared by all workflows.
	const own = `connected:${workflowId}:${name}`;
	const keyId = `${own}#${keyHash(...keysOf(chatModel), ...baseUrlsOf(chatModel))}`;
	const key = { name: `the key of the Chat Model "${name}"`, isTested: false };
	const facts = mergeFacts(row.facts, null, null);
	return { name, chatModel, facts, apiModel: modelNameOf(chatModel) ?? name, providerId: own, keyId, key, limitsKey: own };
}

/** By sub-node name. n8n hands over one object alone or several in a list, in the order in which it names the sub-nodes. */
async function suppliedModels(ctx: RouterContext): Promise<ReadonlyMap<string, unknown>> {
	const names = parentsOf(ctx).flatMap(({ name, disabled }) => (disabled ? [] : [name]));
	const given: unknown = await ctx.getInputConnectionData(PORT, 0);
	const models: readonly unknown[] = Array.isArray(given) ? given : [given];
	if (models.length !== names.length) {
		throw new ConfigError(
			'Models',
			`has ${String(names.length)} Chat Models connected, of which n8n provides ${String(models.length)}`,
			'Disconnect the Chat Models and connect them again.',
		);
	}
	return new Map(names.map((name, index) => [name, models[index]]));
}

function parentsOf(ctx: Wires): ReturnType<Wires['getParentNodes']> {
	return ctx.getParentNodes(ctx.getNode().name, { connectionType: PORT, depth: 1 });
}

/** Names of the sub-nodes by port, in the order of the ports. */
function pluggedIn(ctx: Wires): readonly (string | undefined)[] {
	if (!tellsConnections(ctx))
		throw new ConfigError(
			'Models From',
			'is Connected Chat Models, which this version of n8n cannot tell apart',
			'Update n8n, or use the registry credential.',
		);
	return portsSchema.parse(ctx.getConnections(ctx.getNode(), PORT)).map((wires) => wires?.[0]?.node);
}

const portsSchema = z.array(z.array(z.object({ node: z.string() })).nullish());

/** n8n has it and its types do not. */
function tellsConnections(ctx: object): ctx is { getConnections(destination: object, type: string): unknown } {
	return 'getConnections' in ctx && typeof ctx.getConnections === 'function';
}

function portOf({ slot, branch }: ModelRow): string {
	return `Models, row ${String(slot)}, port "${branch}"`;
}
