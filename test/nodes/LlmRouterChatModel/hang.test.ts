import { hangUnder } from '../../../nodes/LlmRouterChatModel/hang';

/** A connected model with n8n's tracer, as far as it is looked at; runs are begun by hand. */
function candidate() {
	const ended: unknown[][] = [];
	const runsMap: Record<string, { index: number }> = {};
	const executionFunctions = {
		getNextRunIndex: () => Object.keys(runsMap).length,
		addOutputData: (...told: unknown[]) => void ended.push(told),
	};
	const tracer = { runsMap, executionFunctions, parent: -1, setParentRunIndex: (index: number) => void (tracer.parent = index) };
	const begin = (id: string) => void (runsMap[id] = { index: Object.keys(runsMap).length });
	const end = (id: string, parent?: number) => executionFunctions.addOutputData('port', runsMap[id]?.index, [], undefined, parent);
	return { model: { callbacks: [tracer, 'no tracer'] }, tracer, begin, end, parents: () => ended.map((told) => told[4]) };
}

describe('a run of a connected model', () => {
	it('is under the call it was for, also where it failed and others were begun meanwhile', () => {
		const { model, begin, end, parents } = candidate();
		const [third, first] = [hangUnder(model, 3), hangUnder(model, 1)];
		begin(first);
		begin(third);
		end(third);
		end(first, 9);
		expect(parents()).toEqual([3, 1]);
	});

	it('is for now where the tracer adds its own number', () => {
		const { model, tracer, begin } = candidate();
		begin('another');
		hangUnder(model, 4);
		expect(tracer.parent).toBe(3);
	});

	it('stays where n8n has it, if it is not ours', () => {
		const { model, begin, end, parents } = candidate();
		hangUnder(model, 2);
		begin('another');
		end('another', 7);
		expect(parents()).toEqual([7]);
	});

	it('needs no tracer', () => {
		expect(hangUnder({}, 1)).not.toBe('');
	});
});
