import { adaptiveRowsOf } from '../../../../router/learning/adaptive/adaptiveRows';
import { learnAdaptive } from '../../../../router/learning/adaptive/learnAdaptive';
import type { LoggedDecision } from '../../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../../router/ledger/outcome';
import { fullRecord } from '../../../support/records';

const outcome = (over: Partial<Outcome> = {}): Outcome => ({
	decisionId: 'a',
	modelId: 'maker/cheap',
	atMs: 1,
	score: 1,
	source: 'user',
	judge: null,
	inclusionProbability: null,
	dedupeKey: 'a:user',
	...over,
});

/** Chance had a say in it: the cheap model was called first. */
function logged(over: Partial<LoggedDecision> = {}): LoggedDecision {
	const record = fullRecord('a', { forcedBy: null, ...over });
	return {
		...record,
		candidates: record.candidates.map((candidate) => ({ ...candidate, propensity: 0.5 })),
		outcomes: [outcome()],
		auditResult: null,
		auditStep: null,
		...over,
	};
}

describe('what can be learned of a decision', () => {
	it('is each outcome beside the uncorrected prediction, where there is none the prediction itself', () => {
		const [row, ...others] = adaptiveRowsOf(logged());
		expect(others).toEqual([]);
		expect(row).toMatchObject({
			firstChoice: 'maker/cheap',
			candidates: [
				{ modelId: 'maker/cheap', prior: 0.75, propensity: 0.5 },
				{ modelId: 'maker/strong', prior: null },
			],
		});
		expect(row?.outcome).toEqual({ modelId: 'maker/cheap', score: 1, kind: 'rated', inclusionProbability: null });
		const uncorrected = logged().candidates.map((candidate) => ({ ...candidate, prior: null }));
		expect(adaptiveRowsOf(logged({ candidates: uncorrected }))[0]?.candidates).toMatchObject([{ prior: 0.8 }, { prior: null }]);
	});

	it('is of an audit a comparison, with the probability that it was made', () => {
		const audit = outcome({ source: 'audit', judge: 'judge', inclusionProbability: 0.1, score: 0.5 });
		expect(adaptiveRowsOf(logged({ tuning: null, outcomes: [audit] }))[0]?.outcome).toEqual({
			modelId: 'maker/cheap',
			score: 0.5,
			kind: 'compared',
			inclusionProbability: 0.1,
		});
	});

	it('is of a decision of Auto-Tune what people rated, not what it compared itself', () => {
		const tuning = { basis: 'b', score: 0.5, probability: 1, ticket: null };
		const audit = outcome({ source: 'audit', judge: 'judge', inclusionProbability: 1, dedupeKey: 'a:audit' });
		expect(adaptiveRowsOf(logged({ tuning, outcomes: [audit, outcome()] })).map(({ outcome: { kind } }) => kind)).toEqual(['rated']);
	});

	it('is one rating where several people rate one answer', () => {
		const [one, ...others] = adaptiveRowsOf(
			logged({ outcomes: [outcome(), outcome({ score: 0, dedupeKey: 'b' }), outcome({ score: 0, source: 'form', dedupeKey: 'c' })] }),
		);
		expect(one?.outcome.score).toBeCloseTo(1 / 3, 12);
		expect(others).toEqual([]);
	});

	it('is of a routed item the model it was routed to', () => {
		const routed = logged({ attempts: [], result: { kind: 'routed', modelId: 'maker/strong', slot: 2 } });
		expect(adaptiveRowsOf(routed)[0]?.firstChoice).toBe('maker/strong');
	});

	it.each([
		['an item that came back', logged({ forcedBy: 're_entry' })],
		['a request that could not be read', logged({ signals: null })],
		['one that nobody was asked about', logged({ attempts: [], result: { kind: 'fallback', failure: 'capacity' } })],
	])('is nothing of %s', (_, decision) => {
		expect(adaptiveRowsOf(decision)).toEqual([]);
	});
});

test('learning reads page by page up to the most, of this router and these weights', async () => {
	const asks: object[] = [];
	const pages = [logged(), logged({ weightsVersion: 'others' }), logged(), logged()].map((decision) => [decision]);
	const ledger = {
		decisions: async (ask: object) => {
			const decisions = pages[asks.push(ask) - 1] ?? [];
			return { decisions, next: String(asks.length) };
		},
	};
	const { cells } = await learnAdaptive({ ledger, routerId: 'w:n', weightsVersion: 'weights-1', most: 3 });
	expect(cells).toMatchObject([{ modelId: 'maker/cheap', rated: { count: 2 } }]);
	const filter = { routerId: 'w:n', hasOutcome: true };
	expect(asks).toEqual([3, 2, 1].map((limit, page) => ({ filter, order: 'newest', limit, after: page === 0 ? null : String(page) })));
});
