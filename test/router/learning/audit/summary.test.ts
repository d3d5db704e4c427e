import { stopAfter, summarizeAudits, type Audited } from '../../../../router/learning/audit/summary';

const audited = (end: Audited['end'], over: Partial<Audited> = {}): Audited => ({
	decisionId: 'a',
	routerId: 'w:n',
	weaker: 'p/w',
	strongest: 'p/s',
	inclusionProbability: 0.1,
	end,
	costNanoUsd: 10,
	unknownCosts: 0,
	...over,
});
const compared = (score: 0 | 0.5 | 1, because: 'content_policy' | null = null) =>
	audited({ kind: 'compared', score, judge: because === null ? 'j' : `none/${because}`, because });
const left = (because: Extract<Audited['end'], { kind: 'left' }>['because'], at: 'model' | 'judge' = 'model') =>
	audited({ kind: 'left', because, at, modelId: 'p/w' });
/** For the last time. */
const givenUp = audited({ kind: 'compared', score: 0, judge: 'none/judge', because: 'content_policy' });

const same = audited({ kind: 'compared', score: 1, judge: 'none/equal', because: null });

describe('what a run of audits came to', () => {
	it('is counted by result and by what failed', () => {
		const run = [
			givenUp,
			compared(1),
			compared(1),
			compared(0),
			compared(0.5),
			compared(1, 'content_policy'),
			same,
			audited({ kind: 'compared', score: 0, judge: 'none/interrupted', because: null }),
			audited({ kind: 'nothing_to_compare' }, { costNanoUsd: 0 }),
			audited({ kind: 'gone' }, { unknownCosts: 2 }),
			left('timeout'),
			left('timeout', 'judge'),
		];
		expect(summarizeAudits(run)).toEqual({
			audited: 8,
			asGood: 4,
			worse: 3,
			disagreed: 1,
			withoutJudge: 1,
			equal: 1,
			interrupted: 1,
			judgeGaveUp: 1,
			nothingToCompare: 1,
			left: 2,
			gone: 1,
			failed: { content_policy: 2, timeout: 2 },
			costNanoUsd: 110,
			unknownCosts: 2,
		});
	});
});

describe('a run', () => {
	const many = (count: number, one: Audited) => Array.from({ length: count }, () => one);

	it('goes on after what concerns one request or one model', () => {
		for (const one of [
			compared(0),
			left('timeout'),
			left('auth'),
			left('larger_than_budget'),
			left('timeout', 'judge'),
			left('content_policy', 'judge'),
		])
			expect(stopAfter([one])).toBeNull();
		expect(stopAfter([])).toBeNull();
	});

	it('stops once the budget is used up, and where it is cancelled', () => {
		expect(stopAfter([compared(1), left('budget')])).toBe('budget');
		expect(stopAfter([left('cancelled', 'judge')])).toBe('cancelled');
	});

	it('stops where the judge is out of reach, at once or after ten in a row', () => {
		expect(stopAfter([left('auth', 'judge')])).toBe('judge');
		expect(stopAfter(many(9, left('judge_unreadable', 'judge')))).toBeNull();
		expect(stopAfter([compared(1), ...many(10, left('judge_unreadable', 'judge'))])).toBe('judge');
		expect(stopAfter([...many(9, left('timeout', 'judge')), compared(1), left('timeout', 'judge')])).toBeNull();
		// Giving up for the last time is no verdict either: without this a judge that never gives one would be asked for ever.
		expect(stopAfter(many(10, givenUp))).toBe('judge');
		expect(stopAfter([...many(9, givenUp), compared(1, 'content_policy')])).toBeNull();
		// What needed no judge says nothing of it.
		for (const none of [compared(1, 'content_policy'), same])
			expect(stopAfter([...many(9, left('timeout', 'judge')), none, left('timeout', 'judge')])).toBe('judge');
	});
});
