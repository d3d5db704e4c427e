import { place } from '../../../nodes/RouteLlmRequest/branches';
import { atOnce } from '../../../router/learning/slices';
import { notBegun, type Finished } from '../../../nodes/RouteLlmRequest/finished';

describe('an answer that came with the item', () => {
	const input = [{ json: { text: 'a', output: 'old', reply: 'older' } }];
	const answered: Finished = { ...notBegun(), slot: 1, answer: 'new', failure: null };
	const json = (one: Finished, field: string | null, output: number) =>
		atOnce(place({ input, finished: [one], answerFieldOf: () => field, outputs: 2 }))[output]?.[0]?.json;

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
