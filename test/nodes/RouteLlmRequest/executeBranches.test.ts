import { createRunExecutionData, type INode } from 'n8n-workflow';

import { isFallbackConnected } from '../../../nodes/RouteLlmRequest/branches';

const node: INode = { id: '1', name: 'Router', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const child = { name: 'Next', type: 't', typeVersion: 1, disabled: false };

/** What the node sees of a workflow in which `Next` hangs on the given output; `null`: nothing does. */
function context(output: number | null) {
	return {
		getNode: () => node,
		getChildNodes: () => (output === null ? [] : [child]),
		getConnections: () => (output === null ? [] : [[{ node: 'Router', type: 'main', index: output }]]),
	};
}

describe('isFallbackConnected', () => {
	it.each([[0, true], [1, false], [null, false]])('wire on output %s: %s', (output, connected) => {
		expect(isFallbackConnected(context(output))).toBe(connected);
	});

	it('Execute Step: what hangs on the node is not known, so nothing is called missing', () => {
		const startData = { destinationNode: { nodeName: 'Router', mode: 'inclusive' } } as const;
		expect(isFallbackConnected({ ...context(null), runExecutionData: createRunExecutionData({ startData }) } as ReturnType<typeof context>)).toBe(true);
		expect(isFallbackConnected({ ...context(null), runExecutionData: createRunExecutionData({}) } as ReturnType<typeof context>)).toBe(false);
	});

	it('an n8n that does not tell', () => {
		const { getNode, getChildNodes } = context(null);
		expect(isFallbackConnected({ getNode, getChildNodes })).toBe(true);
	});
});
