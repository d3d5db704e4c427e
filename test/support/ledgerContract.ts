import type { Ledger } from '../../router/ledger/port';
import type { Charge, DecisionRecord } from '../../router/ledger/record';
import type { ReportSource } from '../../router/ledger/reportFacts';
import { RUNG, tuningOf } from './tuningContract';
import { fullRecord } from './records';

export interface OpenedLedger {
	readonly ledger: Ledger & ReportSource & { get(id: string): Promise<DecisionRecord | null> };
	/** The rows a query gives: one SQL for every kind of ledger. */
	query(sql: string): Promise<readonly unknown[]>;
}

const STORED = { kind: 'stored' };

/** What every ledger keeps to; `open` gives one that is empty before each test. */
export function ledgerContract(open: () => OpenedLedger): void {
	let opened: OpenedLedger;
	beforeEach(() => {
		opened = open();
	});

	async function readBack(id: string): Promise<DecisionRecord | null> {
		const record = await opened.ledger.get(id);
		// Bytes that crossed a thread are of another realm than Jest's.
		return record && { ...record, features: record.features && { ...record.features, bytes: Uint8Array.from(record.features.bytes) } };
	}

	async function count(): Promise<unknown> {
		return (await opened.query('SELECT count(*) AS n FROM decisions'))[0];
	}

	describe('every ledger: what is stored', () => {
		it('is read back as it was', async () => {
			const record = fullRecord('one');
			expect(await opened.ledger.record(record)).toEqual(STORED);
			expect(await readBack('one')).toEqual(record);
		});

		it('is read back as it was where everything optional is missing', async () => {
			const record = fullRecord('bare', {
				weightsVersion: null,
				threshold: null,
				forcedBy: null,
				reEntryOf: null,
				degraded: false,
				signals: null,
				features: null,
				stored: null,
				subjectKey: null,
				budgetKey: null,
				sessionKey: null,
				audit: null,
				candidates: [],
				attempts: [],
				charges: [],
				result: { kind: 'cancelled' },
			});
			await opened.ledger.record(record);
			expect(await readBack('bare')).toEqual(record);
		});

		it.each([
			{ kind: 'routed', modelId: 'maker/cheap', slot: 1 },
			{ kind: 'fallback', failure: 'quality' },
		] as const)('keeps the result $kind', async (result) => {
			await opened.ledger.record(fullRecord('r', { result, stored: { prompt: '', answer: null, expiresAtMs: 4e12 }, features: null }));
			expect(await readBack('r')).toMatchObject({ result, stored: { prompt: '', answer: null, expiresAtMs: 4e12 } });
		});

		it('is null for an id nobody wrote', async () => {
			expect(await opened.ledger.get('nobody')).toBeNull();
		});

		it('has the sums that reports filter by', async () => {
			await opened.ledger.record(fullRecord('sums', { charges: fullRecord('sums').charges.slice(0, 2) }));
			expect(await opened.query('SELECT calls, latency_ms, cost_nano_usd, unknown_costs, model_id, slot FROM decisions')).toEqual([
				{ calls: 3, latency_ms: 3800, cost_nano_usd: 369_000, unknown_costs: 1, model_id: 'maker/strong', slot: 2 },
			]);
		});

		it('keeps whole milliseconds of a clock that counts fractions', async () => {
			await opened.ledger.record(fullRecord('fraction', { atMs: 1000.4 }));
			expect((await opened.ledger.get('fraction'))?.atMs).toBe(1000);
		});
	});

	describe('every ledger: a record written again', () => {
		const charge = (decisionId: string, id: string, costNanoUsd: number | null): Charge => ({
			id,
			decisionId,
			attempt: 0,
			modelId: 'maker/cheap',
			purpose: 'judge',
			usage: null,
			costNanoUsd,
			basis: 'reported',
		});

		it('is one record', async () => {
			const record = fullRecord('twice');
			await opened.ledger.record(record);
			expect(await opened.ledger.record(record)).toEqual(STORED);
			expect(await count()).toEqual({ n: 1 });
			expect(await readBack('twice')).toEqual(record);
		});

		it('replaces the earlier one with all that belongs to it', async () => {
			await opened.ledger.record(fullRecord('old', { dedupeKey: 'same', charges: [] }));
			const later = fullRecord('new', {
				dedupeKey: 'same',
				candidates: [],
				features: null,
				stored: null,
				budgetKey: null,
				attempts: fullRecord('x').attempts.slice(0, 1),
			});
			await opened.ledger.record(later);
			expect(await opened.ledger.get('old')).toBeNull();
			expect(await readBack('new')).toEqual(later);
			expect(
				await opened.query(
					'SELECT (SELECT count(*) FROM attempts) AS attempts, (SELECT count(*) FROM candidates) AS candidates, (SELECT count(*) FROM contents) AS contents',
				),
			).toEqual([{ attempts: 1, candidates: 0, contents: 0 }]);
		});

		it('keeps what the earlier one had paid, though it reuses the charge ids', async () => {
			await opened.ledger.record(fullRecord('old', { dedupeKey: 'same', charges: [charge('old', '1', 700), charge('old', '2', null)] }));
			await opened.ledger.record(fullRecord('new', { dedupeKey: 'same', charges: [charge('new', '1', 50)] }));
			expect((await opened.ledger.get('new'))?.charges).toEqual([
				{ ...charge('old', '1', 700), attempt: null },
				{ ...charge('old', '2', null), attempt: null },
				charge('new', '1', 50),
			]);
			expect(await opened.query('SELECT cost_nano_usd, unknown_costs FROM decisions')).toEqual([{ cost_nano_usd: 750, unknown_costs: 1 }]);
		});
	});

	describe('every ledger: many at once', () => {
		it('lose nobody to one that does not fit', async () => {
			const good = Array.from({ length: 20 }, (_, index) => fullRecord(`good-${index}`));
			const bad = fullRecord('bad', { atMs: Number.NaN });
			const [refused, ...stored] = await Promise.all([bad, ...good].map((record) => opened.ledger.record(record)));
			expect(refused?.kind === 'refused' && refused.reason).toContain('does not fit');
			expect(stored).toEqual(good.map(() => STORED));
			expect(await count()).toEqual({ n: 20 });
		});
	});

	describe('every ledger: the tally of a router', () => {
		const charge = (id: string, costNanoUsd: number | null, purpose: Charge['purpose'] = 'answer'): Charge => ({
			id,
			decisionId: id,
			attempt: null,
			modelId: 'maker/cheap',
			purpose,
			usage: null,
			costNanoUsd,
			basis: 'reported',
		});
		const [, answered, full, , strong] = fullRecord('x').attempts;
		const ask = { routerId: 'workflow:node', sinceMs: 1000, modelId: 'maker/strong', keyHash: null };
		const decide = (id: string, changes: Partial<DecisionRecord>) =>
			opened.ledger.record(fullRecord(id, { atMs: 1000, charges: [], attempts: [], budgetKey: null, ...changes }));

		it('is nothing before the first decision', async () => {
			expect(await opened.ledger.tally(ask)).toEqual({ costNanoUsd: 0, requests: 0, reached: 0 });
		});

		it('adds up all charges, of judges too, and counts unknown ones as nothing', async () => {
			await decide('a', { charges: [charge('a1', 100), charge('a2', null), charge('a3', 7, 'judge')] });
			await decide('b', { charges: [charge('b1', 1000)] });
			expect(await opened.ledger.tally(ask)).toMatchObject({ costNanoUsd: 1107 });
		});

		it('leaves out what audits cost, which have a budget of their own, but for those that Auto-Tune drew', async () => {
			await decide('a', { tuning: null, charges: [charge('a1', 100), charge('a2', 5000, 'shadow')] });
			expect(await opened.ledger.tally(ask)).toMatchObject({ costNanoUsd: 100 });
			await decide('b', { tuning: tuningOf(RUNG), charges: [charge('b1', 10), charge('b2', 7, 'shadow')] });
			expect(await opened.ledger.tally(ask)).toMatchObject({ costNanoUsd: 117 });
		});

		it('keeps to the router and the moment, which counts itself', async () => {
			await decide('earlier', { atMs: 999, charges: [charge('1', 1)] });
			await decide('then', { atMs: 1000, charges: [charge('2', 10)] });
			await decide('another', { routerId: 'workflow:other', charges: [charge('3', 100)] });
			expect(await opened.ledger.tally(ask)).toMatchObject({ costNanoUsd: 10 });
		});

		it('is of one budget key, or of those that have none', async () => {
			const [one, other] = [
				{ hash: 'one', text: 'first' },
				{ hash: 'other', text: null },
			];
			await decide('1', { budgetKey: one, charges: [charge('1', 1)], result: { kind: 'routed', modelId: 'maker/strong', slot: 2 } });
			await decide('2', { budgetKey: other, charges: [charge('2', 10)] });
			await decide('3', { budgetKey: null, charges: [charge('3', 100)] });
			await decide('4', { budgetKey: one, charges: [charge('4', 1000)], result: { kind: 'routed', modelId: 'maker/cheap', slot: 1 } });
			await decide('5', { budgetKey: one, routerId: 'workflow:other', charges: [charge('5', 10_000)] });
			expect(await opened.ledger.tally({ ...ask, keyHash: 'one' })).toEqual({ costNanoUsd: 1001, requests: 2, reached: 1 });
			expect(await opened.ledger.tally({ ...ask, keyHash: 'other' })).toMatchObject({ costNanoUsd: 10 });
			expect(await opened.ledger.tally(ask)).toMatchObject({ costNanoUsd: 100 });
			expect(await opened.ledger.tally({ ...ask, keyHash: 'nobody' })).toEqual({ costNanoUsd: 0, requests: 0, reached: 0 });
		});

		it('counts requests that called a model or were routed to one, and those that reached the model asked for', async () => {
			if (!answered || !full || !strong) throw new Error('The full record lost a part.');
			await decide('both', { attempts: [answered, strong, strong], result: { kind: 'answered', modelId: 'maker/strong', slot: 2 } });
			await decide('cheap', { attempts: [answered], result: { kind: 'fallback', failure: 'quality' } });
			await decide('failed', {
				attempts: fullRecord('x')
					.attempts.slice(0, 1)
					.map((attempt) => ({ ...attempt, modelId: 'maker/strong' })),
				result: { kind: 'cancelled' },
			});
			await decide('routed', { result: { kind: 'routed', modelId: 'maker/strong', slot: 2 } });
			await decide('routed elsewhere', { result: { kind: 'routed', modelId: 'maker/cheap', slot: 1 } });
			await decide('was full', { attempts: [full], result: { kind: 'fallback', failure: 'capacity' } });
			await decide('no prompt', { result: { kind: 'fallback', failure: 'no_prompt' } });
			expect(await opened.ledger.tally(ask)).toEqual({ costNanoUsd: 0, requests: 5, reached: 3 });
			expect(await opened.ledger.tally({ ...ask, modelId: null })).toEqual({ costNanoUsd: 0, requests: 5, reached: 0 });
		});
	});

	describe('every ledger: what a report adds up', () => {
		const used = { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 0 };
		const charge = (id: string, purpose: Charge['purpose'], costNanoUsd: number | null): Charge => ({
			id,
			decisionId: id,
			attempt: 0,
			modelId: 'maker/cheap',
			purpose,
			usage: used,
			costNanoUsd,
			basis: 'reported',
		});
		const result = { kind: 'answered', modelId: 'maker/cheap', slot: 1 } as const;
		const decide = (id: string, changes: Partial<DecisionRecord>) =>
			opened.ledger.record(fullRecord(id, { atMs: 1000, charges: [], result, ...changes }));
		const days = [
			{ name: 'first', startMs: 1000 },
			{ name: 'second', startMs: 2000 },
		];
		const report = (routerId: string | null = null) => opened.ledger.report({ routerId, days, toMs: 3000, goodFrom: 0.5 });

		it('is nothing before the first decision', async () => {
			expect(await report()).toEqual({ decisions: [], outcomes: [], latencies: [], policies: [], budgetKeys: [], keyCount: 0, waiting: 0 });
		});

		it('is by day, up to the moment before the last one ends, and of the router asked for', async () => {
			for (const [id, atMs] of [
				['before', 999],
				['a', 1000],
				['b', 1999],
				['c', 2000],
				['d', 2999],
				['after', 3000],
			] as const)
				await decide(id, { atMs });
			await decide('another', { routerId: 'workflow:other' });
			const counts = async (routerId: string | null) =>
				(await report(routerId)).decisions.map(({ routerId: router, day, requests }) => [router, day, requests]);
			expect((await counts(null)).sort()).toEqual([
				['workflow:node', 'first', 2],
				['workflow:node', 'second', 2],
				['workflow:other', 'first', 1],
			]);
			expect((await counts('workflow:node')).sort()).toEqual([
				['workflow:node', 'first', 2],
				['workflow:node', 'second', 2],
			]);
		});

		it('keeps purposes apart, also those of a record that was replaced, and prices only what is known all through', async () => {
			await decide('old', { dedupeKey: 'same', charges: [charge('old', 'draft', 7), charge('old-2', 'answer', 100)] });
			await decide('new', {
				dedupeKey: 'same',
				charges: [charge('new', 'answer', 50), charge('new-2', 'judge', 3), charge('new-3', 'shadow', 900)],
			});
			await decide('unknown', { charges: [charge('unknown', 'answer', 20), charge('unknown-2', 'check', null)] });
			const { decisions } = await report();
			expect(decisions).toMatchObject([
				{
					requests: 2,
					degraded: 2,
					escalated: 2,
					unknownCosts: 1,
					costs: { answer: 170, draft: 7, failed: 0, judge: 3, check: 0, embedding: 0, shadow: 900 },
				},
			]);
			expect(decisions[0]?.priced).toMatchObject([
				{ fromInputTokens: 0, requests: 1, input: 1000, output: 100, spent: 160, inputSpent: 160_000, spentSpent: 25_600 },
			]);
		});

		it('is by budget key, those that cost most first, all others together, without what audits cost', async () => {
			const keyed = (hash: string, text: string | null, cost: number, atMs: number) =>
				decide(`${hash} ${String(atMs)}`, {
					atMs,
					budgetKey: { hash, text },
					charges: [charge(`${hash} ${String(atMs)}`, 'answer', cost), charge(`${hash} ${String(atMs)} audit`, 'shadow', 9_999)],
				});
			for (let n = 0; n < 105; n++) await keyed(`key ${String(n).padStart(3, '0')}`, null, 1_000 - n, 1_000);
			await keyed('key 000', 'shown', 5, 2_000);
			await keyed('key 001', 'shown once', 5, 1_500);
			await keyed('key 001', null, 5, 2_500);
			await keyed('key 000', 'too late', 7, 3_000);
			await decide('without', { budgetKey: null, charges: [charge('without', 'answer', 70_000)] });
			const { budgetKeys, keyCount } = await report();
			const sums = new Map(budgetKeys.map((facts) => [facts.keyHash, [facts.keyText, facts.requests, facts.costNanoUsd]]));
			expect([keyCount, sums.size, budgetKeys.length]).toEqual([105, 101, 101]);
			expect(sums.get('key 000')).toEqual(['shown', 2, 1_005]);
			expect(sums.get('key 001')).toEqual([null, 3, 1_009]);
			expect(sums.get('key 099')).toEqual([null, 1, 901]);
			expect(sums.get(null)).toEqual([null, 5, 900 + 899 + 898 + 897 + 896]);
			expect((await report('workflow:other')).budgetKeys).toEqual([]);
		});

		it('adds up what of the answers was read from caches, by model and day, without drafts and other calls', async () => {
			const by = (id: string, modelId: string, cachedInputTokens: number): Partial<DecisionRecord> => ({
				result: { ...result, modelId },
				charges: [
					{ ...charge(`${id} draft`, 'draft', 1), decisionId: id, usage: { ...used, cachedInputTokens: 999 } },
					{ ...charge(id, 'answer', 1), usage: { ...used, cachedInputTokens } },
				],
			});
			await decide('a', by('a', 'maker/cheap', 400));
			await decide('b', by('b', 'maker/cheap', 0));
			await decide('c', { ...by('c', 'maker/cheap', 50), atMs: 2000 });
			await decide('d', by('d', 'maker/strong', 7));
			await decide('uncounted', { charges: [{ ...charge('uncounted', 'answer', 1), usage: null }] });
			await decide('after', { ...by('after', 'maker/cheap', 999), atMs: 3000 });
			const { decisions } = await report();
			expect(decisions.map(({ modelId, day, inputTokens, cachedTokens }) => [modelId, day, inputTokens, cachedTokens]).sort()).toEqual([
				['maker/cheap', 'first', 2000, 400],
				['maker/cheap', 'second', 1000, 50],
				['maker/strong', 'first', 1000, 7],
			]);
		});

		it('of a record that was replaced, counts the tokens of the answer that was given', async () => {
			const answer = (id: string, cachedInputTokens: number) => [{ ...charge(id, 'answer', 1), usage: { ...used, cachedInputTokens } }];
			await decide('old', { dedupeKey: 'same', charges: answer('old', 600) });
			await decide('new', { dedupeKey: 'same', charges: answer('new', 100) });
			expect((await report()).decisions).toMatchObject([{ inputTokens: 1000, cachedTokens: 100 }]);
		});

		it('tells size classes apart where a price has tiers', async () => {
			const long = { ...charge('long', 'answer', 5), usage: { ...used, inputTokens: 200_000 } };
			await decide('short', { charges: [charge('short', 'answer', 5)] });
			await decide('long', { charges: [long] });
			expect((await report()).decisions[0]?.priced).toMatchObject([
				{ fromInputTokens: 0, requests: 1, input: 1000 },
				{ fromInputTokens: 200_000, requests: 1, input: 200_000 },
			]);
		});

		it('counts requests without an answer as they ended', async () => {
			await decide('lost', { result: { kind: 'fallback', failure: 'capacity' }, charges: [charge('lost', 'failed', 9)] });
			await decide('stopped', { result: { kind: 'cancelled' } });
			const { decisions } = await report();
			expect(decisions.map(({ result: kind, failure, priced }) => [kind, failure, priced[0]?.input, priced[0]?.spent]).sort()).toEqual([
				['cancelled', null, 0, 0],
				['fallback', 'capacity', 0, 9],
			]);
		});

		it('has exact latencies, of answers alone', async () => {
			const [attempt] = fullRecord('x').attempts;
			if (!attempt) throw new Error('The full record lost a part.');
			const took = (ms: number) => ({ attempts: [{ ...attempt, startedMs: 0, endedMs: ms }] });
			for (const ms of [100, 200, 300, 400]) await decide(`took-${ms}`, took(ms));
			await decide('went back', took(-5));
			await decide('lost', { ...took(9000), result: { kind: 'fallback', failure: 'capacity' } });
			expect((await report()).latencies.find(({ by }) => by === 'total')).toEqual({
				by: 'total',
				key: '',
				requests: 5,
				p50Ms: 200,
				p95Ms: 400,
			});
		});

		it('joins outcomes to their decisions, the random ones with their weights', async () => {
			await decide('a', {});
			await decide('b', { atMs: 5 });
			await report();
			await opened.query(`INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source, judge, inclusion_probability) VALUES
				('1', 'a', 'maker/strong', 9, 0.25, 'audit', 'judge', 0.5), ('2', 'a', 'maker/strong', 9, 1, 'audit', 'judge', 0.25), ('3', 'a', 'maker/cheap', 9, 1, 'rating', NULL, NULL), ('4', 'b', 'maker/cheap', 9, 1, 'rating', NULL, NULL)`);
			const { outcomes } = await report();
			expect([...outcomes].sort((x, y) => (x.source < y.source ? -1 : 1))).toMatchObject([
				{
					day: 'first',
					modelId: 'maker/cheap',
					about: 'maker/strong',
					source: 'audit',
					judge: 'judge',
					random: true,
					count: 2,
					score: 1.25,
					good: 1,
					w: 6,
					ww: 20,
					wScore: 4.5,
					wwScore: 17,
					wwScoreScore: 16.25,
					wGood: 4,
					wwGood: 16,
				},
				{ about: 'maker/cheap', source: 'rating', judge: null, random: false, count: 1, good: 1, w: 0, ww: 0 },
			]);
		});

		it('tells audits that Auto-Tune drew from those that chance alone chose', async () => {
			await decide('chance', { tuning: null });
			await decide('tuned', {});
			await report();
			await opened.query(`INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source, judge, inclusion_probability) VALUES
				('1', 'chance', 'maker/cheap', 9, 0.25, 'audit', 'judge', 0.5), ('2', 'tuned', 'maker/cheap', 9, 1, 'audit', 'judge', 0.5), ('3', 'tuned', 'maker/cheap', 9, 0.75, 'rating', NULL, NULL)`);
			const { outcomes } = await report();
			expect(outcomes.map(({ source, tuned, score }) => [source, tuned, score]).sort()).toEqual([
				['audit', false, 0.25],
				['audit', true, 1],
				['rating', false, 0.75],
			]);
		});

		it('knows what a policy chooses from', async () => {
			await decide('a', {});
			expect((await report()).policies).toEqual([
				{ policyHash: 'a'.repeat(64), models: fullRecord('a').candidates.map(({ modelId, rank, price }) => ({ modelId, rank, price })) },
			]);
		});
	});
}
