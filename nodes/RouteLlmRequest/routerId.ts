import type { IExecuteFunctions, INode } from 'n8n-workflow';

/** `workflow:node`. The node's id, not its name: history survives a rename. */
export function routerIdOf(ctx: Pick<IExecuteFunctions, 'getWorkflow'>, node: Pick<INode, 'id'>): string {
	return `${ctx.getWorkflow().id ?? ''}:${node.id}`;
}
