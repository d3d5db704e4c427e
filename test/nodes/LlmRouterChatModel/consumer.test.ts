import { consumerOf } from '../../../nodes/LlmRouterChatModel/consumer';

const ctx = (more: object = {}) =>
	({
		getWorkflowDataProxy: () => ({ $runIndex: 2 }),
		getInputData: (_index: number, type: string) => (type === 'main' ? [1, 2, 3] : []),
		parentNode: { name: 'Agent' },
		...more,
	}) as never;

describe('who asks', () => {
	it('is the node it is plugged into, its run and its items', () => {
		expect(consumerOf(ctx())).toEqual({ name: 'Agent', runIndex: 2, items: 3 });
	});

	it.each([
		[{ parentNode: undefined }, { name: '', runIndex: 2, items: 3 }],
		[{ parentNode: { name: 7 } }, { name: '', runIndex: 2, items: 3 }],
		[{ getWorkflowDataProxy: () => ({}) }, { name: 'Agent', runIndex: 0, items: 3 }],
		[{ getWorkflowDataProxy: () => ({ $runIndex: -1 }) }, { name: 'Agent', runIndex: 0, items: 3 }],
		[{ getInputData: () => [] }, { name: 'Agent', runIndex: 2, items: 1 }],
	])('is not more than n8n tells: %j', (more, consumer) => {
		expect(consumerOf(ctx(more))).toEqual(consumer);
	});
});
