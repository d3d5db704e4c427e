import { readConversations } from '../../../bench/sessions/conversations';
import { changes, simulate } from '../../../bench/sessions/simulate';
import { MODEL_SETS } from '../../../bench/sessions/world';

const conversations = readConversations();

it('are forty of ten turns each', () => {
	expect(conversations.map(({ turns }) => turns.length)).toEqual(Array.from({ length: 40 }, () => 10));
});

describe.each([...MODEL_SETS])('with %s, in every conversation', (_, models) => {
	const runs = conversations.map((conversation) => simulate(conversation, models, 'sticky'));

	it('nobody weaker answers than the classifier alone would have asked', () => {
		for (const { model, alone, isToolStep } of runs.flat()) if (!isToolStep) expect(model.rank).toBeGreaterThanOrEqual(alone.rank);
	});

	it('every hard turn is answered by the strongest', () => {
		const top = models.length - 1;
		expect(runs.flat().filter(({ level, model }) => level === 'hard' && model.rank < top)).toEqual([]);
	});

	it('it comes down at most once, and somewhere it does', () => {
		const downs = runs.map((run) => changes(run, -1));
		expect(Math.max(...downs)).toBe(1);
	});

	it('it changes less than the classifier alone does and costs less than always the strongest', () => {
		const moved = (all: typeof runs) => all.reduce((sum, run) => sum + changes(run, 1) + changes(run, -1), 0);
		const usd = (all: typeof runs) => all.flat().reduce((sum, call) => sum + call.usd, 0);
		const [alone, strongest] = (['classifier', 'strongest'] as const).map((way) => conversations.map((one) => simulate(one, models, way)));
		expect(moved(runs)).toBeLessThan(moved(alone ?? []));
		expect(usd(runs)).toBeLessThan(usd(strongest ?? []) * 0.95);
	});
});
