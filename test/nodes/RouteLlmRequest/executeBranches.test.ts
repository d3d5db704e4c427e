import { createRunExecutionData, type INode } from 'n8n-workflow';

import { isFallbackConnected, place } from '../../../nodes/RouteLlmRequest/branches';
import { notBegun, type Finished } from '../../../nodes/RouteLlmRequest/finished';

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
	it.each([
		[0, true],
		[1, false],
		[null, false],
	])('wire on output %s: %s', (output, connected) => {
		expect(isFallbackConnected(context(output))).toBe(connected);
	});

	it('Execute Step: what hangs on the node is not known, so nothing is called missing', () => {
		const startData = { destinationNode: { nodeName: 'Router', mode: 'inclusive' } } as const;
		expect(
			isFallbackConnected({ ...context(null), runExecutionData: createRunExecutionData({ startData }) } as ReturnType<typeof context>),
		).toBe(true);
		expect(isFallbackConnected({ ...context(null), runExecutionData: createRunExecutionData({}) } as ReturnType<typeof context>)).toBe(
			false,
		);
	});

	it('an n8n that does not tell', () => {
		const { getNode, getChildNodes } = context(null);
		expect(isFallbackConnected({ getNode, getChildNodes })).toBe(true);
	});
});

describe('an answer that came with the item', () => {
	const input = [{ json: { text: 'a', output: 'old', reply: 'older' } }];
	const answered: Finished = { ...notBegun(), slot: 1, answer: 'new', failure: null };
	const json = (one: Finished, field: string | null, output: number) =>
		place({ input, finished: [one], answerFields: [field], outputs: 2 })[output]?.[0]?.json;

	it('does not pass for this one on Fallback', () => {
		expect(json(notBegun(), 'output', 0)).toEqual({ text: 'a', reply: 'older', llmRoute: expect.any(Object) });
		expect(json(notBegun(), 'reply', 0)).toEqual({ text: 'a', output: 'old', llmRoute: expect.any(Object) });
		expect(input[0]?.json).toEqual({ text: 'a', output: 'old', reply: 'older' });
	});

	it('is replaced by the answer of this node', () => {
		expect(json(answered, 'output', 1)).toMatchObject({ output: 'new', reply: 'older' });
	});

	it('is left alone in Route Only, on Fallback too', () => {
		expect(json(notBegun(), null, 0)).toMatchObject({ output: 'old', reply: 'older' });
		expect(json({ ...answered, answer: null }, null, 1)).toMatchObject({ output: 'old', reply: 'older' });
	});
});
