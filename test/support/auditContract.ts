import { AUDIT_LEASE_MS, type FeedbackLedger, type LoggedDecision } from '../../router/ledger/feedbackPort';
import type { Charge, DecisionRecord } from '../../router/ledger/record';
import { outcomeOf, type OpenedFeedback } from './feedbackContract';
import { fullRecord } from './records';

/** What every ledger keeps to where audits are handed out, taken step by step, and recorded. */
export function auditContract(open: () => OpenedFeedback): void {
	let opened: OpenedFeedback;
	let feedback: FeedbackLedger;
	beforeEach(() => {
		opened = open();
		feedback = opened.ledger.feedback;
	});

	const decide = async (...records: readonly DecisionRecord[]) => {
		for (const record of records) expect(await opened.ledger.record(record)).toEqual({ kind: 'stored' });
	};
	const logged = async (id: string) =>
		(await feedback.decisions({ filter: { ids: [id] }, order: 'oldest', limit: 1, after: null })).decisions[0];

	describe('every ledger: audits', () => {
		const NOW = 1_790_000_100_000;
		const ask = (more: { limit?: number; nowMs?: number; routerId?: string } = {}) => ({ routerId: null, limit: 10, nowMs: NOW, ...more });
		const content = { prompt: 'P', answer: 'A', expiresAtMs: 3e14 };
		const idsToAudit = async (from: FeedbackLedger, more = {}) => (await from.audits(ask(more))).map(({ id }) => id);

		it('are handed out oldest first: chosen, answered, with their texts, not audited yet', async () => {
			const audit = (id: string, changes: Partial<DecisionRecord> = {}) => fullRecord(id, { stored: content, ...changes });
			await decide(
				audit('new', { atMs: 9 }),
				audit('old', { atMs: 1 }),
				audit('not chosen', { audit: { probability: 0.05, chosen: false } }),
				audit('not to be audited', { audit: null }),
				audit('not answered', { result: { kind: 'routed', modelId: 'maker/cheap', slot: 1 } }),
				audit('no text', { stored: null }),
				audit('no answer text', { stored: { ...content, answer: null } }),
				audit('expired', { stored: { ...content, expiresAtMs: NOW } }),
				audit('audited', { atMs: 2 }),
				audit('rated', { atMs: 3 }),
				audit('other', { routerId: 'w:other' }),
			);
			await feedback.recordOutcomes([outcomeOf('audited', { source: 'audit' }), outcomeOf('rated')]);
			const found = await feedback.audits(ask({ routerId: 'workflow:node' }));
			expect(found.map(({ id }) => id)).toEqual(['old', 'rated', 'new']);
			expect(found[1]).toMatchObject({ stored: content, audit: { probability: 0.05, chosen: true }, outcomes: [outcomeOf('rated')] });
		});

		it('are handed to one of two who ask at once, and to another only after the lease', async () => {
			const many = Array.from({ length: 40 }, (_, index) => `r${index}`);
			await decide(...many.map((id, index) => fullRecord(id, { atMs: index, stored: content })));
			const both = await Promise.all([1, 2, 3, 4].flatMap(() => [idsToAudit(feedback), idsToAudit(opened.other.feedback)]));
			const handedOut = both.flat();
			for (let more = handedOut; more.length > 0; handedOut.push(...more)) more = await idsToAudit(opened.other.feedback);
			expect(handedOut.sort()).toEqual([...many].sort());
			expect(await idsToAudit(feedback, { nowMs: NOW + AUDIT_LEASE_MS - 1 })).toEqual([]);
			expect(await idsToAudit(feedback, { nowMs: NOW + AUDIT_LEASE_MS, limit: 3 })).toEqual(['r0', 'r1', 'r2']);
		});

		it('are not handed out again once their outcome is there', async () => {
			await decide(fullRecord('a', { stored: content }));
			expect(await idsToAudit(feedback)).toEqual(['a']);
			await feedback.recordOutcomes([outcomeOf('a', { source: 'audit' })]);
			expect(await idsToAudit(feedback, { nowMs: NOW + AUDIT_LEASE_MS })).toEqual([]);
		});
	});

	describe('every ledger: the steps of an audit', () => {
		const content = { prompt: 'P', answer: 'A', expiresAtMs: 3e14 };
		const NOW = 1_790_000_100_000;
		const stepBy = (by: string, asking: string | null, answers: Readonly<Record<string, string>> = {}) => ({ asking, answers, by });
		const write = async (from: LoggedDecision['auditStep'], step: NonNullable<LoggedDecision['auditStep']>, ledger = feedback) =>
			(await ledger.recordAuditStep({ decisionId: 'a', from, step, charges: [] })).kind;

		it('are of one alone where two were handed the same one, as a clock an hour ahead makes them', async () => {
			await decide(fullRecord('a', { stored: content }));
			const handed = [
				await feedback.audits({ routerId: null, limit: 1, nowMs: NOW }),
				await opened.other.feedback.audits({ routerId: null, limit: 1, nowMs: NOW + 3_600_000 }),
			];
			expect(handed.map(([one]) => one?.auditStep)).toEqual([null, null]);
			expect(await write(null, stepBy('first', 'small'))).toBe('recorded');
			expect(await write(null, stepBy('second', 'small'), opened.other.feedback)).toBe('already_audited');
			// Told again, as where an acknowledgement was lost, and on to the next.
			expect(await write(null, stepBy('first', 'small'))).toBe('recorded');
			expect(await write(null, stepBy('first', null, { small: 'S' }))).toBe('recorded');
			expect(await write(null, stepBy('second', 'small'), opened.other.feedback)).toBe('already_audited');
			const [left] = await feedback.audits({ routerId: null, limit: 1, nowMs: NOW + 3_600_000 + AUDIT_LEASE_MS });
			expect(left?.auditStep).toEqual(stepBy('first', null, { small: 'S' }));
			// Whoever takes it up then goes on, and the first one does not any more.
			expect(await write(left?.auditStep ?? null, stepBy('third', 'judge', { small: 'S' }))).toBe('recorded');
			expect(await write(null, stepBy('first', 'judge', { small: 'S' }))).toBe('already_audited');
		});
	});

	describe('every ledger: an audit recorded', () => {
		const kept = { prompt: 'P', answer: 'A', expiresAtMs: 4e12 };
		const shadow = (id: string, costNanoUsd: number | null): Charge => ({
			id,
			decisionId: 'a',
			attempt: null,
			modelId: 'maker/strong',
			purpose: 'shadow',
			usage: null,
			costNanoUsd,
			basis: 'reported',
		});
		const own = fullRecord('a').charges.slice(0, 2);
		const compared = {
			kind: 'compared',
			outcome: outcomeOf('a', { source: 'audit', judge: 'judge/one', inclusionProbability: 0.05, dedupeKey: 'audit:a' }),
		} as const;
		const sums = async () =>
			(await opened.query('SELECT cost_nano_usd - shadow_cost AS own, shadow_cost, unknown_costs FROM decisions'))[0];
		const claimed = async (nowMs: number) => (await feedback.audits({ routerId: null, limit: 10, nowMs })).map(({ id }) => id);
		const LATER = 1e12 + AUDIT_LEASE_MS;

		it('has its outcome and its charges, which are apart from what the request cost; its texts are gone, its features stay', async () => {
			await decide(fullRecord('a', { stored: kept, charges: own }));
			const before = await sums();
			expect(await feedback.recordAudit({ decisionId: 'a', end: compared, charges: [shadow('1', 700), shadow('2', null)] })).toEqual({
				kind: 'recorded',
			});
			expect(await logged('a')).toMatchObject({
				outcomes: [compared.outcome],
				charges: [...own, shadow('1', 700), shadow('2', null)],
				stored: null,
				features: expect.anything(),
			});
			expect(await sums()).toEqual({ ...(before as object), shadow_cost: 700 });
			expect(await claimed(LATER)).toEqual([]);
		});

		it('leaves no row of texts where no features are kept', async () => {
			await decide(fullRecord('a', { stored: kept, features: null, budgetKey: null }));
			await feedback.recordAudit({ decisionId: 'a', end: { kind: 'nothing_to_compare' }, charges: [] });
			expect(await opened.query('SELECT count(*) AS n FROM contents')).toEqual([{ n: 0 }]);
			expect(await opened.query('SELECT count(*) AS n FROM outcomes')).toEqual([{ n: 0 }]);
			expect(await claimed(LATER)).toEqual([]);
		});

		it('that is left for another time has its charges, and is handed out again once its lease has run out', async () => {
			await decide(fullRecord('a', { stored: kept, charges: own }));
			expect(await claimed(1e12)).toEqual(['a']);
			await feedback.recordAudit({ decisionId: 'a', end: { kind: 'left' }, charges: [shadow('1', 700)] });
			expect(await sums()).toMatchObject({ shadow_cost: 700 });
			expect(await claimed(LATER - 1)).toEqual([]);
			expect(await claimed(LATER)).toEqual(['a']);
		});

		it('that is given back is handed out again at once', async () => {
			await decide(fullRecord('a', { stored: kept }));
			expect(await claimed(1e12)).toEqual(['a']);
			await feedback.recordAudit({ decisionId: 'a', end: { kind: 'given_back' }, charges: [] });
			expect(await claimed(1e12)).toEqual(['a']);
			expect(await claimed(1e12)).toEqual([]);
		});

		it('on which the judge gives up is for another run twice, then it stands and its texts are gone', async () => {
			await decide(fullRecord('a', { stored: kept, charges: own }));
			const tell = (id: string, from = feedback) =>
				from.recordAudit({ decisionId: 'a', end: { ...compared, kind: 'judge_gave_up' }, charges: [shadow(id, 100)] });
			expect(await tell('1')).toEqual({ kind: 'for_another_run' });
			// Told again it is the same one.
			expect([await tell('1'), await tell('1')]).toEqual([{ kind: 'for_another_run' }, { kind: 'for_another_run' }]);
			expect(await claimed(LATER)).toEqual(['a']);
			// What something else stood in the way of is none.
			await feedback.recordAudit({ decisionId: 'a', end: { kind: 'left' }, charges: [shadow('2', 100)] });
			await feedback.expire(1);
			expect(await tell('3', opened.other.feedback)).toEqual({ kind: 'for_another_run' });
			expect(await logged('a')).toMatchObject({ outcomes: [], stored: kept });
			expect(await tell('4')).toEqual({ kind: 'recorded' });
			expect(await logged('a')).toMatchObject({ outcomes: [compared.outcome], stored: null });
			expect(await sums()).toMatchObject({ shadow_cost: 400 });
			expect(await tell('5')).toEqual({ kind: 'already_audited' });
			expect(await claimed(2 * LATER)).toEqual([]);
		});

		it('counts no charge twice, however often it is told; charges of several tries add up', async () => {
			await decide(fullRecord('a', { stored: kept, charges: own }));
			const tell = (...ids: readonly string[]) =>
				feedback.recordAudit({ decisionId: 'a', end: { kind: 'left' }, charges: ids.map((id) => shadow(id, 100)) });
			await Promise.all([
				tell('1', '2'),
				opened.other.feedback.recordAudit({ decisionId: 'a', end: { kind: 'left' }, charges: [shadow('2', 100), shadow('3', 100)] }),
			]);
			await tell('1', '2', '4');
			expect(await sums()).toMatchObject({ shadow_cost: 400 });
			expect((await logged('a'))?.charges).toHaveLength(own.length + 4);
		});

		it('by two: the first outcome stands, both are charged', async () => {
			await decide(fullRecord('a', { stored: kept, charges: own }));
			await feedback.recordAudit({ decisionId: 'a', end: compared, charges: [shadow('1', 1)] });
			const second = { ...compared, outcome: { ...compared.outcome, score: 0 } };
			expect(await opened.other.feedback.recordAudit({ decisionId: 'a', end: second, charges: [shadow('2', 2)] })).toEqual({
				kind: 'already_audited',
			});
			expect((await logged('a'))?.outcomes).toEqual([compared.outcome]);
			expect(await sums()).toMatchObject({ shadow_cost: 3 });
		});

		it('of a decision that is gone leaves nothing behind', async () => {
			expect(await feedback.recordAudit({ decisionId: 'a', end: compared, charges: [shadow('1', 1)] })).toEqual({
				kind: 'unknown_decision',
			});
			expect(await opened.query('SELECT (SELECT count(*) FROM charges) AS charges, (SELECT count(*) FROM outcomes) AS outcomes')).toEqual([
				{ charges: 0, outcomes: 0 },
			]);
		});

		it('keeps what it cost where Retry On Fail then replaces the decision', async () => {
			await decide(fullRecord('a', { dedupeKey: 'same', stored: kept, charges: own }));
			await feedback.recordAudit({ decisionId: 'a', end: compared, charges: [shadow('1', 700), shadow('2', null)] });
			const unknown = own.filter(({ costNanoUsd }) => costNanoUsd === null).length;
			await decide(fullRecord('new', { dedupeKey: 'same', charges: [] }));
			expect(await sums()).toMatchObject({ shadow_cost: 700, unknown_costs: unknown });
		});
	});
}
