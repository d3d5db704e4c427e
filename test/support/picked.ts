import type { WorkflowJson } from '../../scripts/lib/engine';

/** With what people pick from a list in the panel, wherever an example leaves it open. `picks`: parameter → id. */
export function withPicked(workflow: WorkflowJson, picks: Readonly<Record<string, string>>): WorkflowJson {
	const nodes = workflow.nodes.map((node) => {
		const open = Object.entries(picks).filter(([name]) => name in node.parameters);
		const picked = Object.fromEntries(open.map(([name, value]) => [name, { __rl: true, mode: 'id', value }]));
		return { ...node, parameters: { ...node.parameters, ...picked } };
	});
	return { ...workflow, nodes };
}
