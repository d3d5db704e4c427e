import type { WorkflowJson } from '../../scripts/lib/engine';
import { ROUTER, routerWorkflow, wireTo } from './routerWorkflow';

/** The node at the end of each branch, Fallback first. */
export const TICKET_ENDS = ['Look at Failures', 'Answered by Small', 'Answered by Strong'];

export const TICKETS = [
	'Hi there! How are you today?',
	'What is the capital of Australia?',
	'Translate to French: Where is the train station?',
	'Make this sentence friendlier: Send me the report now.',
	'Summarize in one sentence: The shop opens at nine, closes at six, and is shut on Sundays and public holidays.',
	'',
	'Prove that the square root of 2 is irrational, then say which step fails for the square root of 4.',
	'A 70-year-old on warfarin starts clarithromycin. What happens to the INR, by which mechanism, and what must be monitored?',
];

/** The workflow that the README shows and explains, for the demo provider. */
export function ticketWorkflow(credential: { readonly id: string; readonly name: string }): WorkflowJson {
	const row = (branchName: string, model: string, settings: object) => ({
		model: { __rl: true, mode: 'id', value: `custom1/${model}` },
		branchName,
		settings,
	});
	const models = [
		row('Small', 'demo-cheap', { strength: '1', inputPrice: 0.15, outputPrice: 0.6 }),
		row('Strong', 'demo-strong', { strength: '10', inputPrice: 3, outputPrice: 15 }),
	];
	const workflow = routerWorkflow({
		name: 'Answer support tickets',
		credential,
		ends: TICKET_ENDS,
		parameters: { models: { values: models } },
		from: {
			nodes: [{ id: 'tickets', name: 'Tickets', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} }],
			connections: { Tickets: { main: [[wireTo(ROUTER)]] } },
		},
		pinData: { Tickets: TICKETS.map((chatInput) => ({ json: { chatInput } })) },
	});
	const nodes = workflow.nodes.map((node) => {
		const at = TICKET_ENDS.indexOf(node.name);
		return at < 0 ? node : { ...node, position: [620, (at - 1) * 170] as [number, number] };
	});
	return { ...workflow, nodes };
}
