import { NodeOperationError, type INode } from 'n8n-workflow';

import { createTracer } from '../../../nodes/LlmRouterChatModel/runData';

const node = { id: '1', name: 'Model', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} } satisfies INode;

/** A tracer over runs that n8n numbers from 4, because others were there before. */
function tracer() {
	const inputs: unknown[] = [];
	const outputs: unknown[][] = [];
	const ctx = {
		addInputData: (_port: string, items: { json: unknown }[][]) => ({ index: inputs.push(items[0]?.[0]?.json) + 3 }),
		addOutputData: (...told: unknown[]) => void outputs.push(told.slice(1)),
	};
	const made = createTracer(ctx as never, ['Small', 'Large'], (error) => new NodeOperationError(node, String(error)));
	const { handleChatModelStart, handleLLMEnd, handleLLMError } = made.handler as Record<string, (...told: unknown[]) => void>;
	const start = (run: string, messages: unknown = []) => handleChatModelStart?.({}, messages, run);
	return { ...made, inputs, outputs, start, end: (output: unknown, run: string) => handleLLMEnd?.(output, run), fail: handleLLMError };
}

const said = (text: string, generationInfo: object = {}) => ({ generations: [[{ text, generationInfo }]] });

describe('a run of the panel', () => {
	it('has the messages and whom could be asked, then the answer with its facts', () => {
		const { start, end, inputs, outputs } = tracer();
		start('r1', [[{ content: 'Hello' }, { content: [{ type: 'text', text: 'there' }] }]]);
		expect(inputs).toEqual([{ messages: ['Hello\n[{"type":"text","text":"there"}]'], models: ['Small', 'Large'] }]);
		end(said('Hi', { llmRoute: { model: 'a' }, tracing: { 'llm.tokens.in': 3 } }), 'r1');
		const json = { response: { generations: [[{ text: 'Hi' }]] }, llmRoute: { model: 'a' } };
		expect(outputs).toEqual([[4, [[{ json }]], { tracing: { 'llm.tokens.in': 3 } }]]);
	});

	it('says who spoke and called, and tells below what was said how it came about', () => {
		const { start, end, inputs, outputs } = tracer();
		const calls = [{ name: 'clock', args: { city: 'Bern' } }];
		const turn = (type: string, content: unknown, more: object = {}) => ({ getType: () => type, content, ...more });
		start('r1', [[turn('system', 'Be brief.'), turn('human', 'Hello'), turn('ai', [], { tool_calls: calls }), turn('tool', 'noon')]]);
		expect(inputs).toEqual([
			{ messages: ['System: Be brief.\nHuman: Hello\nAI: Calls clock({"city":"Bern"})\nTool: noon'], models: ['Small', 'Large'] },
		]);
		const llmRoute = { branch: 'Small', reason: 'it is cheap', costUsd: 0.0012 };
		end({ generations: [[{ text: '', message: { tool_calls: calls }, generationInfo: { llmRoute } }]] }, 'r1');
		const generations = [[{ text: 'Calls clock({"city":"Bern"})' }], [{ text: 'Answered by Small, $0.001200: it is cheap' }]];
		expect(outputs).toEqual([[4, [[{ json: { response: { generations }, llmRoute } }]], { tracing: {} }]]);
	});

	it('is its own where several answers are under way, and ends once', () => {
		const { start, end, outputs } = tracer();
		start('r1');
		start('r2');
		end(said('two'), 'r2');
		end(said('one'), 'r1');
		end(said('again'), 'r1');
		end(said('nobody'), 'r9');
		expect(outputs.map(([index, items]) => [index, JSON.stringify(items)])).toEqual([
			[5, expect.stringContaining('two')],
			[4, expect.stringContaining('one')],
		]);
	});

	it('has the error of a call that failed', () => {
		const { start, fail, outputs } = tracer();
		start('r1');
		fail?.(new Error('broke'), 'r1');
		fail?.(new Error('unknown'), 'r9');
		expect(outputs).toEqual([[4, expect.any(NodeOperationError)]]);
	});

	it('has files and pictures cut, and long texts whole', () => {
		const { start, inputs } = tracer();
		const picture = `data:image/png;base64,${'iVBORw0KGgo'.repeat(1_000)}`;
		const text = 'Many words follow, and all of them are wanted. '.repeat(200);
		start('r1', [
			[
				{
					content: [
						{ type: 'image_url', image_url: { url: picture } },
						{ type: 'text', text },
					],
				},
			],
		]);
		const shown = JSON.stringify(inputs);
		expect(shown).toContain('(11022 characters)');
		expect(shown).toContain('data:image/png;base64,');
		expect(shown.length).toBeLessThan(picture.length + text.length);
		expect(shown).toContain(text);
	});

	it.each([[null], [{}], [{ generations: [] }], [{ generations: [[{}]] }], [{ generations: [[{ text: 7, generationInfo: 'x' }]] }]])(
		'ends also with what is no answer of LangChain: %j',
		(output) => {
			const { start, end, outputs } = tracer();
			start('r1', 'no messages');
			end(output, 'r1');
			expect(outputs).toEqual([[4, [[{ json: { response: { generations: [[{ text: '' }]] } } }]], { tracing: {} }]]);
		},
	);
});

describe('a connected Chat Model', () => {
	const candidate = (next: number) => {
		const parents: number[] = [];
		const callback = { executionFunctions: { getNextRunIndex: () => next }, setParentRunIndex: (index: number) => parents.push(index) };
		return { model: { callbacks: [{}, null, callback] }, parents };
	};

	it('hangs under the run that asks it', () => {
		const { start, ...made } = tracer();
		start('r1');
		start('r2');
		const { model, parents } = candidate(2);
		made.hang(model, { runId: 'r2' });
		// n8n adds the number of the candidate's next run, 2.
		expect(parents).toEqual([3]);
	});

	it.each([
		['no run of ours', { callbacks: [] }, { runId: 'r9' }],
		['no run at all', { callbacks: [] }, undefined],
		['no callbacks', {}, { runId: 'r1' }],
		['callbacks of another kind', { callbacks: [{ setParentRunIndex: () => expect(true).toBe(false) }] }, { runId: 'r1' }],
	])('is asked all the same with %s', (_, model, run) => {
		const { start, ...made } = tracer();
		start('r1');
		expect(() => made.hang(model, run)).not.toThrow();
	});
});
