import type { IExecuteFunctions, INode } from 'n8n-workflow';

/** `workflow:node`. The node's id, not its name: history survives a rename. */
export function routerIdOf(ctx: Pick<IExecuteFunctions, 'getWorkflow'>, node: Pick<INode, 'id'>): string {
	return `${ctx.getWorkflow().id ?? ''}:${node.id}`;
}

/** Long enough to recognise it. */
const NAME_CHARS = 100;

/** `workflow / node`, as both are called now: most nodes keep the name n8n gave them, so it takes the workflow's too. */
export function routerNameOf(ctx: Pick<IExecuteFunctions, 'getWorkflow'>, node: Pick<INode, 'name'>): string {
	const names = [ctx.getWorkflow().name ?? '', node.name].map((name) => name.trim().slice(0, NAME_CHARS));
	return names.filter((name) => name !== '').join(' / ');
}
