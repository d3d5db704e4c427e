import type { DecisionFilter, FeedbackLedger, LoggedDecision } from '../../router/ledger/feedbackPort';
import type { Ledger } from '../../router/ledger/port';
import type { Outcome } from '../../router/ledger/outcome';
import type { DecisionRecord } from '../../router/ledger/record';
import { budgetKeyContract } from './budgetKeyContract';
import { documentsContract } from './documentsContract';
import { fullRecord } from './records';

export interface OpenedFeedback {
	readonly ledger: Ledger & { readonly feedback: FeedbackLedger; get(id: string): Promise<DecisionRecord | null> };
	/** A second one on the same data, as another process has it. */
	readonly other: OpenedFeedback['ledger'];
	/** The rows a query gives: one SQL for every kind of ledger. */
	query(sql: string): Promise<readonly unknown[]>;
}

export function outcomeOf(decisionId: string, changes: Partial<Outcome> = {}): Outcome {
	return {
		decisionId,
		modelId: 'maker/strong',
		atMs: 5000,
		score: 0.75,
		source: 'rating',
		judge: null,
		inclusionProbability: null,
		dedupeKey: `of ${decisionId}`,
		...changes,
	};
}

/** What the feedback side of every ledger keeps to; `open` gives one that is empty before each test. */
export function feedbackContract(open: () => OpenedFeedback): void {
	let opened: OpenedFeedback;
	let feedback: FeedbackLedger;
	beforeEach(() => {
		opened = open();
		feedback = opened.ledger.feedback;
	});

	const decide = async (...records: readonly DecisionRecord[]) => {
		for (const record of records) expect(await opened.ledger.record(record)).toEqual({ kind: 'stored' });
	};
	const pageOf = (filter: DecisionFilter = {}, limit = 100) => feedback.decisions({ filter, order: 'oldest', limit, after: null });
	const idsOf = async (filter: DecisionFilter) => (await pageOf(filter)).decisions.map(({ id }) => id);
	const logged = async (id: string) => (await pageOf({ ids: [id] })).decisions[0];
	// Bytes that crossed a thread are of another realm than Jest's.
	const ofThisRealm = (decision: LoggedDecision | undefined) =>
		decision && { ...decision, features: decision.features && { ...decision.features, bytes: Uint8Array.from(decision.features.bytes) } };

	describe('every ledger: outcomes', () => {
		it('hang on their decision, oldest first', async () => {
			await decide(fullRecord('a'), fullRecord('b'));
			const [late, early] = [
				outcomeOf('a', { atMs: 9000, judge: 'judge/one', inclusionProbability: 0.05, source: 'audit' }),
				outcomeOf('a', { atMs: 8000, dedupeKey: 'early', score: 0 }),
			];
			expect(await feedback.recordOutcomes([late, early])).toEqual([{ kind: 'stored' }, { kind: 'stored' }]);
			expect(ofThisRealm(await logged('a'))).toEqual({ ...fullRecord('a'), outcomes: [early, late], auditResult: null, auditStep: null });
			expect((await logged('b'))?.outcomes).toEqual([]);
		});

		it('are one by dedupe key: the last write wins, what is the same but for its time changes nothing', async () => {
			await decide(fullRecord('a'));
			const record = async (changes: Partial<Outcome>) => (await feedback.recordOutcomes([outcomeOf('a', changes)]))[0];
			expect(await record({})).toEqual({ kind: 'stored' });
			expect(await record({ atMs: 9999 })).toEqual({ kind: 'duplicate' });
			expect(await record({ atMs: 9999, score: 0.1, judge: 'judge/one' })).toEqual({ kind: 'replaced' });
			expect((await logged('a'))?.outcomes).toEqual([outcomeOf('a', { atMs: 9999, score: 0.1, judge: 'judge/one' })]);
		});

		it('of one dedupe key may come in one group; they count in their order', async () => {
			await decide(fullRecord('a'));
			const scores = [0.1, 0.2, 0.2, 0.3];
			expect(await feedback.recordOutcomes(scores.map((score) => outcomeOf('a', { score })))).toEqual(
				['stored', 'replaced', 'duplicate', 'replaced'].map((kind) => ({ kind })),
			);
			expect((await logged('a'))?.outcomes).toMatchObject([{ score: 0.3 }]);
		});

		it('of an unknown decision, of a model not decided between and what is no outcome cost the others nothing', async () => {
			await decide(fullRecord('a'));
			const [unknown, notTried, refused, stored] = await feedback.recordOutcomes([
				outcomeOf('nobody', { dedupeKey: '1' }),
				outcomeOf('a', { dedupeKey: '2', modelId: 'maker/other' }),
				outcomeOf('a', { dedupeKey: '3', score: 1.5 }),
				outcomeOf('a', { dedupeKey: '4' }),
			]);
			expect(unknown).toEqual({ kind: 'unknown_decision' });
			expect(notTried).toEqual({ kind: 'not_tried', models: ['maker/cheap', 'maker/strong'] });
			expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringContaining('score') });
			expect(stored).toEqual({ kind: 'stored' });
			expect(await opened.query('SELECT dedupe_key FROM outcomes')).toEqual([{ dedupe_key: '4' }]);
		});

		it('go with a decision that Retry On Fail replaced, and stay with one that was only written again', async () => {
			await decide(fullRecord('old', { dedupeKey: 'same', charges: [] }), fullRecord('kept'));
			await feedback.recordOutcomes([outcomeOf('old'), outcomeOf('kept')]);
			await decide(fullRecord('new', { dedupeKey: 'same', charges: [] }), fullRecord('kept'));
			expect(await idsOf({ hasOutcome: true })).toEqual(['kept']);
			await feedback.erase({ kind: 'older_than', atMs: 6000 });
			expect(await opened.query('SELECT decision_id FROM outcomes')).toEqual([{ decision_id: 'kept' }]);
		});

		it('of two who record the same ones at once are each stored once', async () => {
			await decide(...Array.from({ length: 30 }, (_, index) => fullRecord(`r${index}`)));
			const outcomes = Array.from({ length: 300 }, (_, index) => outcomeOf(`r${index % 30}`, { dedupeKey: `key ${index}` }));
			const both = await Promise.all([feedback.recordOutcomes(outcomes), opened.other.feedback.recordOutcomes([...outcomes].reverse())]);
			expect(
				both
					.flat()
					.map(({ kind }) => kind)
					.sort(),
			).toEqual([...outcomes.map(() => 'duplicate'), ...outcomes.map(() => 'stored')]);
			expect(await opened.query('SELECT count(*) AS n FROM outcomes')).toEqual([{ n: 300 }]);
		});

		it('with hostile text come back as they were', async () => {
			const hostile = `'; DROP TABLE outcomes; -- "$1" ? :a \\ \\x00 {"a":[1]} é 🦊`;
			await decide(fullRecord(hostile, { candidates: fullRecord('x').candidates.map((one) => ({ ...one, modelId: hostile })) }));
			const outcome = outcomeOf(hostile, { modelId: hostile, source: hostile, judge: hostile, dedupeKey: hostile });
			expect(await feedback.recordOutcomes([outcome])).toEqual([{ kind: 'stored' }]);
			expect((await logged(hostile))?.outcomes).toEqual([outcome]);
		});

		it('with NUL in their keys are found all the same', async () => {
			await decide(fullRecord('a\u0000b'));
			const outcome = outcomeOf('a\u0000b', { dedupeKey: 'key\u0000' });
			expect(await feedback.recordOutcomes([outcome])).toEqual([{ kind: 'stored' }]);
			expect(await feedback.recordOutcomes([outcome])).toEqual([{ kind: 'duplicate' }]);
		});
	});

	describe('every ledger: the models of decisions', () => {
		it('are named with the one that was chosen; of an unknown decision there is nothing', async () => {
			const many = Array.from({ length: 1_001 }, (_, index) => `none ${index}`);
			await decide(
				fullRecord('answered'),
				fullRecord('routed', { result: { kind: 'routed', modelId: 'maker/cheap', slot: 1 } }),
				fullRecord('fallback', { result: { kind: 'fallback', failure: 'quality' } }),
				fullRecord('bare', { candidates: [] }),
			);
			const found = await feedback.modelsOf(['bare', 'answered', 'answered', ...many, 'routed', 'fallback']);
			const candidates = ['maker/cheap', 'maker/strong'];
			expect([...found].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
				{ id: 'answered', chosen: 'maker/strong', candidates },
				{ id: 'bare', chosen: 'maker/strong', candidates: [] },
				{ id: 'fallback', chosen: null, candidates },
				{ id: 'routed', chosen: 'maker/cheap', candidates },
			]);
			expect(await feedback.modelsOf([])).toEqual([]);
		});
	});

	describe('every ledger: finding decisions', () => {
		it.each<[string, DecisionFilter, string[]]>([
			['router', { routerId: 'workflow:other' }, ['other']],
			['time, the end not counting', { fromMs: 2000, toMs: 4000 }, ['other', 'failed']],
			['strategy', { strategy: 'rules' }, ['rules']],
			['model', { modelId: 'maker/cheap' }, ['rules']],
			['kind of result', { resultKind: 'fallback' }, ['failed']],
			['failure', { failure: 'quality' }, ['failed']],
			['subject', { subjectKey: 'somebody' }, ['other']],
			['budget key', { budgetKeyHash: 'theirs' }, ['other']],
			['degraded', { degraded: false }, ['rules']],
			['having an outcome', { hasOutcome: true }, ['other']],
			['having none', { hasOutcome: false }, ['first', 'failed', 'rules']],
			['ids', { ids: ['rules', 'first', 'nobody'] }, ['first', 'rules']],
			['no ids', { ids: [] }, []],
			['several at once', { routerId: 'workflow:node', degraded: true, fromMs: 1500 }, ['failed']],
		])('by %s', async (_, filter, expected) => {
			await decide(
				fullRecord('first', { atMs: 1000 }),
				fullRecord('other', { atMs: 2000, routerId: 'workflow:other', subjectKey: 'somebody', budgetKey: { hash: 'theirs', text: null } }),
				fullRecord('failed', { atMs: 3000, result: { kind: 'fallback', failure: 'quality' } }),
				fullRecord('rules', {
					atMs: 4000,
					strategy: 'rules',
					degraded: false,
					result: { kind: 'routed', modelId: 'maker/cheap', slot: 1 },
				}),
			);
			await feedback.recordOutcomes([outcomeOf('other')]);
			expect(await idsOf(filter)).toEqual(expected);
		});

		it.each(['newest', 'oldest'] as const)('page by page, %s first, each once though others come meanwhile', async (order) => {
			const times = [3, 1, 2, 2, 2, 4, 1, 3, 2];
			await decide(...times.map((atMs, index) => fullRecord(`r${index}`, { atMs })));
			const all = (await feedback.decisions({ filter: {}, order, limit: 100, after: null })).decisions.map(({ id }) => id);
			const seen: string[] = [];
			let after: string | null = null;
			do {
				const page = await feedback.decisions({ filter: {}, order, limit: 2, after });
				seen.push(...page.decisions.map(({ id }) => id));
				after = page.next;
				await decide(fullRecord(`later${seen.length}`, { atMs: 5 }), fullRecord(`earlier${seen.length}`, { atMs: 0 }));
			} while (after !== null && seen.length < 40);
			expect(seen.filter((id) => id.startsWith('r'))).toEqual(all);
			expect(all[0]).toBe(order === 'newest' ? 'r5' : 'r1');
		});

		it('ends a page before it is too long to hand over, and loses none', async () => {
			const prompt = 'x'.repeat(1_500_000);
			await decide(
				...Array.from({ length: 5 }, (_, index) =>
					fullRecord(`r${index}`, { atMs: index, stored: { prompt, answer: null, expiresAtMs: 1e15 } }),
				),
			);
			const first = await pageOf();
			expect(first.decisions.map(({ id }) => id)).toEqual(['r0', 'r1']);
			const second = await feedback.decisions({ filter: {}, order: 'oldest', limit: 100, after: first.next });
			expect(second.decisions.map(({ id }) => id)).toEqual(['r2', 'r3']);
		});

		it('refuses a place that no page has given', async () => {
			await expect(feedback.decisions({ filter: {}, order: 'newest', limit: 1, after: '1 OR 1' })).rejects.toThrow(/place|fit/);
			await decide(fullRecord('and works on'));
			expect(await idsOf({})).toEqual(['and works on']);
		});
	});

	describe('every ledger: examples', () => {
		it('are decisions with outcomes and features, newest first', async () => {
			await decide(
				fullRecord('old', { atMs: 1 }),
				fullRecord('new', { atMs: 2 }),
				fullRecord('bare', { features: null }),
				fullRecord('unrated'),
				fullRecord('other', { routerId: 'w:o' }),
			);
			await feedback.recordOutcomes(['old', 'new', 'bare', 'other'].map((id) => outcomeOf(id)));
			const { examples, next } = await feedback.examples({ routerId: 'workflow:node', limit: 1, after: null });
			const { atMs: _, ...full } = fullRecord('new', { atMs: 2 });
			expect(examples).toMatchObject([
				{ id: 'new', atMs: 2, outcomes: [outcomeOf('new')], tuning: full.tuning, candidates: full.candidates, result: full.result },
			]);
			expect(Array.from(examples[0]?.features ?? [])).toEqual(Array.from(full.features?.bytes ?? []));
			expect((await feedback.examples({ routerId: null, limit: 9, after: null })).examples.map(({ id }) => id).sort()).toEqual([
				'new',
				'old',
				'other',
			]);
			expect((await feedback.examples({ routerId: 'workflow:node', limit: 1, after: next })).examples.map(({ id }) => id)).toEqual(['old']);
		});
	});

	describe('every ledger: erasing', () => {
		const ROWS = ['decisions', 'candidates', 'attempts', 'charges', 'contents', 'outcomes'];
		const left = async () =>
			(await opened.query(`SELECT ${ROWS.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ')}`))[0];

		it.each([
			['by id', { kind: 'ids', ids: ['a', 'b', 'nobody'] }],
			['older than a moment, which stays', { kind: 'older_than', atMs: 3000 }],
			['of a subject', { kind: 'subject', subjectKey: 'somebody' }],
		] as const)('%s: with all that hangs on them, nobody else', async (_, what) => {
			await decide(
				fullRecord('a', { atMs: 1000, subjectKey: 'somebody', budgetKey: { hash: 'theirs', text: 'somebody' } }),
				fullRecord('b', { atMs: 2999, subjectKey: 'somebody', budgetKey: { hash: 'theirs', text: null } }),
				fullRecord('c', { atMs: 3000 }),
			);
			await feedback.recordOutcomes(['a', 'b', 'c'].map((id) => outcomeOf(id)));
			expect(await feedback.erase(what)).toBe(2);
			expect(await idsOf({})).toEqual(['c']);
			expect(await left()).toEqual({ decisions: 1, candidates: 2, attempts: 5, charges: 3, contents: 1, outcomes: 1 });
			expect(await feedback.erase(what)).toBe(0);
		});

		it('many, in several turns', async () => {
			await Promise.all(Array.from({ length: 1200 }, (_, index) => opened.ledger.record(fullRecord(`r${index}`, { atMs: index }))));
			expect(await feedback.erase({ kind: 'older_than', atMs: 1100 })).toBe(1100);
			expect(await opened.query('SELECT count(*) AS n FROM decisions')).toEqual([{ n: 100 }]);
			const ids = Array.from({ length: 1200 }, (_, index) => `r${index}`);
			expect(await feedback.erase({ kind: 'ids', ids })).toBe(100);
		});
	});

	describe('every ledger: what is past its time', () => {
		it('is forgotten, texts and features each at theirs; the decision stays', async () => {
			const until = (stored: number, features: number) => ({
				stored: { prompt: 'P', answer: 'A', expiresAtMs: stored },
				features: { bytes: Uint8Array.of(1), expiresAtMs: features },
				budgetKey: null,
			});
			await decide(
				fullRecord('both', until(1e14, 1e14)),
				fullRecord('texts', until(1e14, 3e14)),
				fullRecord('features', until(3e14, 1e14)),
				fullRecord('none', until(3e14, 3e14)),
			);
			expect(await feedback.expire(2e14)).toBe(3);
			const left = (await pageOf()).decisions.map(({ id, stored, features }) => [
				id,
				stored?.prompt ?? null,
				features?.expiresAtMs ?? null,
			]);
			expect(left.sort()).toEqual([
				['both', null, null],
				['features', 'P', null],
				['none', 'P', 3e14],
				['texts', null, 3e14],
			]);
			expect(await opened.query('SELECT count(*) AS n FROM contents')).toEqual([{ n: 3 }]);
			expect(await feedback.expire(2e14)).toBe(0);
		});

		it('is forgotten by the ledger itself where it is written, if it is past its time today', async () => {
			const past = { prompt: 'P', answer: 'A', expiresAtMs: 1000 };
			await decide(fullRecord('a', { stored: past, features: null }));
			await opened.other.record(fullRecord('b', { stored: { ...past, expiresAtMs: 3e14 }, features: null }));
			expect((await logged('b'))?.stored).not.toBeNull();
			let tries = 0;
			while ((await logged('a'))?.stored !== null && tries++ < 100) await new Promise((resolve) => setTimeout(resolve, 50));
			expect((await logged('a'))?.stored).toBeNull();
		});
	});

	describe('every ledger: routers', () => {
		it('are listed as their last decision has it, the latest first', async () => {
			expect(await feedback.routers()).toEqual([]);
			await decide(
				fullRecord('a', { routerId: 'w:one', atMs: 7, routerName: 'Renamed', strategy: 'adaptive' }),
				fullRecord('b', { routerId: 'w:two', atMs: 9, routerName: null }),
				fullRecord('c', { routerId: 'w:one', atMs: 5, routerName: 'As it was' }),
				fullRecord('d', { routerId: 'W:one', atMs: 6, routerName: 'Another' }),
			);
			expect(await feedback.routers()).toEqual([
				{ routerId: 'w:two', name: null, strategy: 'classifier', newestMs: 9 },
				{ routerId: 'w:one', name: 'Renamed', strategy: 'adaptive', newestMs: 7 },
				{ routerId: 'W:one', name: 'Another', strategy: 'classifier', newestMs: 6 },
			]);
		});
	});

	budgetKeyContract(open);
	documentsContract(open);
}
