import { type IDataObject, type INode, Workflow } from 'n8n-workflow';

/** As n8n calls a list of a node's panel: it has no execution, and no storage path. */
export async function panelContext({
	type,
	credentials = null,
}: {
	readonly type: 'routeLlmRequest' | 'llmRouterFeedback';
	readonly credentials?: IDataObject | null;
}) {
	const { LoadOptionsContext } = await import('n8n-core');
	const node: INode = {
		id: '1',
		name: 'Node',
		type: `n8n-nodes-llm-router.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...(credentials && { credentials: { llmRouterStoreApi: { id: '1', name: 'Store' } } }),
	};
	const nodeTypes = {
		getByName: () => {
			throw new Error('not asked');
		},
		getByNameAndVersion: () => ({ description: { properties: [] } }),
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: nodeTypes as never });
	const context = new LoadOptionsContext(workflow, node, {} as never, '');
	if (credentials) context.getCredentials = (() => Promise.resolve(credentials)) as never;
	return context;
}
