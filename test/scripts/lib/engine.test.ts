import { NodeConnectionTypes, type INodeType } from 'n8n-workflow';
import { codeNode, connect, runWorkflow, startWorkflow, type EngineRunOptions } from '../../../scripts/lib/engine';

const nothing = { nodes: {}, credentials: {} };
const trigger = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
const node = (name: string, type: string, more = {}) => ({ name, type, typeVersion: 1, parameters: {}, ...more });
const items = [{ json: { n: 1 } }, { json: { n: 2 } }, { json: { n: 3 } }];

const evenOdd = codeNode(
	(all) => [all.filter((item) => Number(item.json.n) % 2 === 0), all.filter((item) => Number(item.json.n) % 2 === 1)],
	{ outputs: 2 },
);
const boom = codeNode(() => {
	throw new Error('boom');
});

function split(more: Partial<EngineRunOptions> = {}, settings = {}): EngineRunOptions {
	return {
		package: nothing,
		items,
		workflow: {
			nodes: [trigger, node('Split', 'test.split', settings), node('Even', 'n8n-nodes-base.noOp'), node('Odd', 'n8n-nodes-base.noOp')],
			connections: { ...connect('Start', ['Split']), ...connect('Split', ['Even', 'Odd']) },
		},
		nodeTypes: { 'test.split': evenOdd },
		...more,
	};
}

describe('the in-process engine', () => {
	it('sends the items of each output to the node wired to it', async () => {
		const result = await runWorkflow(split());
		expect(result.status).toBe('success');
		expect(result.counts('Split')).toEqual([1, 2]);
		expect(result.items('Odd').map((item) => item.json.n)).toEqual([1, 3]);
		expect(result.items('Odd').map((item) => item.pairedItem)).toEqual([
			expect.objectContaining({ item: 0 }),
			expect.objectContaining({ item: 1 }),
		]);
	});

	it('ends a run with the error a node throws', async () => {
		const result = await runWorkflow(split({ nodeTypes: { 'test.split': boom } }));
		expect(result.status).toBe('error');
		expect(result.error?.message).toBe('boom');
		expect(result.tasks('Even')).toEqual([]);
	});

	it('applies On Error: Continue', async () => {
		const result = await runWorkflow(split({ nodeTypes: { 'test.split': boom } }, { onError: 'continueRegularOutput' }));
		expect(result.counts('Split')).toEqual([3]);
	});

	it('applies Retry On Fail', async () => {
		let tries = 0;
		const flaky = codeNode((all) => {
			tries += 1;
			if (tries === 1) throw new Error('first time');
			return [all];
		});
		const result = await runWorkflow(
			split({ nodeTypes: { 'test.split': flaky } }, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 }),
		);
		expect([result.status, tries]).toEqual(['success', 2]);
	});

	it('applies Execute Once', async () => {
		expect((await runWorkflow(split({}, { executeOnce: true }))).counts('Split')).toEqual([0, 1]);
	});

	it('applies Always Output Data', async () => {
		const nobody = codeNode(() => [[], []], { outputs: 2 });
		const result = await runWorkflow(split({ nodeTypes: { 'test.split': nobody } }, { alwaysOutputData: true }));
		expect(result.counts('Split')).toEqual([1, 0]);
	});

	it('sends everything to output 0 of a disabled node and of a pinned one', async () => {
		const ask = split();
		expect((await runWorkflow(split({}, { disabled: true }))).items('Even')).toHaveLength(3);
		const pinned = await runWorkflow({ ...ask, workflow: { ...ask.workflow, pinData: { Split: [{ json: { pinned: true } }] } } });
		expect(pinned.items('Even').map((item) => item.json)).toEqual([{ pinned: true }]);
	});

	it('shows the hints of a node', async () => {
		const hinting = codeNode((all, context) => {
			context.addExecutionHints({ message: 'look here', location: 'outputPane' });
			return [all];
		});
		const result = await runWorkflow(split({ nodeTypes: { 'test.split': hinting } }));
		expect(result.hints('Split').map((hint) => hint.message)).toEqual(['look here']);
	});

	it('tells a waiting node that the run was stopped', async () => {
		let seen = false;
		let begun = (): void => undefined;
		const begins = new Promise<void>((resolve) => (begun = resolve));
		const waiting = codeNode(async (all, context) => {
			const signal = context.getExecutionCancelSignal();
			begun();
			await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
			seen = signal?.aborted === true;
			return [all];
		});
		const run = await startWorkflow(split({ nodeTypes: { 'test.split': waiting } }));
		await begins;
		run.cancel();
		expect((await run.done).status).toBe('canceled');
		expect(seen).toBe(true);
	});

	it('hands a node its credential with defaults filled in', async () => {
		const type: INodeType = codeNode(async (_items, context) => [[{ json: { ...(await context.getCredentials('secretApi')) } }]]);
		type.description.credentials = [{ name: 'secretApi', required: true }];
		const result = await runWorkflow(
			split(
				{
					nodeTypes: { 'test.split': type },
					credentials: { 'My key': { key: 'abc' } },
					package: {
						nodes: {},
						credentials: {
							secretApi: {
								name: 'secretApi',
								displayName: 'Secret API',
								properties: [
									{ displayName: 'Key', name: 'key', type: 'string', default: '' },
									{ displayName: 'URL', name: 'url', type: 'string', default: 'https://example.com' },
								],
							},
						},
					},
				},
				{ credentials: { secretApi: { id: null, name: 'My key' } } },
			),
		);
		expect(result.items('Split').map((item) => item.json)).toEqual([{ key: 'abc', url: 'https://example.com' }]);
	});

	it('connects sub-node free workflows by output index', () => {
		expect(connect('A', ['B', null, ['C', 'D']])).toEqual({
			A: {
				main: [
					[{ node: 'B', type: NodeConnectionTypes.Main, index: 0 }],
					[],
					[
						{ node: 'C', type: NodeConnectionTypes.Main, index: 0 },
						{ node: 'D', type: NodeConnectionTypes.Main, index: 0 },
					],
				],
			},
		});
	});
});
